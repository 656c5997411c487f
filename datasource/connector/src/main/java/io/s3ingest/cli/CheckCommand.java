package io.s3ingest.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.s3ingest.cli.config.SourceFile;
import io.s3ingest.error.OptionErrors;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.store.StoreRegistry;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Proves that the buckets of a source file are there and may be listed and read. */
final class CheckCommand {
  private static final Pattern URI_OF_BUCKET = Pattern.compile("^s3[an]?://([^/]+)");

  private CheckCommand() {}

  static int run(SourceFile source, Console console) {
    ReadOptions read = source.readOptions();
    try {
      for (String bucket : buckets(read)) {
        StoreRegistry.open(read.store()).check(bucket);
      }
    } catch (S3IngestException e) {
      if (console.json()) {
        ObjectNode status = Json.object();
        status.put("status", "FAILED");
        status.put("condition", e.getCondition());
        status.put("message", e.getMessage());
        console.result(Json.line(status));
      } else {
        console.say(e.getMessage());
      }
      return e.condition().blame().exitCode();
    }
    if (console.json()) {
      ObjectNode status = Json.object();
      status.put("status", "SUCCEEDED");
      status.put("source", source.where());
      console.result(Json.line(status));
    } else {
      console.result("Ready to read " + source.where() + ": the bucket may be listed and read.");
    }
    return 0;
  }

  private static Set<String> buckets(ReadOptions read) {
    Set<String> out = new LinkedHashSet<>();
    if (read.bucket() != null) {
      out.add(read.bucket());
    }
    for (String path : read.paths()) {
      Matcher uri = URI_OF_BUCKET.matcher(path);
      if (!uri.find()) {
        throw OptionErrors.invalidValue("path", path, "an s3:// or s3a:// path");
      }
      out.add(uri.group(1));
    }
    return out;
  }
}

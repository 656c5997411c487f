package io.s3ingest.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.s3ingest.cli.config.SourceFile;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectStore;
import io.s3ingest.store.StoreRegistry;

/** Proves that the buckets of a source file are there and may be listed and read. */
final class CheckCommand {
  private CheckCommand() {}

  static int run(SourceFile source, Console console) {
    ReadOptions read = source.readOptions();
    try {
      ObjectStore store = StoreRegistry.open(read.store());
      if (read.bucket() != null) {
        store.check(read.bucket(), read.prefix());
      }
      for (String path : read.paths()) {
        store.check(ObjectPath.parse(path, read.store().kind()).bucket());
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
}

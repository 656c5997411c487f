package io.s3ingest.cli.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.s3ingest.options.OptionKey;
import io.s3ingest.options.OptionSet;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.options.S3IngestOptions;
import io.s3ingest.options.TableNaming;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The file of {@code --config}: where to read. Objects named after a format are flattened into the
 * options. A file that says {@code bucket_name} has the shape of the Olake driver: there {@code
 * compression} is automatic, and a file beside the folders is a stream of its own.
 *
 * @param options ready for {@code format("s3ingest")}; may hold secrets
 * @param folderShaped whether the file has the shape of the Olake driver
 * @param withoutEffect known fields of that shape that change nothing here
 */
public record SourceFile(
    Path path, Map<String, String> options, boolean folderShaped, List<String> withoutEffect) {
  private static final String KIND = "source";

  /** Objects whose fields are options themselves. */
  private static final Set<String> NESTED = Set.of("csv", "json", "parquet", "xml");

  /** Fields of the other driver that ask for nothing, or for what always happens here. */
  private static final Set<String> NO_EFFECT =
      Set.of(
          "streampattern",
          "json.linedelimited",
          "parquet.streamingenabled",
          "xml.rowidentifier",
          "maxretry",
          "type");

  public SourceFile {
    options = Map.copyOf(options);
    withoutEffect = List.copyOf(withoutEffect);
  }

  /** Reads and validates a source file. */
  public static SourceFile read(Path path) {
    JsonFile file = JsonFile.object(KIND, path);
    boolean folderShaped = file.root().has("bucket_name");
    String format = file.text(file.root().get("file_format"), "file_format");
    Map<String, String> raw = new TreeMap<>();
    List<String> withoutEffect = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : file.root().properties()) {
      String name = field.getKey();
      if (NESTED.contains(name) && field.getValue().isObject()) {
        if (format != null && !format.equalsIgnoreCase(name)) {
          withoutEffect.add(name);
          continue;
        }
        for (Map.Entry<String, JsonNode> inner : field.getValue().properties()) {
          put(file, raw, withoutEffect, name + ".", inner);
        }
      } else {
        put(file, raw, withoutEffect, "", field);
      }
    }
    if (folderShaped) {
      adoptFolderShape(file, raw);
    }
    ReadOptions.of(raw, Map.of(), OptionSet.Unknown.REJECT);
    return new SourceFile(path, raw, folderShaped, withoutEffect);
  }

  /** Returns the options, parsed. */
  public ReadOptions readOptions() {
    return ReadOptions.of(options, Map.of(), OptionSet.Unknown.REJECT);
  }

  /** Returns {@code s3://bucket/prefix} for messages. */
  public String where() {
    ReadOptions read = readOptions();
    return read.bucket() == null
        ? String.join(", ", read.paths())
        : "s3://" + read.bucket() + "/" + read.prefix();
  }

  private static void put(
      JsonFile file,
      Map<String, String> raw,
      List<String> withoutEffect,
      String parent,
      Map.Entry<String, JsonNode> field) {
    String name = field.getKey();
    String shown = parent + name;
    JsonNode value = field.getValue();
    if (NO_EFFECT.contains(parent + OptionKey.normalize(name))) {
      withoutEffect.add(shown);
      return;
    }
    if (value.isNull()) {
      return;
    }
    if (value.isArray()) {
      List<String> parts = new ArrayList<>();
      value.forEach(part -> parts.add(file.text(part, shown)));
      raw.put(name, name.equals("paths") ? value.toString() : String.join(",", parts));
      return;
    }
    String text = file.text(value, shown);
    if (OptionKey.normalize(name).equals("filepattern")) {
      if (!text.isEmpty()) {
        throw file.badField(
            shown,
            "nothing, because regular expressions on keys are not read",
            "Say the same with globs in 'include_patterns'.");
      }
      withoutEffect.add(shown);
      return;
    }
    // An empty text means "not set" in files that a form wrote.
    if (!text.isEmpty()) {
      String before = raw.put(name, text);
      if (before != null && !before.equals(text)) {
        throw file.badField(shown, "the value that it has elsewhere in the file", "Keep one.");
      }
    }
  }

  private static void adoptFolderShape(JsonFile file, Map<String, String> raw) {
    String format = raw.get("file_format");
    if ("xml".equalsIgnoreCase(format)) {
      throw file.badField("file_format", "csv, json or parquet", "Leave the XML files out.");
    }
    String compression = raw.remove("compression");
    if (compression != null
        && !Set.of("none", "gzip", "auto").contains(OptionKey.normalize(compression))) {
      throw file.badField(
          "compression", "none, gzip or auto", "Objects may be plain or compressed by gzip.");
    }
    boolean named =
        raw.keySet().stream()
            .anyMatch(
                key ->
                    OptionKey.normalize(key)
                        .equals(OptionKey.normalize(S3IngestOptions.TABLE_NAMING.name())));
    if (!named) {
      raw.put(S3IngestOptions.TABLE_NAMING.name(), TableNaming.FIRST_FOLDER_OR_FILE.toString());
    }
  }
}

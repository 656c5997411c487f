package io.s3ingest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.s3ingest.options.ConfigOption;
import io.s3ingest.options.S3IngestOptions;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Prints the JSON schema of a source file, generated from the options. */
final class SpecCommand {
  /** The spelling of the Olake driver and what it means here. */
  private static final Map<String, ConfigOption<?>> FOLDER_NAMES =
      Map.of(
          "bucket_name", S3IngestOptions.BUCKET,
          "path_prefix", S3IngestOptions.PREFIX,
          "file_format", S3IngestOptions.FILE_FORMAT,
          "access_key_id", S3IngestOptions.ACCESS_KEY_ID,
          "secret_access_key", S3IngestOptions.SECRET_ACCESS_KEY,
          "max_threads", S3IngestOptions.MAX_THREADS,
          "retry_count", S3IngestOptions.RETRY_COUNT);

  private static final Map<String, ConfigOption<?>> CSV_NAMES =
      Map.of(
          "delimiter", S3IngestOptions.SEP,
          "has_header", S3IngestOptions.HEADER,
          "skip_rows", S3IngestOptions.SKIP_ROWS,
          "quote_character", S3IngestOptions.QUOTE);

  private SpecCommand() {}

  static int run(Console console) {
    console.result(Json.pretty(schema()));
    return 0;
  }

  static ObjectNode schema() {
    ObjectNode root = Json.object();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", "s3ingest source");
    root.put("type", "object");
    ObjectNode properties = root.putObject("properties");
    for (ConfigOption<?> option : S3IngestOptions.ALL) {
      describe(properties.putObject(option.name()), option);
    }
    for (String name : new TreeSet<>(FOLDER_NAMES.keySet())) {
      refer(properties.putObject(name), FOLDER_NAMES.get(name));
    }
    ObjectNode csv = properties.putObject("csv");
    csv.put("type", "object");
    csv.put("description", "Options of CSV; others keep their defaults.");
    ObjectNode csvProperties = csv.putObject("properties");
    for (String name : new TreeSet<>(CSV_NAMES.keySet())) {
      refer(csvProperties.putObject(name), CSV_NAMES.get(name));
    }
    ArrayNode anyOf = root.putArray("anyOf");
    for (String name : List.of("bucket", "bucket_name", "path")) {
      anyOf.addObject().putArray("required").add(name);
    }
    ObjectNode pairs = root.putObject("dependentRequired");
    for (List<String> pair :
        List.of(
            List.of("accessKeyId", "secretAccessKey"),
            List.of("access_key_id", "secret_access_key"))) {
      pairs.putArray(pair.get(0)).add(pair.get(1));
      pairs.putArray(pair.get(1)).add(pair.get(0));
    }
    return root;
  }

  private static void refer(ObjectNode node, ConfigOption<?> option) {
    node.put("$ref", "#/properties/" + option.name());
  }

  private static void describe(ObjectNode node, ConfigOption<?> option) {
    Object value = option.defaultValue();
    ArrayNode types = node.putArray("type");
    if (value instanceof Boolean || option.rule().equals("true or false")) {
      types.add("boolean");
    } else if (value instanceof Integer || value instanceof Long) {
      types.add("integer");
    } else if (value instanceof List) {
      types.add("array");
    }
    // Every value may also be given as the text that a Spark option would be.
    types.add("string");
    if (S3IngestOptions.TEXT_OPTIONS.contains(option)) {
      types.add("boolean").add("integer");
    }
    node.put("description", option.doc());
    if (option.rule().startsWith("one of ")) {
      ArrayNode choices = node.putArray("examples");
      List.of(option.rule().substring("one of ".length()).split(", ")).forEach(choices::add);
    }
    if (value instanceof Boolean b) {
      node.put("default", b);
    } else if (value instanceof Integer i) {
      node.put("default", i);
    } else if (value instanceof Long l) {
      node.put("default", l);
    } else if (value instanceof String s) {
      node.put("default", s);
    } else if (value instanceof Enum<?> e) {
      node.put("default", e.toString());
    }
    if (option.secret()) {
      node.put("writeOnly", true);
    }
    if (!option.aliases().isEmpty()) {
      ArrayNode aliases = node.putArray("x-aliases");
      option.aliases().forEach(aliases::add);
    }
  }
}

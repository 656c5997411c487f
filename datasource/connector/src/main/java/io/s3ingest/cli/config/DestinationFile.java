package io.s3ingest.cli.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.s3ingest.error.CliErrors;
import io.s3ingest.options.OptionKey;
import io.s3ingest.options.S3IngestSyncOptions;
import io.s3ingest.options.SyncOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The file of {@code --destination}: the Iceberg catalog and the warehouse that rows land in.
 *
 * @param catalogName name of the catalog; for JDBC also its key in the database
 * @param database what all streams land in, as {@code <database>.<stream>}
 * @param catalogOptions what follows {@code spark.sql.catalog.<name>.}; may hold secrets
 * @param syncOptions what the writer says beyond that, for {@code SyncOptions}
 * @param withoutEffect known fields that change nothing here
 */
public record DestinationFile(
    Path path,
    String catalogName,
    String database,
    Map<String, String> catalogOptions,
    Map<String, String> syncOptions,
    List<String> withoutEffect) {
  private static final String KIND = "destination";
  private static final String DEFAULT_CATALOG = "olake_iceberg";

  /** Normalised name to name. */
  private static final Map<String, String> KNOWN =
      List.of(
              "catalog_type",
              "catalog_name",
              "jdbc_url",
              "jdbc_username",
              "jdbc_password",
              "iceberg_s3_path",
              "iceberg_db",
              "s3_endpoint",
              "s3_use_ssl",
              "s3_path_style",
              "aws_access_key",
              "aws_secret_key",
              "aws_session_token",
              "aws_region",
              "rest_catalog_url",
              "token")
          .stream()
          .collect(Collectors.toMap(OptionKey::normalize, name -> name));

  private static final List<String> S3_FIELDS =
      List.of(
          "s3_endpoint",
          "s3_path_style",
          "aws_access_key",
          "aws_secret_key",
          "aws_session_token",
          "aws_region");

  /** What a writer may say about the sync itself; the mode stands in the catalog file. */
  private static final Set<String> SYNC =
      S3IngestSyncOptions.ALL.stream()
          .filter(option -> option != S3IngestSyncOptions.SYNC_MODE)
          .map(option -> OptionKey.normalize(option.name()))
          .collect(Collectors.toSet());

  private static final Set<String> NO_EFFECT =
      Set.of("normalization", "arrowwrites", "noidentifierfields", "grpcport", "serverhost");

  public DestinationFile {
    catalogOptions = Map.copyOf(catalogOptions);
    syncOptions = Map.copyOf(syncOptions);
    withoutEffect = List.copyOf(withoutEffect);
  }

  /** Reads and validates a destination file. */
  public static DestinationFile read(Path path) {
    JsonFile file = JsonFile.object(KIND, path);
    String type = file.requiredText(file.root().get("type"), "type", "Set it to ICEBERG.");
    if (!type.equalsIgnoreCase("iceberg")) {
      throw file.badField("type", "ICEBERG, found '" + type + "'", "Rows land in Iceberg only.");
    }
    JsonNode writer = file.root().get("writer");
    if (writer == null || !writer.isObject()) {
      throw file.badField("writer", "an object", "examples/destination.json shows one.");
    }
    List<String> withoutEffect = new ArrayList<>();
    Map<String, String> syncOptions = new TreeMap<>();
    Writer fields = new Writer(file, fields(file, writer, syncOptions, withoutEffect));
    String catalogType = fields.optional("catalog_type", "jdbc").toLowerCase(Locale.ROOT);
    Map<String, String> options = new TreeMap<>();
    switch (catalogType) {
      case "jdbc" -> jdbc(fields, options);
      case "rest" -> rest(fields, options);
      case "hadoop" -> options.put("type", "hadoop");
      default ->
          throw file.badField(
              "writer.catalog_type",
              "jdbc, rest or hadoop, found '" + catalogType + "'",
              "Choose one of them.");
    }
    warehouse(fields, options);
    String name = fields.optional("catalog_name", DEFAULT_CATALOG);
    if (!name.matches("[A-Za-z0-9_-]+")) {
      throw file.badField(
          "writer.catalog_name", "letters, digits, _ and -", "Choose another name.");
    }
    syncOptions.put("catalog", name);
    syncOptions.put("database", fields.required("iceberg_db", "Name the database."));
    SyncOptions.of(syncOptions);
    return new DestinationFile(
        path, name, syncOptions.get("database"), options, syncOptions, withoutEffect);
  }

  /** Returns the settings of a Spark session that has this catalog. */
  public Map<String, String> sparkConf() {
    String prefix = "spark.sql.catalog." + catalogName;
    Map<String, String> conf = new TreeMap<>();
    conf.put(prefix, "org.apache.iceberg.spark.SparkCatalog");
    catalogOptions.forEach((key, value) -> conf.put(prefix + "." + key, value));
    return conf;
  }

  /** Returns the JDBC driver class that must be loaded before the catalog; null for none. */
  public String driverClass() {
    String uri = catalogOptions.getOrDefault("uri", "");
    if (uri.startsWith("jdbc:sqlite:")) {
      return "org.sqlite.JDBC";
    }
    return uri.startsWith("jdbc:postgresql:") ? "org.postgresql.Driver" : null;
  }

  @Override
  public String toString() {
    return "DestinationFile[" + path + ", " + catalogName + "." + database + "]";
  }

  private static void jdbc(Writer fields, Map<String, String> options) {
    String url =
        fields.required("jdbc_url", "Such as jdbc:postgresql://host/db or jdbc:sqlite:file.");
    if (!url.startsWith("jdbc:postgresql:") && !url.startsWith("jdbc:sqlite:")) {
      throw fields.bad("jdbc_url", "jdbc:postgresql: or jdbc:sqlite:", "No other driver is here.");
    }
    options.put("type", "jdbc");
    options.put("uri", url);
    // One writer at a time is all that SQLite has; the others wait instead of failing.
    if (url.startsWith("jdbc:sqlite:")) {
      options.put("clients", "1");
      options.put("jdbc.busy_timeout", "60000");
    }
    fields.copy("jdbc_username", options, "jdbc.user");
    fields.copy("jdbc_password", options, "jdbc.password");
  }

  private static void rest(Writer fields, Map<String, String> options) {
    options.put("type", "rest");
    options.put("uri", fields.required("rest_catalog_url", "Name the server."));
    fields.copy("token", options, "token");
  }

  private static void warehouse(Writer fields, Map<String, String> options) {
    boolean rest = "rest".equals(options.get("type"));
    String path =
        rest
            ? fields.optional("iceberg_s3_path", null)
            : fields.required("iceberg_s3_path", "Such as s3a://warehouse or file:/folder.");
    if (path != null && path.startsWith("file:")) {
      options.put("warehouse", folder(path));
      return;
    }
    // A REST server may know its warehouses by name, or have only one.
    if (!rest && !path.matches("s3[an]?://.+")) {
      throw fields.bad("iceberg_s3_path", "s3://, s3a:// or file:", "Such as s3a://warehouse.");
    }
    if ("hadoop".equals(options.get("type"))) {
      throw fields.bad(
          "iceberg_s3_path",
          "a file: folder",
          "A hadoop catalog on S3 can lose a commit: use jdbc.");
    }
    if (path != null) {
      options.put("warehouse", path);
    }
    if (rest && S3_FIELDS.stream().noneMatch(fields::has)) {
      // The server says how its tables are reached.
      return;
    }
    options.put("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
    fields.copy("aws_region", options, "client.region");
    fields.copy("aws_session_token", options, "s3.session-token");
    String access = fields.optional("aws_access_key", null);
    String secret = fields.optional("aws_secret_key", null);
    if ((access == null) != (secret == null)) {
      throw fields.bad(
          access == null ? "aws_secret_key" : "aws_access_key",
          "a partner in '" + (access == null ? "aws_access_key" : "aws_secret_key") + "'",
          "Set both, or neither to use the default AWS credential chain.");
    }
    if (access != null) {
      options.put("s3.access-key-id", access);
      options.put("s3.secret-access-key", secret);
    }
    String endpoint = fields.optional("s3_endpoint", null);
    if (endpoint != null) {
      String url = endpoint;
      if (!endpoint.contains("://")) {
        url = (fields.flag("s3_use_ssl", false) ? "https://" : "http://") + endpoint;
      }
      options.put("s3.endpoint", URI.create(url).toString());
      options.put("s3.path-style-access", String.valueOf(fields.flag("s3_path_style", true)));
      options.putIfAbsent("client.region", "us-east-1");
    } else if (fields.has("s3_path_style")) {
      options.put("s3.path-style-access", String.valueOf(fields.flag("s3_path_style", false)));
    }
  }

  /** A relative folder counts from the working directory, as in a {@code jdbc:sqlite:} URL. */
  private static String folder(String path) {
    String name = path.substring("file:".length());
    Path folder = Path.of(name.startsWith("//") ? URI.create(path).getPath() : name);
    return "file:" + folder.toAbsolutePath().normalize();
  }

  private static Map<String, String> fields(
      JsonFile file, JsonNode writer, Map<String, String> syncOptions, List<String> withoutEffect) {
    Map<String, String> out = new HashMap<>();
    for (Map.Entry<String, JsonNode> field : writer.properties()) {
      String key = OptionKey.normalize(field.getKey());
      if (KNOWN.containsKey(key)) {
        String text = file.text(field.getValue(), "writer." + field.getKey());
        if (text != null && !text.isBlank()) {
          out.put(key, text.trim());
        }
      } else if (SYNC.contains(key)) {
        syncOptions.put(field.getKey(), file.text(field.getValue(), "writer." + field.getKey()));
      } else if (NO_EFFECT.contains(key)) {
        withoutEffect.add("writer." + field.getKey());
      } else {
        String nearest = OptionKey.nearest(key, KNOWN.keySet());
        throw CliErrors.unknownField(
            KIND,
            file.path().toString(),
            "writer." + field.getKey(),
            nearest == null ? null : "writer." + KNOWN.get(nearest));
      }
    }
    return out;
  }

  private record Writer(JsonFile file, Map<String, String> values) {
    boolean has(String name) {
      return values.containsKey(OptionKey.normalize(name));
    }

    String optional(String name, String otherwise) {
      return values.getOrDefault(OptionKey.normalize(name), otherwise);
    }

    String required(String name, String wayOut) {
      String value = optional(name, null);
      if (value == null) {
        throw bad(name, "text", wayOut);
      }
      return value;
    }

    boolean flag(String name, boolean otherwise) {
      String text = optional(name, String.valueOf(otherwise));
      if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
        throw bad(name, "true or false", "Correct it.");
      }
      return Boolean.parseBoolean(text.toLowerCase(Locale.ROOT));
    }

    void copy(String name, Map<String, String> options, String key) {
      if (has(name)) {
        options.put(key, optional(name, null));
      }
    }

    RuntimeException bad(String name, String rule, String wayOut) {
      return file.badField("writer." + name, rule, wayOut);
    }
  }
}

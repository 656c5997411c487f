package io.s3ingest.blackbox;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.s3ingest.cli.CliRun;
import io.s3ingest.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A folder with the files that a user of the command line keeps, and the tables that it fills. */
final class Lake {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path folder;
  private final Path source;
  private final Path destination;

  /** Writes the files for a source with these options of ours. */
  Lake(Path folder, Map<String, String> options, String... more) throws IOException {
    // The command starts a session of its own unless there is one.
    TestSpark.session();
    this.folder = folder;
    this.source = folder.resolve("source.json");
    this.destination = folder.resolve("destination.json");
    Map<String, String> all = new TreeMap<>(options);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    JSON.writeValue(source.toFile(), all);
    Files.writeString(
        destination,
        """
        {"type": "ICEBERG", "writer": {"catalog_type": "jdbc", "jdbc_url": "jdbc:sqlite:%s",
         "iceberg_s3_path": "file:%s", "iceberg_db": "db"}}
        """
            .formatted(folder.resolve("catalog.db"), folder.resolve("warehouse")));
  }

  CliRun check() {
    return CliRun.of("check", "--config", source.toString());
  }

  CliRun discover() {
    return CliRun.of("discover", "--config", source.toString());
  }

  CliRun sync() {
    return CliRun.of(
        "sync",
        "--config",
        source.toString(),
        "--destination",
        destination.toString(),
        "--state",
        folder.resolve("state.json").toString());
  }

  /** Asks by an Iceberg catalog that the command has nothing to do with. */
  List<String> rows(String sql) {
    SparkSession spark = TestSpark.session().newSession();
    // A catalog of Iceberg finds its tables in the database under its own name.
    String prefix = "spark.sql.catalog.olake_iceberg";
    spark.conf().set(prefix, "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set(prefix + ".type", "jdbc");
    spark.conf().set(prefix + ".uri", "jdbc:sqlite:" + folder.resolve("catalog.db"));
    spark.conf().set(prefix + ".warehouse", "file:" + folder.resolve("warehouse"));
    spark.sql("USE olake_iceberg");
    return texts(spark, sql);
  }

  /** Returns the data files of the warehouse, committed or not. */
  List<String> dataFiles() throws IOException {
    Path warehouse = folder.resolve("warehouse");
    if (!Files.exists(warehouse)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(warehouse)) {
      return files.map(Path::toString).filter(file -> file.endsWith(".parquet")).toList();
    }
  }

  static List<String> texts(SparkSession spark, String sql) {
    return spark.sql(sql).collectAsList().stream().map(Row::toString).toList();
  }
}

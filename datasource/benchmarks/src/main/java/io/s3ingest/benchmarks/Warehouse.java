package io.s3ingest.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** A folder for the tables of the catalog {@code ice}, which is gone when it is closed. */
record Warehouse(Path folder) implements AutoCloseable {
  static Warehouse create() throws IOException {
    return new Warehouse(Files.createTempDirectory("s3ingest-bench"));
  }

  /** Gives a session the catalog {@code ice}, whose tables lie here. */
  SparkSession.Builder configure(SparkSession.Builder session) {
    return session
        .config("spark.sql.catalog.ice", "org.apache.iceberg.spark.SparkCatalog")
        .config("spark.sql.catalog.ice.type", "hadoop")
        .config("spark.sql.catalog.ice.warehouse", folder.toString());
  }

  /** Deletes all tables: gigabytes that wait to be written would slow what is measured next. */
  void clear() throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      if (!path.equals(folder)) {
        Files.delete(path);
      }
    }
  }

  @Override
  public void close() throws IOException {
    clear();
    Files.delete(folder);
  }
}

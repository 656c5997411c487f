package io.s3ingest.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.ShutdownHookManager;

/**
 * The Spark session of a test JVM: local, two threads, UTC, with an Iceberg catalog {@code ice}.
 */
public final class TestSpark {
  private static SparkSession session;

  private TestSpark() {}

  /** Returns the session, started on first use. */
  public static synchronized SparkSession session() {
    if (session == null) {
      try {
        Path warehouse = Files.createTempDirectory("s3ingest-warehouse");
        ShutdownHookManager.registerShutdownDeleteDir(warehouse.toFile());
        session =
            SparkSession.builder()
                .master("local[2]")
                .appName("s3ingest-test")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.warehouse.dir", warehouse.resolve("spark").toString())
                .config("spark.sql.catalog.ice", "org.apache.iceberg.spark.SparkCatalog")
                .config("spark.sql.catalog.ice.type", "hadoop")
                .config("spark.sql.catalog.ice.warehouse", warehouse.resolve("ice").toString())
                .config(
                    "spark.sql.extensions",
                    "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
                .getOrCreate();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return session;
  }
}

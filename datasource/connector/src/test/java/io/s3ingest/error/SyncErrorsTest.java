package io.s3ingest.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

final class SyncErrorsTest {
  private static final String URL = "jdbc:postgresql://h:5432/db?user=u&password=s3cret";

  @Test
  void leavesOutTheParametersOfAJdbcUrl() {
    RuntimeException failure = new IllegalStateException("Failed to connect: " + URL);
    assertThat(SyncErrors.catalogFailed("load", "c.db.t", failure))
        .hasMessage(
            "[S3INGEST_CATALOG_FAILED] Cannot load c.db.t: the catalog failed with java.lang.IllegalStateException: Failed to connect: jdbc:postgresql://h:5432/db?.... Check that the catalog and its warehouse can be reached.");
  }

  @Test
  void saysWhyACatalogDoesNotOpen() {
    RuntimeException failure =
        new IllegalStateException(
            "Failed to connect: " + URL, new UncheckedIOException(new ConnectException("refused")));
    assertThat(SyncErrors.notIceberg("c", failure))
        .hasMessage(
            "[S3INGEST_CATALOG_FAILED] Cannot sync into catalog 'c': the session has no Iceberg catalog of that name that opens; it failed with java.net.ConnectException: refused. Set spark.sql.catalog.c=org.apache.iceberg.spark.SparkCatalog, and check its options and that its server can be reached.");
  }
}

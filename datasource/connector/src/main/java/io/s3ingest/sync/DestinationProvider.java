package io.s3ingest.sync;

import io.s3ingest.error.SyncErrors;
import io.s3ingest.options.SyncOptions;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.apache.spark.sql.SparkSession;

/** Opens destinations; found as a service, so that reading works without Iceberg. */
public interface DestinationProvider {
  /** Opens a table of the session's catalog, which need not exist. */
  Destination open(SparkSession spark, SyncOptions options, String table);

  /** Finds the provider on the class path of s3ingest. */
  static DestinationProvider find() {
    try {
      return ServiceLoader.load(
              DestinationProvider.class, DestinationProvider.class.getClassLoader())
          .findFirst()
          .orElseThrow(SyncErrors::icebergMissing);
    } catch (ServiceConfigurationError | NoClassDefFoundError e) {
      throw SyncErrors.icebergMissing();
    }
  }
}

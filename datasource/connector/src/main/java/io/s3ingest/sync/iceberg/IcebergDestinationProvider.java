package io.s3ingest.sync.iceberg;

import io.s3ingest.error.SyncErrors;
import io.s3ingest.options.SyncOptions;
import io.s3ingest.sync.Destination;
import io.s3ingest.sync.DestinationProvider;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.SparkSession;

/** Opens tables of the session's Iceberg catalogs. */
public final class IcebergDestinationProvider implements DestinationProvider {
  @Override
  public Destination open(SparkSession spark, SyncOptions options, String table) {
    Catalog catalog;
    try {
      catalog = Spark3Util.loadIcebergCatalog(spark, options.catalog());
    } catch (RuntimeException e) {
      throw SyncErrors.notIceberg(options.catalog(), e);
    }
    Namespace namespace = Namespace.of(options.database().split("\\."));
    return new IcebergDestination(catalog, TableIdentifier.of(namespace, table), options);
  }
}

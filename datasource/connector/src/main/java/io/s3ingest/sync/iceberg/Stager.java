package io.s3ingest.sync.iceberg;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.spark.FileRewriteCoordinator;
import org.apache.iceberg.spark.SparkTableCache;
import org.apache.iceberg.spark.SparkWriteOptions;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Writes rows to data files with Spark's own Iceberg writer, without a commit. The way is the one
 * that Iceberg's compaction takes: a table put into a cache under an id, and the files fetched by
 * it.
 */
final class Stager {
  private Stager() {}

  static List<DataFile> stage(
      Table table, Dataset<Row> rows, String id, String path, long targetFileBytes) {
    Table staging = at(table, path);
    SparkTableCache.get().add(id, staging);
    try {
      rows.write()
          .format("iceberg")
          .option(SparkWriteOptions.DISTRIBUTION_MODE, "none")
          .option(SparkWriteOptions.FANOUT_ENABLED, "true")
          .option(SparkWriteOptions.TARGET_FILE_SIZE_BYTES, String.valueOf(targetFileBytes))
          .mode("append")
          .save(id);
      return List.copyOf(FileRewriteCoordinator.get().fetchNewFiles(staging, id));
    } finally {
      SparkTableCache.get().remove(id);
      FileRewriteCoordinator.get().clearRewrite(staging, id);
    }
  }

  /** Returns the folder that the files of a plan are staged in. */
  static String folder(Table table, String planId) {
    String location = table.location();
    String root = location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
    String data =
        PropertyUtil.propertyAsString(
            table.properties(), TableProperties.WRITE_DATA_LOCATION, root + "/data");
    return (data.endsWith("/") ? data : data + "/") + "s3ingest-" + planId;
  }

  /** Returns the table as it is now, but writing its data below {@code path}. */
  static Table at(Table table, String path) {
    TableMetadata metadata = ((HasTableOperations) table).operations().current();
    Map<String, String> properties = new HashMap<>(metadata.properties());
    properties.put(TableProperties.WRITE_DATA_LOCATION, path);
    properties.remove(TableProperties.WRITE_LOCATION_PROVIDER_IMPL);
    properties.put(TableProperties.OBJECT_STORE_ENABLED, "false");
    TableMetadata moved = metadata.replaceProperties(properties);
    return new BaseTable(
        new StaticTableOperations(
            moved,
            table.io(),
            LocationProviders.locationsFor(moved.location(), moved.properties())),
        table.name());
  }
}

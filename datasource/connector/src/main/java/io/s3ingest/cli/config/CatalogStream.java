package io.s3ingest.cli.config;

import io.s3ingest.options.SyncMode;
import java.util.Objects;

/**
 * One stream of a catalog file that is to be synced.
 *
 * @param namespace null where the file names none
 * @param table the destination table
 * @param partitionBy how the destination is partitioned when it is created; null for not told
 */
public record CatalogStream(
    String name,
    String namespace,
    SyncMode mode,
    String table,
    String partitionBy,
    ColumnChoice columns) {
  public CatalogStream {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(table, "table");
    Objects.requireNonNull(columns, "columns");
  }
}

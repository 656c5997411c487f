package io.s3ingest.cli.config;

import java.util.List;
import java.util.Objects;

/**
 * One stream of a catalog file that is to be synced.
 *
 * @param namespace null where the file names none
 * @param table the destination table
 * @param partitionSpec how the destination is partitioned when it is created; null for not at all
 * @param columns the columns to take; empty for all
 */
public record CatalogStream(
    String name,
    String namespace,
    SyncMode mode,
    String table,
    String partitionSpec,
    List<String> columns) {
  public CatalogStream {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(table, "table");
    columns = List.copyOf(columns);
  }
}

package io.s3ingest.cli;

import io.s3ingest.cli.config.CatalogFile;
import io.s3ingest.cli.config.CatalogStream;
import io.s3ingest.cli.config.ColumnChoice;
import io.s3ingest.cli.config.DestinationFile;
import io.s3ingest.cli.config.SourceFile;
import io.s3ingest.discovery.DiscoveredTable;
import io.s3ingest.discovery.Discovery;
import io.s3ingest.discovery.TableFiles;
import io.s3ingest.error.CliErrors;
import io.s3ingest.options.SyncMode;
import io.s3ingest.options.SyncOptions;
import io.s3ingest.sync.SyncSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What the files of a command say together: which streams there are, and how each is synced.
 *
 * @param catalog null for all streams
 */
record Streams(SourceFile source, CatalogFile catalog, DestinationFile destination) {

  /** Returns what finds the streams for a sync. */
  Discovery discovery() {
    return SourceTables.discoveryForSync(source);
  }

  /** Returns a stream as sync takes it. */
  SyncSource source(CatalogStream stream, TableFiles files, Discovery discovery) {
    DiscoveredTable table = discovery.describe(files);
    SyncSource whole =
        SyncSource.of(table, discovery.listing(table), source.readOptions(), source.options());
    return narrowed(whole, stream.columns());
  }

  /** Returns the options of one stream. */
  SyncOptions options(CatalogStream stream) {
    Map<String, String> raw = new TreeMap<>(destination.syncOptions());
    raw.put("syncMode", stream.mode().toString());
    if (!stream.table().equals(stream.name())) {
      raw.put("tableName", stream.table());
    }
    if (stream.partitionBy() != null) {
      raw.put("partitionBy", stream.partitionBy());
    }
    return SyncOptions.of(raw);
  }

  /** Returns what is to be synced, in the order of the catalog file, and its listed files. */
  Map<CatalogStream, TableFiles> of(Discovery discovery) {
    Map<String, TableFiles> found = new TreeMap<>();
    SourceTables.list(discovery, source).tables().forEach(t -> found.put(t.name(), t));
    Map<CatalogStream, TableFiles> out = new LinkedHashMap<>();
    if (catalog == null) {
      found.forEach((name, files) -> out.put(everythingOf(files), files));
      return out;
    }
    for (CatalogStream stream : catalog.streams()) {
      TableFiles files = found.get(stream.name());
      if (files == null) {
        throw CliErrors.streamNotFound(stream.name(), source.where(), List.copyOf(found.keySet()));
      }
      out.put(stream, files);
    }
    return out;
  }

  private static CatalogStream everythingOf(TableFiles files) {
    return new CatalogStream(
        files.name(),
        files.scope().bucket(),
        SyncMode.INCREMENTAL,
        files.name(),
        null,
        ColumnChoice.ALL);
  }

  private static SyncSource narrowed(SyncSource whole, ColumnChoice choice) {
    StructField[] kept =
        Arrays.stream(whole.schema().fields())
            .filter(field -> choice.takes(field.name()))
            .toArray(StructField[]::new);
    return new SyncSource(
        whole.stream(),
        whole.bucket(),
        whole.prefix(),
        whole.base(),
        whole.naming(),
        whole.format(),
        new StructType(kept),
        whole.partitionColumns().stream().filter(choice::takes).toList(),
        whole.listing(),
        whole.options());
  }
}

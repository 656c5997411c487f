package io.s3ingest.cli;

import io.s3ingest.cli.config.CatalogFile;
import io.s3ingest.cli.config.CatalogStream;
import io.s3ingest.cli.config.ColumnChoice;
import io.s3ingest.cli.config.DestinationFile;
import io.s3ingest.cli.config.SourceFile;
import io.s3ingest.discovery.Discovery;
import io.s3ingest.discovery.TableScope;
import io.s3ingest.error.CliErrors;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.options.SyncMode;
import io.s3ingest.options.SyncOptions;
import io.s3ingest.sync.SyncSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
  SyncSource source(CatalogStream stream, StreamPlace place, Discovery discovery) {
    return SyncSource.of(discovery.listing(place.scope()), source.readOptions(), source.options())
        .withColumns(stream.columns()::takes);
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

  /** Returns what is to be synced, in the order of the catalog file, and where it lies. */
  Map<CatalogStream, StreamPlace> of(Discovery discovery) {
    Map<CatalogStream, StreamPlace> out = new LinkedHashMap<>();
    if (catalog == null) {
      for (TableScope scope : SourceTables.scopes(discovery, source)) {
        out.put(everythingOf(scope), new StreamPlace(scope, null));
      }
      return out;
    }
    Map<String, TableScope> found = new TreeMap<>();
    discovery.scopes().forEach(scope -> found.put(scope.name(), scope));
    for (CatalogStream stream : catalog.streams()) {
      TableScope scope = found.get(stream.name());
      out.put(
          stream,
          scope == null
              ? absent(stream, discovery, List.copyOf(found.keySet()))
              : new StreamPlace(scope, null));
    }
    return out;
  }

  /** What was taken from a folder may all be gone, by {@code cleanSource} for one. */
  private StreamPlace absent(CatalogStream stream, Discovery discovery, List<String> found) {
    S3IngestException absent = CliErrors.streamNotFound(stream.name(), source.where(), found);
    return new StreamPlace(discovery.folder(stream.name()).orElseThrow(() -> absent), absent);
  }

  private static CatalogStream everythingOf(TableScope scope) {
    return new CatalogStream(
        scope.name(), scope.bucket(), SyncMode.INCREMENTAL, scope.name(), null, ColumnChoice.ALL);
  }
}

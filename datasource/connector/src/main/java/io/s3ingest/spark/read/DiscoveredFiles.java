package io.s3ingest.spark.read;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.FormatRegistry;
import io.s3ingest.discovery.DiscoveredTable;
import io.s3ingest.discovery.Discovery;
import io.s3ingest.discovery.TableFiles;
import io.s3ingest.discovery.TableScope;
import io.s3ingest.options.ReadOptions;
import java.util.Set;
import org.apache.spark.sql.types.StructType;

/**
 * Finds files by listing.
 *
 * @param scope where they lie; null for where the options say
 */
record DiscoveredFiles(TableScope scope) implements FileFinder {
  @Override
  public ResolvedTable resolve(ReadOptions options, DecodeOptions decoding) {
    Discovery discovery = discovery(options, decoding);
    TableScope place = scope == null ? discovery.scope() : scope;
    TableFiles files = discovery.files(place);
    if (files.objects().isEmpty()) {
      return ResolvedTable.of(discovery.describe(place));
    }
    return SchemaCache.resolve(
        options, decoding, files, () -> ResolvedTable.of(discovery.describe(files)));
  }

  @Override
  public FoundFiles find(ReadOptions options, DecodeOptions decoding, StructType given) {
    Discovery discovery = discovery(options, decoding);
    TableScope place = scope == null ? discovery.scope() : scope;
    DiscoveredTable table = discovery.describe(place, given);
    long excluded = table.excluded().values().stream().mapToLong(Long::longValue).sum();
    return new FoundFiles(
        table.format(),
        table.objects().stream().map(FileSplit::whole).toList(),
        null,
        Set.of(table.partitionSchema().fieldNames()),
        place.bases(),
        table.objects().size() + excluded);
  }

  @Override
  public TableScope scope(ReadOptions options) {
    return scope == null ? TableResolver.discovery(options).scope() : scope;
  }

  private static Discovery discovery(ReadOptions options, DecodeOptions decoding) {
    return new Discovery(TableResolver.store(options), FormatRegistry.load(), options, decoding);
  }
}

package io.s3ingest.spark.read;

import io.s3ingest.changes.Change;
import io.s3ingest.changes.ChangePosition;
import io.s3ingest.changes.ChangeScan;
import io.s3ingest.cursor.FileSplit;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.object.WholeObjectFormat;
import io.s3ingest.discovery.Discovery;
import io.s3ingest.discovery.TableScope;
import io.s3ingest.error.DiscoveryErrors;
import io.s3ingest.error.StoreErrors;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.options.RecordShape;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.Versioning;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.types.StructType;

/**
 * Finds the changes of files instead of the files: those that a versioned bucket remembers.
 *
 * @param files whose
 */
record ChangedObjects(FileFinder files) implements FileFinder {
  @Override
  public ResolvedTable resolve(ReadOptions options, DecodeOptions decoding) {
    ResolvedTable table = files.resolve(options, decoding);
    return options.recordShape() == RecordShape.OBJECT ? table : table.withChanges(scope(options));
  }

  @Override
  public FoundFiles find(ReadOptions options, DecodeOptions decoding, StructType given) {
    TableScope place = scope(options);
    ChangeScan scan = ChangeScan.open(TableResolver.store(options), place.bucket(), place.roots());
    if (scan.versioning() == Versioning.NEVER) {
      throw StoreErrors.noChanges(scan.uri());
    }
    Discovery discovery = TableResolver.discovery(options);
    String format = ChangeFilter.format(options, discovery, place);
    if (format == null) {
      throw DiscoveryErrors.nothingListed(place.where());
    }
    ChangePosition start = ChangePosition.start(options.stream().start());
    // Without a snapshot: everything that is remembered has happened.
    ChangePosition since = start.key().isEmpty() && start.snapshot() ? null : start;
    ChangeScan.Found found =
        scan.look(new HashMap<>(), since, ChangeFilter.of(options, discovery, place, format));
    List<FileSplit> splits = found.changes().stream().map(Change::split).toList();
    List<ObjectRef> objects = splits.stream().map(FileSplit::object).toList();
    Set<String> partitions =
        format.equals(WholeObjectFormat.NAME)
            ? Set.of()
            : Set.copyOf(discovery.levels(place, objects, given));
    return new FoundFiles(format, splits, null, partitions, place.bases(), found.listed());
  }

  @Override
  public TableScope scope(ReadOptions options) {
    return files.scope(options);
  }
}

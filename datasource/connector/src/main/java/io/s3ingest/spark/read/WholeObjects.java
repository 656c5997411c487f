package io.s3ingest.spark.read;

import io.s3ingest.cursor.ChangeType;
import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.cursor.FileSplit;
import io.s3ingest.cursor.SplitChange;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.object.WholeObjectFormat;
import io.s3ingest.discovery.TableScope;
import io.s3ingest.error.DiscoveryErrors;
import io.s3ingest.listing.KeyPatterns;
import io.s3ingest.listing.Listing;
import io.s3ingest.listing.ListingQuery;
import io.s3ingest.listing.ListingSummary;
import io.s3ingest.listing.ObjectFilter;
import io.s3ingest.listing.ObjectLister;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.types.StructType;

/**
 * Finds every object as a record of its own: hidden and empty ones too, of whatever format. Markers
 * of folders alone are no objects.
 *
 * @param scope where they lie; null for where the options say
 */
record WholeObjects(TableScope scope) implements FileFinder {
  @Override
  public ResolvedTable resolve(ReadOptions options, DecodeOptions decoding) {
    return ResolvedTable.ofObjects();
  }

  @Override
  public FoundFiles find(ReadOptions options, DecodeOptions decoding, StructType given) {
    TableScope place = scope(options);
    List<ObjectRef> found = new ArrayList<>();
    ListingSummary summary = list(TableResolver.store(options), place, options, found);
    if (summary.listed() == 0) {
      throw DiscoveryErrors.nothingListed(place.where());
    }
    List<FileSplit> splits = new ArrayList<>();
    long newest = 0;
    for (ObjectRef object : summary.inKeyOrder() ? found : Listing.ordered(found)) {
      newest = Math.max(newest, object.lastModified().getEpochSecond());
      splits.add(FileSplit.of(object, new SplitChange(ChangeType.INSERT, "s" + newest)));
    }
    return new FoundFiles(
        WholeObjectFormat.NAME, splits, null, Set.of(), place.bases(), summary.listed());
  }

  @Override
  public TableScope scope(ReadOptions options) {
    return scope == null ? TableResolver.discovery(options).scope() : scope;
  }

  private static ListingSummary list(
      ObjectStore store, TableScope place, ReadOptions options, List<ObjectRef> found) {
    ListingQuery everything =
        new ListingQuery(
            place.bucket(), place.roots(), KeyPatterns.ALL, null, null, ObjectFilter.NONE);
    KeyPatterns patterns = new KeyPatterns(options.includePatterns(), options.excludePatterns());
    return new ObjectLister(store, everything)
        .forEach(
            object -> take(object, patterns, options, found),
            (reason, object) -> {
              if (reason == ExclusionReason.HIDDEN || reason == ExclusionReason.EMPTY) {
                take(object, patterns, options, found);
              }
            });
  }

  private static void take(
      ObjectRef object, KeyPatterns patterns, ReadOptions options, List<ObjectRef> found) {
    boolean inTime =
        (options.modifiedAfter() == null || object.lastModified().isAfter(options.modifiedAfter()))
            && (options.modifiedBefore() == null
                || object.lastModified().isBefore(options.modifiedBefore()));
    if (inTime && patterns.pass(object.key())) {
      found.add(object);
    }
  }
}

package io.s3ingest.sync;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.cursor.ListingView;
import io.s3ingest.cursor.ObjectListing;
import io.s3ingest.listing.KeyPatterns;
import io.s3ingest.store.ObjectRef;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** The objects of a listing that are named, and nothing about the others. */
final class SelectedListing implements ObjectListing {
  private final ObjectListing all;
  private final ObjectSelection selection;
  private final Set<String> only;

  /** Only of these keys, where {@code only} is not null. */
  SelectedListing(ObjectListing all, ObjectSelection selection, Set<String> only) {
    this.all = all;
    this.selection = selection;
    this.only = only;
  }

  @Override
  public ListingView view() {
    return ListingView.PARTIAL;
  }

  @Override
  public Walk walk() {
    Walk walk = all.walk();
    KeyPatterns patterns = selection.patterns();
    // Who names an object does not want to wait for it: no reason to wait is passed on.
    return new Walk() {
      @Override
      public ObjectRef next() {
        ObjectRef object = walk.next();
        while (object != null && !named(object, patterns)) {
          object = walk.next();
        }
        return object;
      }

      @Override
      public Map<ExclusionReason, Long> excluded() {
        return Map.of();
      }

      @Override
      public Instant storeTime() {
        return walk.storeTime();
      }

      @Override
      public void close() {
        walk.close();
      }
    };
  }

  private boolean named(ObjectRef object, KeyPatterns patterns) {
    return (only == null || only.contains(object.key())) && selection.names(object, patterns);
  }
}

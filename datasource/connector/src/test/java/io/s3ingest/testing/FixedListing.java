package io.s3ingest.testing;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.cursor.ListingView;
import io.s3ingest.cursor.ObjectListing;
import io.s3ingest.store.ObjectRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** A listing that shows the same objects, in the same order, however often it is walked. */
public record FixedListing(
    List<ObjectRef> objects, Map<ExclusionReason, Long> excluded, ListingView view)
    implements ObjectListing {

  /** A complete listing of these objects. */
  public static FixedListing of(List<ObjectRef> objects) {
    return new FixedListing(objects, Map.of(), ListingView.COMPLETE);
  }

  /** What another listing shows now. */
  public static FixedListing of(ObjectListing listing) {
    List<ObjectRef> objects = new ArrayList<>();
    try (Walk walk = listing.walk()) {
      for (ObjectRef object = walk.next(); object != null; object = walk.next()) {
        objects.add(object);
      }
      return new FixedListing(objects, walk.excluded(), listing.view());
    }
  }

  @Override
  public Walk walk() {
    Iterator<ObjectRef> next = objects.iterator();
    return new Walk() {
      @Override
      public ObjectRef next() {
        return next.hasNext() ? next.next() : null;
      }

      @Override
      public Map<ExclusionReason, Long> excluded() {
        return excluded;
      }

      @Override
      public Instant storeTime() {
        return null;
      }

      @Override
      public void close() {}
    };
  }
}

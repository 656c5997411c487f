package io.s3ingest.spark.stream;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.cursor.ListingView;
import io.s3ingest.cursor.ObjectListing;
import io.s3ingest.store.ObjectRef;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Objects that are known already, in the order of keys, to be looked up as if they were listed. */
record GivenObjects(List<ObjectRef> objects) implements ObjectListing {
  @Override
  public Walk walk() {
    Iterator<ObjectRef> all = objects.iterator();
    return new Walk() {
      @Override
      public ObjectRef next() {
        return all.hasNext() ? all.next() : null;
      }

      @Override
      public Map<ExclusionReason, Long> excluded() {
        return Map.of();
      }

      @Override
      public Instant storeTime() {
        return null;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public ListingView view() {
    return ListingView.PARTIAL;
  }
}

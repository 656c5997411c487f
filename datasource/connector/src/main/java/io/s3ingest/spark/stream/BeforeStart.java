package io.s3ingest.spark.stream;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.cursor.ListingView;
import io.s3ingest.cursor.ObjectListing;
import io.s3ingest.options.StartingFrom;
import io.s3ingest.store.ObjectRef;
import java.time.Instant;
import java.util.Map;

/** Of a listing, the objects that a new stream leaves out. */
record BeforeStart(ObjectListing all, StartingFrom start) implements ObjectListing {
  @Override
  public Walk walk() {
    Walk walk = all.walk();
    return new Walk() {
      @Override
      public ObjectRef next() {
        ObjectRef object = walk.next();
        while (object != null && start.takes(object.lastModified())) {
          object = walk.next();
        }
        return object;
      }

      @Override
      public Map<ExclusionReason, Long> excluded() {
        return walk.excluded();
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

  @Override
  public ListingView view() {
    return ListingView.PARTIAL;
  }
}

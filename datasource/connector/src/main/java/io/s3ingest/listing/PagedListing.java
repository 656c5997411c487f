package io.s3ingest.listing;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.cursor.ListingView;
import io.s3ingest.cursor.ObjectListing;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.time.Instant;
import java.util.Map;

/** The listing of a query, page by page from the store each time it is walked. */
public record PagedListing(ObjectStore store, ListingQuery query) implements ObjectListing {
  @Override
  public Walk walk() {
    PageWalk pages = new PageWalk(store, query.bucket(), query.roots());
    Exclusions excluded = new Exclusions();
    return new Walk() {
      @Override
      public ObjectRef next() {
        for (ObjectRef object = pages.next(); object != null; object = pages.next()) {
          ExclusionReason reason = query.exclude(object);
          if (reason == null) {
            return object;
          }
          excluded.add(reason, object);
        }
        return null;
      }

      @Override
      public Map<ExclusionReason, Long> excluded() {
        return excluded.counts();
      }

      @Override
      public Instant storeTime() {
        return pages.storeTime();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public ListingView view() {
    return query.modifiedAfter() == null && query.modifiedBefore() == null
        ? ListingView.COMPLETE
        : ListingView.PARTIAL;
  }
}

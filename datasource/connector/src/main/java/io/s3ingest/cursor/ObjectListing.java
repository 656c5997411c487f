package io.s3ingest.cursor;

import io.s3ingest.store.ObjectRef;
import java.time.Instant;
import java.util.Map;

/**
 * What lies at a place, to be walked any number of times, each time as it is then. A walk holds a
 * page, never the whole.
 */
public interface ObjectListing {
  /** Begins a walk; the caller closes it. */
  Walk walk();

  /** Returns how much of the store a walk shows. */
  ListingView view();

  /** One pass over the listing. Not thread-safe. */
  interface Walk extends AutoCloseable {
    /**
     * Returns the next object that takes part, or null at the end. Keys ascend by {@link KeyOrder}
     * unless the store breaks that order: the caller has to look.
     */
    ObjectRef next();

    /**
     * Returns why an object that {@link #next} has given is not to be taken yet; null if it is.
     * Asked only for objects that would be taken, in the order they were given.
     */
    default PendingReason waits(ObjectRef object) {
      return null;
    }

    /** Returns how many objects the walk has passed by so far, by reason. */
    Map<ExclusionReason, Long> excluded();

    /** Returns the store's clock at the first page; null before that, or if it has none. */
    Instant storeTime();

    @Override
    void close();
  }
}

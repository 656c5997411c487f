package io.s3ingest.listing;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.cursor.ListingView;
import io.s3ingest.cursor.ObjectListing;
import io.s3ingest.cursor.PendingReason;
import io.s3ingest.options.ArrivalGate;
import io.s3ingest.options.ArrivalOptions;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

/**
 * A listing whose objects wait until they are old enough by the store's clock and announced. What
 * announces them is looked for only where there is something to take.
 */
public final class ArrivalListing implements ObjectListing {
  private final ObjectListing all;
  private final ObjectStore store;
  private final ArrivalOptions options;
  private final Clock clock;

  /** {@code clock} is asked where the store has none. */
  public ArrivalListing(ObjectListing all, ObjectStore store, ArrivalOptions options, Clock clock) {
    this.all = all;
    this.store = store;
    this.options = options;
    this.clock = clock;
  }

  /** Returns what leaves out the announcements themselves, which are no data. */
  public static ObjectFilter announcements(ArrivalOptions options) {
    return switch (options.gate()) {
      case NONE -> ObjectFilter.NONE;
      case MARKER, MANIFEST ->
          object -> object.name().equals(options.file()) ? ExclusionReason.ANNOUNCEMENT : null;
      case TWIN ->
          object -> object.name().endsWith(options.suffix()) ? ExclusionReason.ANNOUNCEMENT : null;
    };
  }

  @Override
  public ListingView view() {
    return all.view();
  }

  @Override
  public Walk walk() {
    return new WaitingWalk(all.walk());
  }

  private final class WaitingWalk implements Walk {
    private final Walk objects;
    private final Announcements announced = new Announcements(store, options);

    WaitingWalk(Walk objects) {
      this.objects = objects;
    }

    @Override
    public ObjectRef next() {
      return objects.next();
    }

    @Override
    public PendingReason waits(ObjectRef object) {
      Instant now = objects.storeTime() == null ? clock.instant() : objects.storeTime();
      if (object.lastModified().isAfter(now.minus(options.minFileAge()))
          && !options.minFileAge().isZero()) {
        return PendingReason.TOO_YOUNG;
      }
      if (options.gate() != ArrivalGate.NONE && !announced.of(object, objects.storeTime())) {
        return PendingReason.NOT_ANNOUNCED;
      }
      return objects.waits(object);
    }

    @Override
    public Map<ExclusionReason, Long> excluded() {
      return objects.excluded();
    }

    @Override
    public Instant storeTime() {
      return objects.storeTime();
    }

    @Override
    public void close() {
      objects.close();
    }
  }
}

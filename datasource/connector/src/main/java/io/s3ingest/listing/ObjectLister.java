package io.s3ingest.listing;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.cursor.KeyOrder;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Gives the objects of one query one by one, holding one page at a time. Used once. */
public final class ObjectLister {
  private final PageWalk pages;
  private final ListingQuery query;
  private final Exclusions excluded = new Exclusions();
  private long listed;
  private boolean inKeyOrder = true;

  /** A lister of this query. */
  public ObjectLister(ObjectStore store, ListingQuery query) {
    this.pages = new PageWalk(store, query.bucket(), query.roots());
    this.query = query;
  }

  /**
   * Gives each object that takes part to {@code taker}, in the order of the store's pages: key
   * order unless the summary says otherwise.
   */
  public ListingSummary forEach(Consumer<ObjectRef> taker) {
    return forEach(taker, (reason, object) -> {});
  }

  /** As {@link #forEach(Consumer)}, and gives what takes no part to {@code rest}. */
  public ListingSummary forEach(
      Consumer<ObjectRef> taker, BiConsumer<ExclusionReason, ObjectRef> rest) {
    String lastKey = null;
    for (ObjectRef object = pages.next(); object != null; object = pages.next()) {
      listed++;
      if (lastKey != null && KeyOrder.INSTANCE.compare(lastKey, object.key()) >= 0) {
        inKeyOrder = false;
      }
      lastKey = object.key();
      ExclusionReason reason = query.exclude(object);
      if (reason == null) {
        taker.accept(object);
      } else {
        excluded.add(reason, object);
        rest.accept(reason, object);
      }
    }
    return new ListingSummary(listed, excluded, inKeyOrder, pages.storeTime());
  }

  /** Returns whether any object takes part; ends with the page of the first. */
  public boolean findsAny() {
    for (ObjectRef object = pages.next(); object != null; object = pages.next()) {
      if (query.exclude(object) == null) {
        return true;
      }
    }
    return false;
  }
}

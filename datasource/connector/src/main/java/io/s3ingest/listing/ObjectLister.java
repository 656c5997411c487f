package io.s3ingest.listing;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.cursor.KeyOrder;
import io.s3ingest.error.DiscoveryErrors;
import io.s3ingest.store.ListPage;
import io.s3ingest.store.ListRequest;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Walks the pages of one query, holding one page at a time. Not thread-safe; used once. */
public final class ObjectLister {
  /** A string prefix to list, or one key to find. */
  private record Walk(String start, boolean oneKey, boolean filesOnly) {}

  private final ObjectStore store;
  private final ListingQuery query;
  private final Exclusions excluded = new Exclusions();
  private long listed;
  private boolean inKeyOrder = true;
  private boolean stopAtFirst;
  private boolean found;
  private String lastKey;
  private Instant storeTime;
  private Consumer<ObjectRef> taker;
  private BiConsumer<ExclusionReason, ObjectRef> rest;

  /** A lister of this query. */
  public ObjectLister(ObjectStore store, ListingQuery query) {
    this.store = store;
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
    this.taker = taker;
    this.rest = rest;
    for (Walk walk : walks(query.roots())) {
      if (walk.oneKey()) {
        store.find(new ObjectPath(query.bucket(), walk.start())).ifPresent(this::take);
      } else {
        pages(walk);
      }
    }
    return new ListingSummary(listed, excluded, inKeyOrder, storeTime);
  }

  /** Returns whether any object takes part; ends with the page of the first. */
  public boolean findsAny() {
    stopAtFirst = true;
    forEach(object -> {});
    return found;
  }

  private void pages(Walk walk) {
    ListRequest request = ListRequest.below(query.bucket(), walk.start());
    if (walk.filesOnly()) {
      request = request.delimitedBy("/");
    }
    Set<String> tokens = new HashSet<>();
    while (!(stopAtFirst && found)) {
      ListPage page = store.list(request);
      if (storeTime == null) {
        storeTime = page.storeTime();
      }
      for (ObjectRef object : page.objects()) {
        take(object);
      }
      String token = page.nextToken();
      if (token == null) {
        return;
      }
      if (!tokens.add(token)) {
        throw DiscoveryErrors.listingLoops(
            new ObjectPath(query.bucket(), walk.start()).uri(), tokens.size() + 1);
      }
      request = request.page(token);
    }
  }

  private void take(ObjectRef object) {
    listed++;
    if (lastKey != null && KeyOrder.INSTANCE.compare(lastKey, object.key()) >= 0) {
      inKeyOrder = false;
    }
    lastKey = object.key();
    ExclusionReason reason = query.exclude(object);
    if (reason == null) {
      found = true;
      taker.accept(object);
    } else {
      excluded.add(reason, object);
      rest.accept(reason, object);
    }
  }

  /** Returns what must be listed, in key order, nothing twice. */
  private static List<Walk> walks(List<ListingRoot> roots) {
    List<Walk> all = new ArrayList<>();
    for (ListingRoot root : roots) {
      if (root.exactKey() != null) {
        all.add(new Walk(root.exactKey(), true, false));
      }
      if (root.listedPrefix() != null) {
        all.add(new Walk(root.listedPrefix(), false, root.filesOnly()));
      }
    }
    all.sort(
        (a, b) -> {
          int byStart = KeyOrder.INSTANCE.compare(a.start(), b.start());
          return byStart != 0 ? byStart : Integer.compare(breadth(b), breadth(a));
        });
    List<Walk> out = new ArrayList<>();
    Walk widest = null;
    for (Walk walk : all) {
      boolean repeated = !out.isEmpty() && out.get(out.size() - 1).equals(walk);
      boolean inside = widest != null && walk.start().startsWith(widest.start());
      if (!repeated && !inside) {
        out.add(walk);
        if (!walk.oneKey() && !walk.filesOnly()) {
          widest = walk;
        }
      }
    }
    return out;
  }

  private static int breadth(Walk walk) {
    return walk.oneKey() ? 0 : walk.filesOnly() ? 1 : 2;
  }
}

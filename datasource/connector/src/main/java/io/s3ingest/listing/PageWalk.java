package io.s3ingest.listing;

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
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Walks the pages of several roots, one page in memory, no place twice. Not thread-safe. */
final class PageWalk {
  /** A string prefix to list, or one key to find. */
  private record Place(String start, boolean oneKey, boolean filesOnly) {}

  private final ObjectStore store;
  private final String bucket;
  private final Iterator<Place> places;
  private final Set<String> tokens = new HashSet<>();
  private Iterator<ObjectRef> page = List.<ObjectRef>of().iterator();
  private ListRequest next;
  private Instant storeTime;

  PageWalk(ObjectStore store, String bucket, List<ListingRoot> roots) {
    this.store = store;
    this.bucket = bucket;
    this.places = places(roots).iterator();
  }

  /** Returns the next object, whatever it is, or null at the end. */
  ObjectRef next() {
    while (!page.hasNext()) {
      if (next != null) {
        list(next);
      } else if (places.hasNext()) {
        begin(places.next());
      } else {
        return null;
      }
    }
    return page.next();
  }

  /** Returns the store's clock at the first page; null if there was none. */
  Instant storeTime() {
    return storeTime;
  }

  private void begin(Place place) {
    if (place.oneKey()) {
      page = store.find(new ObjectPath(bucket, place.start())).stream().iterator();
      return;
    }
    ListRequest first = ListRequest.below(bucket, place.start());
    tokens.clear();
    list(place.filesOnly() ? first.delimitedBy("/") : first);
  }

  private void list(ListRequest request) {
    ListPage answer = store.list(request);
    if (storeTime == null) {
      storeTime = answer.storeTime();
    }
    page = answer.objects().iterator();
    String token = answer.nextToken();
    if (token != null && !tokens.add(token)) {
      throw DiscoveryErrors.listingLoops(
          new ObjectPath(bucket, request.prefix()).uri(), tokens.size() + 1);
    }
    next = token == null ? null : request.page(token);
  }

  /** Returns what must be listed, in key order, nothing twice. */
  private static List<Place> places(List<ListingRoot> roots) {
    List<Place> all = new ArrayList<>();
    for (ListingRoot root : roots) {
      if (root.exactKey() != null) {
        all.add(new Place(root.exactKey(), true, false));
      }
      if (root.listedPrefix() != null) {
        all.add(new Place(root.listedPrefix(), false, root.filesOnly()));
      }
    }
    all.sort(
        (a, b) -> {
          int byStart = KeyOrder.INSTANCE.compare(a.start(), b.start());
          return byStart != 0 ? byStart : Integer.compare(breadth(b), breadth(a));
        });
    List<Place> out = new ArrayList<>();
    Place widest = null;
    for (Place place : all) {
      boolean repeated = !out.isEmpty() && out.get(out.size() - 1).equals(place);
      boolean inside = widest != null && place.start().startsWith(widest.start());
      if (!repeated && !inside) {
        out.add(place);
        if (!place.oneKey() && !place.filesOnly()) {
          widest = place;
        }
      }
    }
    return out;
  }

  private static int breadth(Place place) {
    return place.oneKey() ? 0 : place.filesOnly() ? 1 : 2;
  }
}

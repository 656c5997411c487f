package io.s3ingest.listing;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.cursor.KeyOrder;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The objects that a query found, each key once, in the order of their UTF-8 bytes whatever order
 * the store gave them in.
 */
public record Listing(List<ObjectRef> objects, ListingSummary summary) {
  private static final Comparator<ObjectRef> BY_KEY =
      Comparator.comparing(ObjectRef::key, KeyOrder.INSTANCE);

  public Listing {
    objects = List.copyOf(objects);
  }

  /** Lists into memory. */
  public static Listing of(ObjectStore store, ListingQuery query) {
    List<ObjectRef> found = new ArrayList<>();
    ListingSummary summary = new ObjectLister(store, query).forEach(found::add);
    return new Listing(summary.inKeyOrder() ? found : ordered(found), summary);
  }

  /** Returns how many objects take no part, by reason. */
  public Map<ExclusionReason, Long> excluded() {
    return summary.excluded().counts();
  }

  /** Returns the stored bytes of all objects. */
  public long bytes() {
    return objects.stream().mapToLong(ObjectRef::size).sum();
  }

  /** Sorts; of a key that was listed twice, the newer version stays. */
  public static List<ObjectRef> ordered(List<ObjectRef> found) {
    List<ObjectRef> sorted = new ArrayList<>(found);
    sorted.sort(BY_KEY.thenComparing(ObjectRef::lastModified));
    List<ObjectRef> out = new ArrayList<>(sorted.size());
    for (ObjectRef object : sorted) {
      int last = out.size() - 1;
      if (last >= 0 && out.get(last).key().equals(object.key())) {
        out.set(last, object);
      } else {
        out.add(object);
      }
    }
    return out;
  }
}

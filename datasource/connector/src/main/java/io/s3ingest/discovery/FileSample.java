package io.s3ingest.discovery;

import io.s3ingest.cursor.KeyOrder;
import io.s3ingest.store.ObjectRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Chooses which files a schema is inferred from: the newest, the oldest, and others evenly spaced
 * between them in time.
 *
 * @param chosen oldest first
 * @param reserves what to take in place of one that vanished, newest first
 */
record FileSample(List<ObjectRef> chosen, List<ObjectRef> reserves) {
  private static final Comparator<ObjectRef> BY_AGE =
      Comparator.comparing(ObjectRef::lastModified)
          .thenComparing(ObjectRef::key, KeyOrder.INSTANCE);

  static final Comparator<ObjectRef> OLDEST_FIRST = BY_AGE;

  static FileSample of(List<ObjectRef> objects, int most) {
    List<ObjectRef> sorted = new ArrayList<>(objects);
    sorted.sort(BY_AGE);
    Set<Integer> indices = spread(sorted.size(), most);
    List<ObjectRef> chosen = new ArrayList<>();
    List<ObjectRef> reserves = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      if (indices.contains(i)) {
        chosen.add(sorted.get(i));
      }
    }
    for (int i = sorted.size() - 1; i >= 0; i--) {
      if (!indices.contains(i)) {
        reserves.add(sorted.get(i));
      }
    }
    return new FileSample(chosen, reserves);
  }

  /** Returns up to {@code most} of the indices below {@code size}, ends included, in order. */
  static Set<Integer> spread(int size, int most) {
    if (size == 0) {
      return Set.of();
    }
    if (most == 1) {
      return Set.of(size - 1);
    }
    Set<Integer> out = new TreeSet<>();
    int taken = Math.min(size, most);
    for (int i = 0; i < taken; i++) {
      out.add(taken == 1 ? 0 : (int) Math.round((double) i * (size - 1) / (taken - 1)));
    }
    return new LinkedHashSet<>(out);
  }
}

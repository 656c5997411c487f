package io.s3ingest.discovery;

import io.s3ingest.cursor.KeyOrder;
import io.s3ingest.store.ObjectRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeSet;

/**
 * Keeps all objects while they are few; of many, the oldest, the newest and others by chance, the
 * same ones each time.
 */
final class FileReservoir {
  private static final int BY_CHANCE = 256;
  private static final int BY_AGE = 32;
  private static final Comparator<ObjectRef> BY_KEY =
      Comparator.comparing(ObjectRef::key, KeyOrder.INSTANCE);
  private static final Comparator<ObjectRef> LAST_CHOSEN =
      Comparator.<ObjectRef>comparingInt(object -> mixed(object.key().hashCode()))
          .thenComparing(BY_KEY)
          .reversed();

  private final PriorityQueue<ObjectRef> chosen = new PriorityQueue<>(LAST_CHOSEN);
  private final TreeSet<ObjectRef> oldest = new TreeSet<>(FileSample.OLDEST_FIRST);
  private final TreeSet<ObjectRef> newest = new TreeSet<>(FileSample.OLDEST_FIRST);

  void add(ObjectRef object) {
    if (chosen.size() < BY_CHANCE) {
      chosen.add(object);
    } else if (LAST_CHOSEN.compare(object, chosen.peek()) > 0) {
      chosen.remove();
      chosen.add(object);
    }
    if (oldest.size() < BY_AGE || FileSample.OLDEST_FIRST.compare(object, oldest.last()) < 0) {
      oldest.add(object);
      if (oldest.size() > BY_AGE) {
        oldest.pollLast();
      }
    }
    if (newest.size() < BY_AGE || FileSample.OLDEST_FIRST.compare(object, newest.first()) > 0) {
      newest.add(object);
      if (newest.size() > BY_AGE) {
        newest.pollFirst();
      }
    }
  }

  /** Returns what is kept, in no order, some of it twice. */
  List<ObjectRef> kept() {
    List<ObjectRef> out = new ArrayList<>(chosen);
    out.addAll(oldest);
    out.addAll(newest);
    return out;
  }

  private static int mixed(int hash) {
    int out = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    out = (out ^ (out >>> 13)) * 0xc2b2ae35;
    return out ^ (out >>> 16);
  }
}

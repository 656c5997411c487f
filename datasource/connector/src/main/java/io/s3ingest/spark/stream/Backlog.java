package io.s3ingest.spark.stream;

import io.s3ingest.cursor.KeyOrder;
import io.s3ingest.store.ObjectRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The objects that a stream has seen and not yet planned, oldest first. Holds no more than a window
 * of the oldest; of the others it knows only how many there are.
 */
final class Backlog {
  private static final int WINDOW = 1_000_000;
  private static final Comparator<ObjectRef> BY_AGE =
      Comparator.comparing(ObjectRef::lastModified)
          .thenComparing(ObjectRef::key, KeyOrder.INSTANCE);

  private final int window;
  private PriorityQueue<ObjectRef> filling = newestFirst();
  private List<ObjectRef> objects = List.of();
  private int next;
  private long files;
  private long bytes;
  private Instant newest;

  Backlog() {
    this(WINDOW);
  }

  Backlog(int window) {
    this.window = window;
  }

  private static PriorityQueue<ObjectRef> newestFirst() {
    return new PriorityQueue<>(BY_AGE.reversed());
  }

  /** Forgets all that it holds. */
  void clear() {
    objects = List.of();
    filling = newestFirst();
    next = 0;
    files = 0;
    bytes = 0;
    newest = null;
  }

  /** Adds an object; what is added is taken after {@link #ready} only. */
  void add(ObjectRef object) {
    files++;
    bytes += object.size();
    if (newest == null || object.lastModified().isAfter(newest)) {
      newest = object.lastModified();
    }
    filling.add(object);
    if (filling.size() > window) {
      filling.remove();
    }
  }

  void ready() {
    objects = new ArrayList<>(filling);
    objects.sort(BY_AGE);
    filling = newestFirst();
  }

  /** Takes the oldest as far as the limit goes; the first one in any case. */
  List<ObjectRef> take(Admission limit) {
    List<ObjectRef> out = new ArrayList<>();
    long taken = 0;
    while (hasNext() && limit.admits(out.size(), taken, objects.get(next).size())) {
      ObjectRef object = objects.get(next++);
      taken += object.size();
      out.add(object);
    }
    files -= out.size();
    bytes -= taken;
    if (!hasNext()) {
      objects = List.of();
      next = 0;
    }
    return out;
  }

  /** Returns whether there is an object to take. */
  boolean hasNext() {
    return next < objects.size();
  }

  /** Returns whether there are more than it holds, so that they have to be listed again. */
  boolean isCut() {
    return files > objects.size() - next;
  }

  long files() {
    return files;
  }

  long bytes() {
    return bytes;
  }

  /** Returns the time of the oldest object that it holds; null if there is none. */
  Instant oldest() {
    return hasNext() ? objects.get(next).lastModified() : null;
  }

  /** Returns the newest time of all that was added since it was cleared; null for nothing. */
  Instant newest() {
    return newest;
  }
}

package io.s3ingest.decode;

import io.s3ingest.metric.ReadWork;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the objects of one task lend each other: parsers, vectors and buffers, which cost more to
 * make than a small object costs to read. Keeps one part of each kind. The requests of a task have
 * the same schemas and filters, so a part is made for what else differs. Not thread-safe.
 */
public final class TaskParts implements AutoCloseable {
  private final Map<Class<?>, Kept> parts = new HashMap<>();

  private final ReadWork work;

  /** Parts of a task whose work is measured. */
  public TaskParts(ReadWork work) {
    this.work = work;
  }

  /** Parts of what is no task. */
  public TaskParts() {
    this(new ReadWork());
  }

  /** Returns where the work of the task is counted. */
  public ReadWork work() {
    return work;
  }

  private record Kept(Object madeFor, Object part) {}

  /**
   * Takes the part of a kind out, or makes one if there is none that was made for the same.
   *
   * @param madeFor what it depends on, with {@code equals}
   */
  public <T> T take(Class<T> kind, Object madeFor, Supplier<T> make) {
    Kept kept = parts.remove(kind);
    if (kept != null && kept.madeFor.equals(madeFor)) {
      return kind.cast(kept.part);
    }
    if (kept != null) {
      close(kept.part);
    }
    return make.get();
  }

  /** Puts a part back that nobody uses any more, or in. */
  public <T> void giveBack(Class<T> kind, Object madeFor, T part) {
    Kept before = parts.put(kind, new Kept(madeFor, part));
    if (before != null && before.part != part) {
      close(before.part);
    }
  }

  @Override
  public void close() {
    parts.values().forEach(kept -> close(kept.part));
    parts.clear();
  }

  private static void close(Object part) {
    if (part instanceof Part closeable) {
      closeable.close();
    }
  }

  /** A part that holds more than memory of the heap. */
  public interface Part extends AutoCloseable {
    @Override
    void close();
  }
}

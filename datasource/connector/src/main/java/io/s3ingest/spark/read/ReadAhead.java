package io.s3ingest.spark.read;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.error.InternalErrors;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.WholeObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Fetches the next small objects of a group while one is decoded, each with one request, so that a
 * folder of many of them does not wait for the store at each. Holds at most {@value #OBJECTS} times
 * {@value #MOST_BYTES} bytes.
 */
final class ReadAhead implements AutoCloseable {
  static final int OBJECTS = 8;
  static final int MOST_BYTES = 1 << 20;

  private final List<FileSplit> splits;
  private final Function<ObjectRef, WholeObject> fetch;
  private final Map<ObjectRef, Future<WholeObject>> fetched = new ConcurrentHashMap<>();
  private final ExecutorService threads;
  private int asked;

  /**
   * Reads ahead in {@code splits}.
   *
   * @param fetch reads a whole object; called on other threads
   */
  ReadAhead(List<FileSplit> splits, Function<ObjectRef, WholeObject> fetch) {
    this.splits = splits;
    this.fetch = fetch;
    this.threads =
        Executors.newFixedThreadPool(
            OBJECTS,
            task -> {
              Thread thread = new Thread(task, "s3ingest-read-ahead");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Makes a split the one that is decoded: what lies before it is forgotten. */
  void moveTo(int index) {
    if (index > 0) {
      fetched.remove(splits.get(index - 1).object());
    }
    asked = Math.max(asked, index);
    while (asked < splits.size() && asked < index + OBJECTS) {
      FileSplit split = splits.get(asked++);
      boolean whole = split.length() == split.object().size() && !split.isDelete();
      if (whole && split.length() <= MOST_BYTES) {
        fetched.put(split.object(), threads.submit(() -> fetch.apply(split.object())));
      }
    }
  }

  /**
   * Returns a whole object, waiting for it; null if it is not read ahead. What failed fails here.
   */
  WholeObject whole(ObjectRef object) {
    Future<WholeObject> future = fetched.get(object);
    if (future == null) {
      return null;
    }
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw InternalErrors.unexpected("read " + object.uri(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading " + object.uri(), e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}

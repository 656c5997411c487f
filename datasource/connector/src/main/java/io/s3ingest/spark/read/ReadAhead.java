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
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Fetches the next small objects of a group while one is decoded, each with one request, so that a
 * folder of many of them does not wait for the store at each. Not thread-safe.
 */
final class ReadAhead {
  private final List<FileSplit> splits;
  private final Function<ObjectRef, WholeObject> fetch;
  private final Limits limits;
  private final ExecutorService threads;
  private final Map<ObjectRef, Future<WholeObject>> fetched = new ConcurrentHashMap<>();
  private long held;
  private int done;
  private int asked;

  /**
   * How much is fetched ahead.
   *
   * @param objects most objects, the one that is decoded among them
   * @param bytes most bytes of them
   * @param objectBytes most bytes of one; a larger one is left to a stream
   */
  record Limits(int objects, long bytes, long objectBytes) {}

  /**
   * Reads ahead in {@code splits}.
   *
   * @param fetch reads a whole object; called on {@code threads}
   */
  ReadAhead(
      List<FileSplit> splits,
      Function<ObjectRef, WholeObject> fetch,
      Limits limits,
      ExecutorService threads) {
    this.splits = splits;
    this.fetch = fetch;
    this.limits = limits;
    this.threads = threads;
  }

  /** Makes a split the one that is decoded: what lies before it is forgotten. */
  void moveTo(int index) {
    for (; done < index; done++) {
      FileSplit split = splits.get(done);
      if (done < asked && isSmall(split)) {
        held -= split.length();
        fetched.remove(split.object());
      }
    }
    asked = Math.max(asked, index);
    while (asked < splits.size() && asked < index + limits.objects) {
      FileSplit split = splits.get(asked);
      if (isSmall(split)) {
        if (held > 0 && held + split.length() > limits.bytes) {
          return;
        }
        held += split.length();
        fetched.put(split.object(), threads.submit(() -> fetch.apply(split.object())));
      }
      asked++;
    }
  }

  private boolean isSmall(FileSplit split) {
    return split.length() == split.object().size()
        && !split.isDelete()
        && split.length() <= limits.objectBytes;
  }

  /**
   * Returns a whole object, waiting for it; null if it is not read ahead. What failed fails here.
   */
  WholeObject whole(ObjectRef object) {
    Future<WholeObject> future = fetched.get(object);
    return future == null ? null : await(future, object);
  }

  /** Waits for what another thread reads; what failed there fails here. */
  static <T> T await(Future<T> future, ObjectRef object) {
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
}

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

/**
 * Fetches the next objects of a group while one is decoded, each with one request: small ones
 * whole, so that a folder of many of them does not wait for the store at each, and of larger ones
 * the end, if their format is read from there. Not thread-safe.
 */
final class ReadAhead {
  /** Ends of so many objects are enough: what is decoded between two of them is long. */
  private static final int MOST_ENDS = 3;

  private final List<FileSplit> splits;
  private final Source source;
  private final Limits limits;
  private final ExecutorService threads;
  private final Map<ObjectRef, Future<WholeObject>> wholes = new ConcurrentHashMap<>();
  private final Map<ObjectRef, Future<byte[]>> ends = new ConcurrentHashMap<>();
  private long held;
  private int done;
  private int asked;

  /** Where it comes from; called on other threads. */
  interface Source {
    /** Reads a whole object. */
    WholeObject whole(ObjectRef object);

    /** Reads the last bytes of an object. */
    byte[] end(ObjectRef object, int bytes);

    /** Returns whether the end of an object need not be read. */
    boolean knowsEnd(ObjectRef object);
  }

  /**
   * How much is fetched ahead.
   *
   * @param objects most objects, the one that is decoded among them
   * @param bytes most bytes of them
   * @param objectBytes most bytes of a whole one; a larger one is left to a stream
   * @param endBytes bytes of the end of a larger one; 0 for none
   */
  record Limits(int objects, long bytes, long objectBytes, int endBytes) {}

  /** Reads ahead in {@code splits}. */
  ReadAhead(List<FileSplit> splits, Source source, Limits limits, ExecutorService threads) {
    this.splits = splits;
    this.source = source;
    this.limits = limits;
    this.threads = threads;
  }

  /** Makes a split the one that is decoded: what lies before it is forgotten. */
  void moveTo(int index) {
    for (; done < index; done++) {
      FileSplit split = splits.get(done);
      if (isSmall(split) && wholes.remove(split.object()) != null) {
        held -= split.length();
      } else if (ends.remove(split.object()) != null) {
        held -= limits.endBytes;
      }
    }
    asked = Math.max(asked, index);
    while (asked < splits.size() && asked < index + limits.objects) {
      FileSplit split = splits.get(asked);
      boolean small = isSmall(split);
      if (small || hasEndToRead(asked)) {
        long bytes = small ? split.length() : limits.endBytes;
        if (held > 0 && held + bytes > limits.bytes || !small && asked > index + MOST_ENDS) {
          return;
        }
        held += bytes;
        ask(split.object(), small);
      }
      asked++;
    }
  }

  private void ask(ObjectRef object, boolean small) {
    if (small) {
      wholes.put(object, threads.submit(() -> source.whole(object)));
    } else {
      ends.put(object, threads.submit(() -> source.end(object, limits.endBytes)));
    }
  }

  private boolean isSmall(FileSplit split) {
    return split.length() == split.object().size()
        && !split.isDelete()
        && split.length() <= limits.objectBytes;
  }

  /** Of neighbouring pieces of an object, the first one reads the end for all. */
  private boolean hasEndToRead(int index) {
    FileSplit split = splits.get(index);
    ObjectRef object = split.object();
    return limits.endBytes > 0
        && limits.endBytes <= object.size()
        && !split.isDelete()
        && (index == 0 || !splits.get(index - 1).object().equals(object))
        && !source.knowsEnd(object);
  }

  /**
   * Returns a whole object, waiting for it; null if it is not read ahead. What failed fails here.
   */
  WholeObject whole(ObjectRef object) {
    Future<WholeObject> future = wholes.get(object);
    return future == null ? null : await(future, object);
  }

  /**
   * Returns the end of an object, waiting for it, if a place is in it; null otherwise. What failed
   * fails here.
   */
  byte[] end(ObjectRef object, long offset) {
    Future<byte[]> future = object.size() - offset <= limits.endBytes ? ends.get(object) : null;
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
      throw interrupted(e, object);
    }
  }

  /** Keeps the interrupt and says what was being read. */
  static IllegalStateException interrupted(InterruptedException e, ObjectRef object) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while reading " + object.uri(), e);
  }
}

package io.s3ingest.decode.compress;

import com.sun.jna.Memory;
import io.s3ingest.decode.TaskParts;

/**
 * The memory outside of the heap in which objects are inflated one after the other. Not
 * thread-safe.
 */
final class GzipRoom implements TaskParts.Part {
  private static final int BLOCK_BYTES = 64 << 10;
  private static final long MOST_KEPT_BYTES = 1 << 20;

  final NativeGzip library = new NativeGzip();
  final byte[] block = new byte[BLOCK_BYTES];
  private Memory stored;
  private Memory inflated;

  /** Returns memory for the stored bytes of the next object. */
  Memory stored(long bytes) {
    stored = atLeast(bytes, stored);
    return stored;
  }

  /** Returns memory for inflated bytes; what the last one held is lost. */
  Memory inflated(long bytes) {
    inflated = atLeast(bytes, inflated);
    return inflated;
  }

  private static Memory atLeast(long bytes, Memory now) {
    if (now != null && now.size() >= bytes) {
      return now;
    }
    free(now);
    return new Memory(bytes);
  }

  void freeInflated() {
    free(inflated);
    inflated = null;
  }

  /** Frees what is too large to be kept for the next object. */
  void trim() {
    if (stored != null && stored.size() > MOST_KEPT_BYTES) {
      free(stored);
      stored = null;
    }
    if (inflated != null && inflated.size() > MOST_KEPT_BYTES) {
      freeInflated();
    }
  }

  @Override
  public void close() {
    library.close();
    free(stored);
    free(inflated);
    stored = null;
    inflated = null;
  }

  private static void free(Memory memory) {
    if (memory != null) {
      memory.close();
    }
  }
}

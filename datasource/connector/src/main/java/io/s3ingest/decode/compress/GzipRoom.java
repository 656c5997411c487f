package io.s3ingest.decode.compress;

import com.sun.jna.Memory;
import io.s3ingest.decode.TaskParts;

/**
 * The memory outside of the heap in which the objects of a task are inflated one after the other:
 * the stored bytes, and behind them the inflated ones. It is kept from object to object, since new
 * memory for each costs some percent of a read. What is not written to takes none. Not thread-safe.
 */
final class GzipRoom implements TaskParts.Part {
  private static final int BLOCK_BYTES = 64 << 10;
  private static final long LARGEST_RATIO = 1032;
  private static final int LEAST_BYTES = 1 << 20;

  final NativeGzip library = new NativeGzip();
  final byte[] block = new byte[BLOCK_BYTES];

  /** Most bytes of both together. */
  final long most;

  private Memory memory;

  GzipRoom(long most) {
    this.most = most;
  }

  /**
   * Returns memory for an object of so many stored bytes and for all that they can become, or as
   * much as there may be; what lay there is lost.
   */
  Memory of(long stored) {
    long wanted = Math.min(most, Math.max(LEAST_BYTES, stored * (1 + LARGEST_RATIO)));
    if (memory == null || memory.size() < wanted) {
      close(memory);
      memory = new Memory(wanted);
    }
    return memory;
  }

  @Override
  public void close() {
    library.close();
    close(memory);
    memory = null;
  }

  private static void close(Memory memory) {
    if (memory != null) {
      memory.close();
    }
  }
}

package io.s3ingest.decode.compress;

import com.sun.jna.Memory;
import io.s3ingest.decode.TaskParts;

/**
 * The memory outside of the heap in which the objects of a task are inflated one after the other:
 * the stored bytes, and behind them the inflated ones. It is kept from object to object, since the
 * system's work for new memory costs as much as a fifth of inflating into it. What is not written
 * to takes no room. Not thread-safe.
 */
final class GzipRoom implements TaskParts.Part {
  private static final int BLOCK_BYTES = 64 << 10;
  private static final long LARGEST_RATIO = 1032;
  private static final int LEAST_BYTES = 1 << 20;

  final NativeGzip library = new NativeGzip();
  final byte[] block = new byte[BLOCK_BYTES];
  private final long most;
  private Memory memory;

  /**
   * @param most bytes of both together
   */
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

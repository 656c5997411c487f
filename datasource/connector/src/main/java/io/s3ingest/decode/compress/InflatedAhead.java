package io.s3ingest.decode.compress;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Inflates a long text on a thread of its own, some blocks ahead of its reader: a stream that
 * cannot be cut has one task, which need not wait for the inflating if a core is free. Not
 * thread-safe.
 */
final class InflatedAhead extends BulkInput {
  /** Fewer stored bytes than these are not worth a thread. */
  static final int FEWEST_BYTES = 4 << 20;

  private static final int BLOCK_BYTES = 256 << 10;
  private static final int BLOCKS = 4;

  private final InputStream text;
  private final BlockingQueue<Block> full = new ArrayBlockingQueue<>(BLOCKS);
  private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(BLOCKS);
  private final Thread inflating;
  private volatile boolean closed;
  private Block block = new Block(new byte[0], 0, false, null);
  private int at;

  /**
   * Some bytes of the text.
   *
   * @param length how many
   * @param last whether no block follows
   * @param failure why none follows; null if the text ends here
   */
  private record Block(byte[] bytes, int length, boolean last, Throwable failure) {}

  /** Begins to inflate {@code text}, which is closed with this stream. */
  InflatedAhead(InputStream text) {
    this.text = text;
    for (int i = 0; i < BLOCKS; i++) {
      free.add(new byte[BLOCK_BYTES]);
    }
    inflating = new Thread(this::inflate, "s3ingest-inflate");
    inflating.setDaemon(true);
    inflating.start();
  }

  private void inflate() {
    try {
      for (boolean more = true; more && !closed; ) {
        Block next = fill(free.take());
        full.put(next);
        more = !next.last;
      }
    } catch (InterruptedException e) {
      // Closed: nobody reads on.
    }
  }

  private Block fill(byte[] bytes) {
    int length = 0;
    try {
      while (length < bytes.length && !closed) {
        int count = text.read(bytes, length, bytes.length - length);
        if (count < 0) {
          return new Block(bytes, length, true, null);
        }
        length += count;
      }
      return new Block(bytes, length, false, null);
    } catch (Throwable e) { // The reader would wait for ever.
      return new Block(bytes, length, true, e);
    }
  }

  @Override
  public int read(byte[] out, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (at == block.length) {
      if (block.failure != null) {
        throw failed(block.failure);
      }
      if (block.last) {
        return -1;
      }
      move();
    }
    int count = Math.min(length, block.length - at);
    System.arraycopy(block.bytes, at, out, offset, count);
    at += count;
    return count;
  }

  private void move() {
    try {
      if (block.bytes.length > 0) {
        free.put(block.bytes);
      }
      block = full.take();
      at = 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while inflating", e);
    }
  }

  private static IOException failed(Throwable failure) {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    return (IOException) failure;
  }

  /** Waits for the thread, so that nobody reads what is closed. */
  @Override
  public void close() throws IOException {
    closed = true;
    inflating.interrupt();
    boolean interrupted = false;
    while (inflating.isAlive()) {
      try {
        inflating.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    text.close();
  }
}

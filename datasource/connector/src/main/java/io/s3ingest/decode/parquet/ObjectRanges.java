package io.s3ingest.decode.parquet;

import io.s3ingest.decode.ObjectContent;
import io.s3ingest.error.S3IngestException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.io.ParquetFileRange;
import org.apache.parquet.io.SeekableInputStream;

/**
 * Reads an object by ranges. Its end is fetched once and kept; column chunks come by {@link
 * #readVectored}, near ones in one request and long ones in several at once; what else is asked for
 * (a dictionary, a bloom filter) is fetched in windows. Not thread-safe.
 */
final class ObjectRanges extends SeekableInputStream {
  /** Bytes of the end that are fetched before it is known how long the footer is. */
  static final int TAIL_BYTES = 512 << 10;

  private static final int WINDOW_BYTES = 128 << 10;

  /** About what a request costs in bytes: ranges that lie further from each other are never one. */
  private static final long GAP_BYTES = 256 << 10;

  /** Ranges that are nearer than this are always one. */
  private static final long SMALL_GAP_BYTES = 16 << 10;

  /** The part of the wanted bytes that may come in vain between them. */
  private static final int MOST_IN_VAIN = 5;

  /** Longer ranges are fetched in parts of this size, several at once. */
  private static final int PART_BYTES = 16 << 20;

  private static final int PARTS_AT_ONCE = 4;

  private final ObjectContent content;
  private final long size;
  private byte[] tail = new byte[0];
  private long tailStart;
  private byte[] window = new byte[0];
  private long windowStart;
  private long position;
  private ExecutorService requests;

  ObjectRanges(ObjectContent content) {
    this.content = content;
    this.size = content.object().size();
    this.tailStart = size;
  }

  /** Begins with the last bytes of the object, as they are known. */
  void startWith(byte[] end) {
    tail = end;
    tailStart = size - end.length;
  }

  /** Returns at least the last {@code length} bytes (or the whole object) from memory. */
  byte[] tail(int length) {
    int wanted = (int) Math.min(size, length);
    if (tail.length < wanted) {
      byte[] all = new byte[wanted];
      int missing = wanted - tail.length;
      System.arraycopy(tail, 0, all, missing, tail.length);
      fetch(size - wanted, all, 0, missing);
      tail = all;
      tailStart = size - wanted;
    }
    return tail;
  }

  @Override
  public long getPos() {
    return position;
  }

  @Override
  public void seek(long newPosition) {
    position = newPosition;
  }

  @Override
  public int read() {
    if (position >= size) {
      return -1;
    }
    if (position >= tailStart) {
      return tail[(int) (position++ - tailStart)] & 0xff;
    }
    moveWindow(1);
    return window[(int) (position++ - windowStart)] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (position >= size) {
      return -1;
    }
    int taken;
    if (position >= tailStart) {
      taken = (int) Math.min(length, size - position);
      System.arraycopy(tail, (int) (position - tailStart), into, offset, taken);
    } else {
      taken = (int) Math.min(length, tailStart - position);
      if (taken >= WINDOW_BYTES) {
        fetch(position, into, offset, taken);
      } else {
        moveWindow(taken);
        taken = (int) Math.min(taken, windowStart + window.length - position);
        System.arraycopy(window, (int) (position - windowStart), into, offset, taken);
      }
    }
    position += taken;
    return taken;
  }

  @Override
  public void readFully(byte[] into) throws IOException {
    readFully(into, 0, into.length);
  }

  @Override
  public void readFully(byte[] into, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int read = read(into, offset + done, length - done);
      if (read < 0) {
        throw new EOFException("the object ends at byte " + size);
      }
      done += read;
    }
  }

  @Override
  public int read(ByteBuffer into) {
    byte[] bytes = new byte[into.remaining()];
    int read = read(bytes, 0, bytes.length);
    if (read > 0) {
      into.put(bytes, 0, read);
    }
    return read;
  }

  @Override
  public void readFully(ByteBuffer into) throws IOException {
    byte[] bytes = new byte[into.remaining()];
    readFully(bytes);
    into.put(bytes);
  }

  @Override
  public boolean readVectoredAvailable(ByteBufferAllocator allocator) {
    return true;
  }

  /** Fetches all ranges before it returns: Parquet gives up on a future that is late. */
  @Override
  public void readVectored(List<ParquetFileRange> ranges, ByteBufferAllocator allocator)
      throws IOException {
    List<ParquetFileRange> sorted = new ArrayList<>(ranges);
    sorted.sort(Comparator.comparingLong(ParquetFileRange::getOffset));
    boolean[] joined = joined(sorted);
    List<Runnable> fetches = new ArrayList<>();
    int from = 0;
    while (from < sorted.size()) {
      int to = from + 1;
      long end = end(sorted.get(from));
      while (to < sorted.size()
          && joined[to]
          && end(sorted.get(to)) - sorted.get(from).getOffset() <= PART_BYTES) {
        end = end(sorted.get(to));
        to++;
      }
      planFetch(sorted.subList(from, to), end, fetches);
      from = to;
    }
    runAll(fetches);
  }

  /**
   * Tells which ranges come with the one before. What lies between is fetched in vain: but for
   * small gaps, in all no more than a fifth of what is wanted or than one request costs.
   */
  private static boolean[] joined(List<ParquetFileRange> sorted) {
    long wanted = 0;
    List<Integer> byGap = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      wanted += sorted.get(i).getLength();
      if (i > 0) {
        byGap.add(i);
      }
    }
    byGap.sort(Comparator.comparingLong(i -> gap(sorted, i)));
    boolean[] out = new boolean[sorted.size()];
    long left = Math.max(GAP_BYTES, wanted / MOST_IN_VAIN);
    for (int i : byGap) {
      long gap = gap(sorted, i);
      left -= gap;
      out[i] = gap <= SMALL_GAP_BYTES || left >= 0 && gap <= GAP_BYTES;
    }
    return out;
  }

  private static long gap(List<ParquetFileRange> sorted, int index) {
    return Math.max(0, sorted.get(index).getOffset() - end(sorted.get(index - 1)));
  }

  private void planFetch(List<ParquetFileRange> together, long end, List<Runnable> fetches)
      throws IOException {
    long start = together.get(0).getOffset();
    if (end > size) {
      throw new EOFException("a column chunk ends at byte " + end + ", the object at " + size);
    }
    byte[] bytes = new byte[Math.toIntExact(end - start)];
    int inTail = (int) Math.max(0, end - Math.max(start, tailStart));
    int ahead = bytes.length - inTail;
    if (inTail > 0) {
      System.arraycopy(tail, (int) (start + ahead - tailStart), bytes, ahead, inTail);
    }
    for (long done = 0; done < ahead; done += PART_BYTES) {
      int offset = (int) done;
      int length = Math.min(PART_BYTES, ahead - offset);
      fetches.add(() -> fetch(start + offset, bytes, offset, length));
    }
    for (ParquetFileRange range : together) {
      ByteBuffer part =
          ByteBuffer.wrap(bytes, (int) (range.getOffset() - start), range.getLength());
      range.setDataReadFuture(CompletableFuture.completedFuture(part.slice()));
    }
  }

  private void runAll(List<Runnable> fetches) throws IOException {
    if (fetches.size() < 2) {
      fetches.forEach(Runnable::run);
      return;
    }
    if (requests == null) {
      requests =
          Executors.newFixedThreadPool(
              PARTS_AT_ONCE,
              task -> {
                Thread thread = new Thread(task, "s3ingest-parquet-ranges");
                thread.setDaemon(true);
                return thread;
              });
    }
    List<Future<?>> running = new ArrayList<>();
    for (Runnable fetch : fetches) {
      running.add(requests.submit(fetch));
    }
    long begun = System.nanoTime();
    try {
      for (Future<?> one : running) {
        one.get();
      }
      content.parts().work().waitedSince(begun);
    } catch (ExecutionException e) {
      running.forEach(one -> one.cancel(true));
      S3IngestException worded = S3IngestException.in(e);
      if (worded != null) {
        throw worded;
      }
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      running.forEach(one -> one.cancel(true));
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("interrupted while ranges were fetched");
    }
  }

  private void moveWindow(int atLeast) {
    if (position < windowStart || position >= windowStart + window.length) {
      int length = (int) Math.min(Math.max(atLeast, WINDOW_BYTES), tailStart - position);
      byte[] next = new byte[length];
      fetch(position, next, 0, length);
      window = next;
      windowStart = position;
    }
  }

  private void fetch(long start, byte[] into, int offset, int length) {
    try (InputStream in = content.store().open(content.object(), start, length)) {
      int read = in.readNBytes(into, offset, length);
      if (read < length) {
        throw new EOFException("the store sent " + read + " of " + length + " bytes");
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static long end(ParquetFileRange range) {
    return range.getOffset() + range.getLength();
  }

  @Override
  public void close() {
    if (requests != null) {
      requests.shutdownNow();
    }
  }
}

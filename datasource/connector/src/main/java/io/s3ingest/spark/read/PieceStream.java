package io.s3ingest.spark.read;

import io.s3ingest.error.InternalErrors;
import io.s3ingest.metric.ReadWork;
import io.s3ingest.store.ObjectRef;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A long range of an object, fetched in pieces of which several are under way: one answer of a
 * store is often slower than a decoder. The first pieces are small and few, so that a look at the
 * head of an object does not fetch much of it. Where the decoder does not wait for them, they grow
 * to {@link #LONG_PIECE_BYTES} and become fewer: each GET costs the store, and who pays for it.
 * Where it waits, many of {@link #PIECE_BYTES} are under way. What has come of a piece can be read
 * while the rest of it comes. Not thread-safe.
 */
final class PieceStream extends InputStream {
  static final int FIRST_PIECE_BYTES = 1 << 20;
  static final int PIECE_BYTES = 4 << 20;
  static final int LONG_PIECE_BYTES = 2 * PIECE_BYTES;

  /** Short enough to be an ordinary object for the collector, whatever the heap. */
  static final int BUFFER_BYTES = 256 << 10;

  private static final byte[] NO_MORE = {};

  private final ReadWork work;
  private final Pieces pieces;
  private final ObjectRef object;
  private final ExecutorService threads;
  private final long window;
  private final int longest;
  private final Deque<Piece> underWay = new ArrayDeque<>();
  private final Queue<byte[]> free;
  private final long end;
  private long asked;
  private long underWayBytes;
  private int nextBytes = FIRST_PIECE_BYTES;
  private int ahead = 1;
  private Piece piece;
  private byte[] buffer;
  private int at;
  private int limit;
  private volatile boolean closed;

  /** Opens a range; called on other threads. */
  interface Pieces {
    InputStream open(long offset, long length);
  }

  /**
   * Reads {@code length} bytes from {@code offset}.
   *
   * @param window most bytes of pieces that are under way or wait behind the one that is read; one
   *     is always
   * @param free arrays of {@link #BUFFER_BYTES} that are not in use; takes those that become so
   */
  PieceStream(
      Pieces pieces,
      ObjectRef object,
      long offset,
      long length,
      long window,
      Queue<byte[]> free,
      ExecutorService threads,
      ReadWork work) {
    this.work = work;
    this.pieces = pieces;
    this.object = object;
    this.threads = threads;
    this.window = window;
    this.longest = window >= 2L * LONG_PIECE_BYTES ? LONG_PIECE_BYTES : PIECE_BYTES;
    this.free = free;
    this.asked = offset;
    this.end = offset + length;
    ask();
    nextBytes = PIECE_BYTES;
  }

  @Override
  public int read() {
    return at < limit || move() ? buffer[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    if (at == limit && !move()) {
      return -1;
    }
    int count = Math.min(length, limit - at);
    System.arraycopy(buffer, at, into, offset, count);
    at += count;
    return count;
  }

  /** Never 0 in front of the end. */
  @Override
  public int available() {
    return at < limit ? limit - at : isAtEnd() ? 0 : 1;
  }

  private boolean isAtEnd() {
    return underWay.isEmpty() && (piece == null || piece.left == 0);
  }

  @Override
  public void close() {
    closed = true;
    underWay.forEach(waiting -> waiting.fetch.cancel(false));
    underWay.clear();
    piece = null;
    asked = end;
    at = limit;
    giveBack();
  }

  private void giveBack() {
    if (buffer != null) {
      free.add(buffer);
      buffer = null;
    }
  }

  private boolean move() {
    if (isAtEnd()) {
      return false;
    }
    giveBack();
    if (piece == null || piece.left == 0) {
      moveToNextPiece();
    }
    long begun = System.nanoTime();
    buffer = piece.next();
    work.waitedSince(begun);
    at = 0;
    limit = Math.min(BUFFER_BYTES, piece.left);
    piece.left -= limit;
    return true;
  }

  private void moveToNextPiece() {
    piece = underWay.remove();
    underWayBytes -= piece.length;
    if (ahead > 1) { // Every reader waits for the first two.
      nextBytes = ahead == 2 || piece.fetch.isDone() ? longest : PIECE_BYTES;
    }
    ask();
    ahead++;
  }

  private void ask() {
    while (asked < end && underWay.size() < ahead) {
      int length = (int) Math.min(nextBytes, end - asked);
      if (!underWay.isEmpty() && underWayBytes + length > window) {
        return;
      }
      Piece next = new Piece(asked, length);
      next.fetch = threads.submit(next);
      underWay.add(next);
      asked += length;
      underWayBytes += length;
    }
  }

  /** One GET. */
  private final class Piece implements Runnable {
    private final long from;
    private final int length;
    private final BlockingQueue<byte[]> filled = new LinkedBlockingQueue<>();
    private Future<?> fetch;
    private int left;

    Piece(long from, int length) {
      this.from = from;
      this.length = length;
      this.left = length;
    }

    @Override
    public void run() {
      try (InputStream in = pieces.open(from, length)) {
        for (int i = 0; i < length && !closed; i += BUFFER_BYTES) {
          byte[] kept = free.poll();
          byte[] into = kept == null ? new byte[BUFFER_BYTES] : kept;
          int wanted = Math.min(BUFFER_BYTES, length - i);
          if (in.readNBytes(into, 0, wanted) < wanted) {
            throw InternalErrors.unexpected("read " + object.uri(), new EOFException());
          }
          filled.add(into);
        }
      } catch (IOException e) {
        throw InternalErrors.unexpected("read " + object.uri(), e);
      } finally {
        filled.add(NO_MORE);
      }
    }

    /** Waits for bytes; what failed fails here, each time. */
    byte[] next() {
      try {
        byte[] next = filled.take();
        if (next == NO_MORE) {
          filled.add(NO_MORE);
          ReadAhead.await(fetch, object);
        }
        return next;
      } catch (InterruptedException e) {
        throw ReadAhead.interrupted(e, object);
      }
    }
  }
}

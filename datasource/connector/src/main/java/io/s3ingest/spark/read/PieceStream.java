package io.s3ingest.spark.read;

import io.s3ingest.metric.ReadWork;
import io.s3ingest.store.ObjectRef;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * A long range of an object, fetched in pieces of which several are under way: one answer of a
 * store is often slower than a decoder. The first pieces are small and few, so that a look at the
 * head of an object does not fetch much of it. Where the decoder does not wait for them, they grow
 * to {@link #LONG_PIECE_BYTES} and become fewer: each GET costs the store, and who pays for it.
 * Where it waits, many of {@link #PIECE_BYTES} are under way. Not thread-safe.
 */
final class PieceStream extends InputStream {
  static final int FIRST_PIECE_BYTES = 1 << 20;
  static final int PIECE_BYTES = 4 << 20;
  static final int LONG_PIECE_BYTES = 2 * PIECE_BYTES;

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
  private byte[] bytes;
  private int at;
  private int limit;

  /** Reads a range into an array; called on other threads. */
  interface Pieces {
    /** Fills {@code into} from its begin with {@code length} bytes. */
    void read(long offset, byte[] into, int length);
  }

  private record Piece(Future<byte[]> bytes, int length, int room) {}

  /**
   * Reads {@code length} bytes from {@code offset}.
   *
   * @param window most bytes of pieces that are under way or wait behind the one that is read; one
   *     is always
   * @param free arrays that are not in use; takes those that become so
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
    return at < limit || move() ? bytes[at++] & 0xff : -1;
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
    System.arraycopy(bytes, at, into, offset, count);
    at += count;
    return count;
  }

  /** Never 0 in front of the end. */
  @Override
  public int available() {
    return at < limit ? limit - at : underWay.isEmpty() ? 0 : 1;
  }

  @Override
  public void close() {
    underWay.forEach(piece -> piece.bytes.cancel(false));
    underWay.clear();
    asked = end;
    at = limit;
    giveBack();
  }

  private void giveBack() {
    if (bytes != null && bytes.length >= PIECE_BYTES) {
      free.add(bytes);
    }
    bytes = null;
  }

  private boolean move() {
    if (underWay.isEmpty()) {
      return false;
    }
    giveBack();
    Piece piece = underWay.remove();
    underWayBytes -= piece.room;
    if (ahead > 1) { // Every reader waits for the first two.
      nextBytes = ahead == 2 || piece.bytes.isDone() ? longest : PIECE_BYTES;
    }
    ask();
    ahead++;
    long begun = System.nanoTime();
    bytes = ReadAhead.await(piece.bytes, object);
    work.waitedSince(begun);
    at = 0;
    limit = piece.length;
    return true;
  }

  private void ask() {
    while (asked < end && underWay.size() < ahead) {
      int room = nextBytes;
      int length = (int) Math.min(room, end - asked);
      if (!underWay.isEmpty() && underWayBytes + room > window) {
        return;
      }
      long from = asked;
      underWay.add(
          new Piece(
              threads.submit(
                  () -> {
                    byte[] into = array(room);
                    pieces.read(from, into, length);
                    return into;
                  }),
              length,
              room));
      asked += length;
      underWayBytes += room;
    }
  }

  /** Takes one that is free; a new one replaces as many bytes of others, so that none pile up. */
  private byte[] array(int room) {
    int dropped = room < PIECE_BYTES ? room : 0;
    while (dropped < room) {
      byte[] kept = free.poll();
      if (kept == null) {
        break;
      }
      if (kept.length == room) {
        return kept;
      }
      dropped += kept.length;
    }
    return new byte[room];
  }
}

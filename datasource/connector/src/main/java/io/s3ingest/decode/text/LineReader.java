package io.s3ingest.decode.text;

import io.s3ingest.decode.TaskParts;
import io.s3ingest.error.DecodeErrors;
import io.s3ingest.error.InternalErrors;
import io.s3ingest.error.S3IngestException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Cuts bytes into lines: at {@code \n}, {@code \r\n} and {@code \r}, or at one given separator. A
 * byte order mark at the start is left out. Not thread-safe; the caller closes it.
 *
 * <p>A line lies in {@link #bytes()} from {@link #start()} to {@link #end()}, without its break,
 * and is valid until the next call of {@link #next()} or {@link #extend()}.
 */
public final class LineReader implements AutoCloseable {
  /** Breaks at any of the three usual ends of a line. */
  public static final byte[] ANY = {};

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long LF = ONES * '\n';
  private static final long CR = ONES * '\r';
  private static final byte[] NOTHING = {};
  private static final int FIRST_BYTES = 256 << 10;
  private static final int MOST_KEPT_BYTES = 4 << 20;
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 64;

  private final InputStream in;
  private final String uri;
  private final byte[] separator;
  private final long maxRecordBytes;
  private final long watched;
  private final TaskParts parts;
  private byte[] bytes;
  private int limit;
  private boolean ended;
  private int start;
  private int end;
  private int next;
  private int firstEnd;
  private int firstNext;
  private long line;
  private long extended;
  private long droppedBytes;
  private long flags;
  private long moves;
  private LongSupplier linesBefore;
  private long before = -1;
  private LongSupplier bytesBehind = () -> 0;

  /**
   * Reads lines of {@code in}.
   *
   * @param separator {@link #ANY} or the bytes that end a line
   * @param maxRecordBytes a longer line fails with {@code RECORD_TOO_LARGE}
   * @param watched a byte whose presence {@link #sawWatched()} tells
   */
  public LineReader(
      InputStream in, String uri, byte[] separator, long maxRecordBytes, byte watched) {
    this(in, uri, separator, maxRecordBytes, watched, new TaskParts());
  }

  /**
   * Reads lines of {@code in}.
   *
   * @param separator {@link #ANY} or the bytes that end a line
   * @param maxRecordBytes a longer line fails with {@code RECORD_TOO_LARGE}
   * @param watched a byte whose presence {@link #sawWatched()} tells
   * @param parts lends the buffer
   */
  public LineReader(
      InputStream in,
      String uri,
      byte[] separator,
      long maxRecordBytes,
      byte watched,
      TaskParts parts) {
    this.parts = parts;
    this.bytes = parts.take(byte[].class, FIRST_BYTES, () -> new byte[FIRST_BYTES]);
    this.in = in;
    this.uri = uri;
    this.separator = separator.clone();
    this.maxRecordBytes = Math.min(maxRecordBytes, LARGEST_ARRAY / 2);
    this.watched = ONES * (watched & 0xffL);
  }

  /**
   * Makes it a reader of a piece.
   *
   * @param linesBefore counts the lines before it, if it is asked for a number of a line; null for
   *     the first piece, which alone may begin with a byte order mark
   * @param bytesBehind counts the bytes of text behind the piece, at least as far as a record goes
   */
  public LineReader ofPiece(LongSupplier linesBefore, LongSupplier bytesBehind) {
    this.linesBefore = linesBefore;
    this.bytesBehind = bytesBehind;
    return this;
  }

  /** Moves to the next line; false at the end. */
  public boolean next() {
    line += line == 0 ? 1 : 1 + extended;
    extended = 0;
    if (line == 1 && linesBefore == null) {
      skipByteOrderMark();
    }
    start = next;
    flags = 0;
    if (!scan(0)) {
      return false;
    }
    firstEnd = end;
    firstNext = next;
    return true;
  }

  /** Joins the following line and the break before it to this one; false if there is none. */
  public boolean extend() {
    if (!scan(next - start)) {
      return false;
    }
    extended++;
    return true;
  }

  /** Returns where in {@link #bytes()} the next line begins. */
  public int ahead() {
    return next;
  }

  /** Returns where in {@link #bytes()} the bytes end that have been read. */
  public int limit() {
    return limit;
  }

  /** Returns a number that changes whenever {@link #bytes()} or what lies in it does. */
  public long moves() {
    return moves;
  }

  /**
   * Passes over lines that the caller has found ahead.
   *
   * @param to where in {@link #bytes()} the line behind them begins
   */
  public void take(int to, long count) {
    line += extended + count;
    extended = 0;
    start = to;
    end = to;
    next = to;
  }

  /**
   * Takes back all that {@link #extend()} joined, for want of an end in the object. A piece ends
   * there only if the object does, or no record could be that long.
   */
  public void shorten() {
    if (limit - start + bytesBehind.getAsLong() > maxRecordBytes) {
      throw DecodeErrors.recordTooLarge(uri, line(), maxRecordBytes);
    }
    end = firstEnd;
    next = firstNext;
    extended = 0;
  }

  /** Moves to the line ahead, which the caller has read up to its break at {@code lineEnd}. */
  public void pass(int lineEnd) {
    line += 1 + extended;
    extended = 0;
    start = next;
    end = lineEnd;
    next = lineEnd + 1;
    if (bytes[lineEnd] == '\r' && next < limit && bytes[next] == '\n') {
      next++;
    }
    firstEnd = end;
    firstNext = next;
    checkLength();
  }

  /** Returns the array that holds the line; it may be another one after each move. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns where the line begins. */
  public int start() {
    return start;
  }

  /** Returns where the line ends, its break not included. */
  public int end() {
    return end;
  }

  /** Returns the number of the (first) line, from 1. */
  public long line() {
    if (linesBefore != null && before < 0) {
      before = linesBefore.getAsLong();
    }
    return Math.max(0, before) + line;
  }

  /** Returns whether a line has been read. */
  public boolean isBegun() {
    return line > 0;
  }

  /** Returns how many bytes of the stream lie before the next line. */
  public long consumed() {
    return droppedBytes + next;
  }

  /** Returns whether the watched byte is in the line; may say yes without it, never no with it. */
  public boolean sawWatched() {
    return (flags & ONES) != 0;
  }

  /** Returns whether a byte above 127 is in the line; may say yes without one. */
  public boolean sawNonAscii() {
    return (flags & HIGHS) != 0;
  }

  /** Counts the lines of {@code in}, whatever their length, and closes it. */
  public static long count(InputStream in, String uri, byte[] separator) {
    try (LineReader lines = new LineReader(in, uri, separator, Long.MAX_VALUE, (byte) 0)) {
      long count = 0;
      while (lines.next()) {
        count++;
      }
      return count;
    }
  }

  @Override
  public void close() {
    if (bytes.length > 0 && bytes.length <= MOST_KEPT_BYTES) {
      parts.giveBack(byte[].class, FIRST_BYTES, bytes);
      bytes = NOTHING;
      start = 0;
      end = 0;
      next = 0;
      limit = 0;
      ended = true;
    }
    try {
      in.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Finds the end of the line, searching from start + offset; false if not one byte is left. */
  private boolean scan(int offset) {
    int from = offset;
    while (true) {
      int found = separator.length == 0 ? findBreak(start + from) : findGiven(start + from);
      if (found >= 0) {
        end = found;
        checkLength();
        return true;
      }
      // A separator may straddle the edge.
      from = Math.max(from, limit - start - Math.max(1, separator.length) + 1);
      if (!fill()) {
        if (limit - start == offset) {
          return false;
        }
        end = limit;
        next = limit;
        checkLength();
        return true;
      }
    }
  }

  private int findBreak(int from) {
    byte[] b = bytes;
    int at = from;
    int wordEnd = limit - 8;
    long seen = flags;
    while (at <= wordEnd) {
      long word = (long) WORD.get(b, at);
      long lf = word ^ LF;
      long cr = word ^ CR;
      long hit = ((lf - ONES) & ~lf | (cr - ONES) & ~cr) & HIGHS;
      long mark = word ^ watched;
      seen |= word & HIGHS | ((mark - ONES) & ~mark & HIGHS) >>> 7;
      if (hit != 0) {
        at += Long.numberOfTrailingZeros(hit) >>> 3;
        flags = seen;
        return endAt(at);
      }
      at += 8;
    }
    byte watchedByte = (byte) watched;
    for (; at < limit; at++) {
      byte value = b[at];
      if (value == '\n' || value == '\r') {
        flags = seen;
        return endAt(at);
      }
      seen |= value & 0x80L | (value == watchedByte ? 1 : 0);
    }
    flags = seen;
    return -1;
  }

  /** Takes {@code \r\n} as one break; -1 if it cannot be known yet. */
  private int endAt(int at) {
    if (bytes[at] == '\n') {
      next = at + 1;
      return at;
    }
    if (at + 1 == limit && !ended) {
      int offset = at - start;
      fill();
      at = start + offset;
    }
    next = at + 1 < limit && bytes[at + 1] == '\n' ? at + 2 : at + 1;
    return at;
  }

  private int findGiven(int from) {
    byte[] b = bytes;
    byte watchedByte = (byte) watched;
    for (int at = from; at <= limit - separator.length; at++) {
      byte value = b[at];
      if (value == separator[0] && matches(at)) {
        next = at + separator.length;
        return at;
      }
      flags |= value & 0x80L | (value == watchedByte ? 1 : 0);
    }
    for (int at = Math.max(from, limit - separator.length + 1); at < limit; at++) {
      flags |= b[at] & 0x80L | (b[at] == watchedByte ? 1 : 0);
    }
    return -1;
  }

  private boolean matches(int at) {
    for (int i = 1; i < separator.length; i++) {
      if (bytes[at + i] != separator[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Moves the line to the front, grows an array that it half fills, and reads; false at the end.
   */
  private boolean fill() {
    if (ended) {
      return false;
    }
    if (limit - start > maxRecordBytes) {
      throw DecodeErrors.recordTooLarge(uri, line(), maxRecordBytes);
    }
    moves++;
    if (start > 0) {
      System.arraycopy(bytes, start, bytes, 0, limit - start);
      droppedBytes += start;
      limit -= start;
      end -= start;
      next -= start;
      firstEnd -= start;
      firstNext -= start;
      start = 0;
    }
    if (limit > bytes.length / 2) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(bytes.length * 2L, LARGEST_ARRAY));
    }
    try {
      int wanted = bytes.length - limit;
      int count = in.readNBytes(bytes, limit, wanted);
      ended = count < wanted;
      limit += count;
      return count > 0;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private void checkLength() {
    if (end - start > maxRecordBytes) {
      throw DecodeErrors.recordTooLarge(uri, line(), maxRecordBytes);
    }
  }

  private void skipByteOrderMark() {
    fill();
    if (limit >= 3
        && bytes[0] == (byte) 0xef
        && bytes[1] == (byte) 0xbb
        && bytes[2] == (byte) 0xbf) {
      next = 3;
    }
  }

  private RuntimeException unreadable(IOException failure) {
    S3IngestException worded = S3IngestException.in(failure);
    return worded != null ? worded : InternalErrors.unexpected("read " + uri, failure);
  }
}

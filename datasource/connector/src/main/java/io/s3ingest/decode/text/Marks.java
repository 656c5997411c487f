package io.s3ingest.decode.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds up to four byte values, eight bytes at a time, and lists where they stand. What is listed
 * is kept as long as the reader's bytes do not move, so that no byte is looked at twice. Not
 * thread-safe.
 */
public final class Marks {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long LOWS = 0x7f7f7f7f7f7f7f7fL;
  private static final long HIGHS = 0x8080808080808080L;

  /** How far one scan goes: positions and bytes of it stay in the first cache. */
  private static final int CHUNK = 16 << 10;

  private static final int MOST_KEPT = 64 << 10;

  private final long first;
  private final long second;
  private final long third;
  private final long fourth;
  private int[] positions = new int[CHUNK + 16];
  private int begin;
  private int end;
  private int scanned;
  private LineReader reader;
  private long moves;
  private boolean nonAscii;

  /** Lists these ASCII bytes; the same one may be given more than once. */
  public Marks(int first, int second, int third, int fourth) {
    this.first = ONES * first;
    this.second = ONES * second;
    this.third = ONES * third;
    this.fourth = ONES * fourth;
  }

  /** Returns the array that holds the positions, ascending. */
  public int[] positions() {
    return positions;
  }

  /** Returns the index of the first position that counts. */
  public int begin() {
    return begin;
  }

  /** Returns the index behind the last position that counts. */
  public int end() {
    return end;
  }

  /** Returns how far the bytes are listed. */
  public int scanned() {
    return scanned;
  }

  /** Returns whether a byte above 127 may be in what is listed. */
  public boolean mayHaveNonAscii() {
    return nonAscii;
  }

  /** Leaves out what the reader has passed, and lists ahead if little is left. */
  public void moveTo(LineReader lines) {
    int at = lines.ahead();
    if (lines != reader || lines.moves() != moves) {
      reader = lines;
      moves = lines.moves();
      begin = 0;
      end = 0;
      scanned = at;
      nonAscii = false;
    }
    while (begin < end && positions[begin] < at) {
      begin++;
    }
    if (begin == end) {
      nonAscii = false;
      scanned = Math.max(scanned, at);
    }
    if (scanned - at < CHUNK / 2) {
      scan(lines);
    }
  }

  /** Lists more; false if there are no more bytes, or too many positions. */
  public boolean scan(LineReader lines) {
    int limit = lines.limit();
    if (scanned == limit || end - begin > MOST_KEPT) {
      return false;
    }
    if (begin > 0) {
      System.arraycopy(positions, begin, positions, 0, end - begin);
      end -= begin;
      begin = 0;
    }
    if (positions.length < end + CHUNK + 16) {
      positions = Arrays.copyOf(positions, 2 * (end + CHUNK + 16));
    }
    scan(lines.bytes(), Math.min(limit, scanned + CHUNK));
    return true;
  }

  private void scan(byte[] b, int to) {
    int[] out = positions;
    int count = end;
    int at = scanned;
    long seen = 0;
    long one = first;
    long two = second;
    long three = third;
    long four = fourth;
    for (int last = to - 8; at <= last; at += 8) {
      long word = (long) WORD.get(b, at);
      long low = word & LOWS;
      seen |= word;
      // A byte without a mark keeps its high bit in each of the sums.
      long sums =
          ((low ^ one) + LOWS)
              & ((low ^ two) + LOWS)
              & ((low ^ three) + LOWS)
              & ((low ^ four) + LOWS);
      long hits = ~(sums | word) & HIGHS;
      int found = Long.bitCount(hits);
      // Two are written in any case: cheaper than asking. What is too much is written over.
      out[count] = at + (Long.numberOfTrailingZeros(hits) >>> 3);
      hits &= hits - 1;
      out[count + 1] = at + (Long.numberOfTrailingZeros(hits) >>> 3);
      if (found > 2) {
        hits &= hits - 1;
        for (int i = count + 2; hits != 0; i++, hits &= hits - 1) {
          out[i] = at + (Long.numberOfTrailingZeros(hits) >>> 3);
        }
      }
      count += found;
    }
    for (; at < to; at++) {
      long value = ONES * (b[at] & 0xffL);
      seen |= value;
      if (value == one || value == two || value == three || value == four) {
        out[count++] = at;
      }
    }
    nonAscii |= (seen & HIGHS) != 0;
    end = count;
    scanned = at;
  }
}

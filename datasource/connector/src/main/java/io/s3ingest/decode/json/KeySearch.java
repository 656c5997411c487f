package io.s3ingest.decode.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Looks for one key in a line, wherever and however nested it stands. */
final class KeySearch {
  /** Returned in place of a position where the key is not in the line. */
  static final int NONE = -1;

  /** Returned where something stands in the line that may be the key, written unusually. */
  static final int UNSURE = -2;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  private final byte[] name;
  private final long beforeLast;
  private final long anyBeforeLast;
  private final long last;

  /** A search for the key of this name, which {@link #canFind} must know. */
  KeySearch(String name) {
    this.name = name.getBytes(StandardCharsets.UTF_8);
    int length = this.name.length;
    this.last = ONES * (this.name[length - 1] & 0xffL);
    this.beforeLast = length == 1 ? 0 : ONES * (this.name[length - 2] & 0xffL);
    this.anyBeforeLast = length == 1 ? -1L : 0;
  }

  /** Returns whether the name is written in one way only, but for escapes by number. */
  static boolean canFind(String name) {
    return !name.isEmpty()
        && name.chars().allMatch(c -> c >= ' ' && c != '"' && c != '\\' && c != '/');
  }

  /** Returns where the first value of the key begins in a line, or a negative number. */
  int valueAt(byte[] bytes, int start, int end) {
    int lastWord = Math.min(end, bytes.length - 9);
    int lastFour = lastWord - 33;
    int i = start;
    while (i < lastWord) {
      while (i <= lastFour
          && (hits(bytes, i) | hits(bytes, i + 8) | hits(bytes, i + 16) | hits(bytes, i + 24))
              == 0) {
        i += 32;
      }
      for (long hit = hits(bytes, i); hit != 0; hit &= hit - 1) {
        int found = candidate(bytes, start, end, i + (Long.numberOfTrailingZeros(hit) >>> 3));
        if (found != NONE) {
          return found;
        }
      }
      i += 8;
    }
    for (; i < end; i++) {
      int found = candidate(bytes, start, end, i);
      if (found != NONE) {
        return found;
      }
    }
    return NONE;
  }

  /** Marks the bytes of a word that the last two of the key may begin at. */
  private long hits(byte[] bytes, int at) {
    long first = (long) WORD.get(bytes, at) ^ beforeLast;
    long second = (long) WORD.get(bytes, at + 1) ^ last;
    return ((first - ONES) & ~first | anyBeforeLast) & (second - ONES) & ~second & HIGHS;
  }

  /** Returns where a value begins if the last byte of its key is behind {@code at}. */
  private int candidate(byte[] bytes, int start, int end, int at) {
    int from = at + 2 - name.length;
    int to = at + 2;
    if (from <= start
        || to >= end
        || !Arrays.equals(bytes, from, to, name, 0, name.length)
        || !mayPrecede(bytes[from - 1])) {
      return NONE;
    }
    byte quote = bytes[to];
    int behind = space(bytes, quote == '"' || quote == '\'' ? to + 1 : to, end);
    byte next = behind < end ? bytes[behind] : 0;
    if (next != ':' && next != '/') {
      return NONE;
    }
    boolean isUsual = next == ':' && quote == '"' && bytes[from - 1] == '"';
    int value = space(bytes, behind + 1, end);
    return isUsual && value < end ? value : UNSURE;
  }

  /** Returns whether a key may begin behind this byte, in quotes or without; '/' ends a comment. */
  private static boolean mayPrecede(byte value) {
    return value == '"'
        || value == '\''
        || value == ' '
        || value == '\t'
        || value == '{'
        || value == ','
        || value == '/';
  }

  private static int space(byte[] bytes, int at, int end) {
    int i = at;
    while (i < end && (bytes[i] == ' ' || bytes[i] == '\t')) {
      i++;
    }
    return i;
  }
}

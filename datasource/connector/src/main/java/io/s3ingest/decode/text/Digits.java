package io.s3ingest.decode.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Decimal digits, eight at a time: the first one in the lowest byte of a word. */
final class Digits {
  static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  static final long ZEROS = 0x3030303030303030L;
  private static final long HIGH_HALVES = 0xf0f0f0f0f0f0f0f0L;
  private static final long SIXES = 0x0606060606060606L;

  private Digits() {}

  /** Returns the 1 to 8 bytes before {@code to >= 8}, behind as many {@code 0} as are missing. */
  static long last(byte[] b, int to, int length) {
    long missing = (1L << (64 - 8 * length)) - 1;
    return (long) WORD.get(b, to - 8) & ~missing | ZEROS & missing;
  }

  /** Returns whether all eight bytes are digits. */
  static boolean areDigits(long word) {
    return (word & HIGH_HALVES | (word + SIXES & HIGH_HALVES) >>> 4) == 0x3333333333333333L;
  }

  /** Returns the number that eight digits make. */
  static long number(long word) {
    return value(word & 0x0f0f0f0f0f0f0f0fL);
  }

  /** Returns the number that the values of eight digits make. */
  static long value(long values) {
    long fours = (pairs(values) & 0x00ff00ff00ff00ffL) * (1 + (100 << 16));
    return (fours >>> 16 & 0x0000ffff0000ffffL) * (1 + (10_000L << 32)) >>> 32;
  }

  /** Returns in each byte the number that this digit and the next one make. */
  static long pairs(long values) {
    return values * (1 + (10 << 8)) >>> 8;
  }
}

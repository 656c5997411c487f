package io.s3ingest.decode.json;

import java.nio.charset.StandardCharsets;

/**
 * Parses doubles. Up to 15 digits and a power of ten up to 22 are both exact doubles, so that one
 * operation rounds correctly (W. Clinger, How to Read Floating Point Numbers Accurately, 1990); the
 * rest is left to the JDK.
 */
final class ShortDouble {
  private static final int MOST_DIGITS = 15;
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private ShortDouble() {}

  /** Parses a well-formed JSON number. An integer has no negative zero. */
  static double parse(byte[] bytes, int start, int end) {
    boolean negative = bytes[start] == '-';
    long mantissa = 0;
    int digits = 0;
    int scale = 0;
    boolean fraction = false;
    for (int i = negative ? start + 1 : start; i < end; i++) {
      byte value = bytes[i];
      if (value == '.') {
        fraction = true;
      } else if (value == 'e' || value == 'E' || ++digits > MOST_DIGITS) {
        return slow(bytes, start, end);
      } else {
        mantissa = mantissa * 10 + (value - '0');
        scale += fraction ? 1 : 0;
      }
    }
    double value = mantissa / POWERS[scale];
    return negative && (fraction || mantissa != 0) ? -value : value;
  }

  private static double slow(byte[] bytes, int start, int end) {
    String text = new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    return Double.parseDouble(text);
  }
}

package io.s3ingest.decode.text;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * Makes doubles of decimal digits, correctly rounded. Where digits and power of ten are both exact
 * doubles one operation is enough (W. Clinger, How to Read Floating Point Numbers Accurately,
 * 1990). Otherwise a product with 128 bits of the power decides (D. Lemire, Number Parsing at a
 * Gigabyte per Second, 2021), or the JDK.
 */
public final class DoubleText {
  private static final long EXACT = 1L << 53;
  private static final double[] TENS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };
  private static final int LEAST = -64;
  private static final int MOST = 64;
  private static final long[] UPPER = new long[MOST - LEAST + 1];
  private static final long[] LOWER = new long[MOST - LEAST + 1];

  static {
    for (int power = LEAST; power <= MOST; power++) {
      BigInteger five = BigInteger.valueOf(5).pow(Math.abs(power));
      BigInteger bits;
      if (power < 0) {
        int shift = five.bitLength() + 127;
        bits = BigInteger.ONE.shiftLeft(shift + 128).divide(five).add(BigInteger.ONE);
      } else {
        bits = five.shiftLeft(128);
      }
      bits = bits.shiftRight(bits.bitLength() - 128);
      if (power < 0 && power >= -27) {
        // Short reciprocals are rounded up, the others cut off.
        bits = BigInteger.ONE.shiftLeft(five.bitLength() + 127).divide(five).add(BigInteger.ONE);
      }
      UPPER[power - LEAST] = bits.shiftRight(64).longValue();
      LOWER[power - LEAST] = bits.longValue();
    }
  }

  private DoubleText() {}

  /** Returns {@code digits} × 10^{@code exponent}; {@code digits} is not negative. */
  public static double of(long digits, int exponent) {
    if (digits <= EXACT && exponent <= 22 && exponent >= -22) {
      return exponent <= 0 ? digits / TENS[-exponent] : digits * TENS[exponent];
    }
    if (digits != 0 && exponent >= LEAST && exponent <= MOST) {
      long bits = bits(digits, exponent);
      if (bits >= 0) {
        return Double.longBitsToDouble(bits);
      }
    }
    return Double.parseDouble(digits + "e" + exponent);
  }

  /** Parses any number that {@link Double#parseDouble} takes and is ASCII. */
  public static double parse(byte[] bytes, int start, int end) {
    return Double.parseDouble(text(bytes, start, end));
  }

  /** Returns ASCII bytes as text. */
  public static String text(byte[] bytes, int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  /** Returns the bits of the double, or -1 where 128 bits do not decide. */
  private static long bits(long digits, int exponent) {
    int zeros = Long.numberOfLeadingZeros(digits);
    long wide = digits << zeros;
    long upper = UPPER[exponent - LEAST];
    long high = multiplyHigh(wide, upper);
    long low = wide * upper;
    if ((high & 0x1ff) == 0x1ff) {
      long more = multiplyHigh(wide, LOWER[exponent - LEAST]);
      low += more;
      if (Long.compareUnsigned(low, more) < 0) {
        high++;
      }
      if (low == -1 && (exponent < -27 || exponent > 55)) {
        return -1;
      }
    }
    int top = (int) (high >>> 63);
    long mantissa = high >>> (top + 9);
    int power = (217_706 * exponent >> 16) + 63 + top - zeros + 1023;
    if (power <= 0 || power >= 0x7fe) {
      return -1;
    }
    // Exactly between two doubles, the even one is meant.
    if (Long.compareUnsigned(low, 1) <= 0
        && exponent >= -4
        && exponent <= 23
        && (mantissa & 3) == 1
        && mantissa << (top + 9) == high) {
      mantissa &= ~1L;
    }
    mantissa = (mantissa + (mantissa & 1)) >>> 1;
    if (mantissa >= EXACT) {
      mantissa = EXACT >>> 1;
      power++;
    }
    return mantissa & ~(EXACT >>> 1) | (long) power << 52;
  }

  private static long multiplyHigh(long a, long b) {
    return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
  }
}

package io.s3ingest.decode.text;

/**
 * Reads plain ASCII numbers: an optional sign, digits with at most one point, an optional exponent.
 * What it does not take (more than 18 digits, spaces, {@code NaN}) is no error but asks for a
 * slower reader. Not thread-safe: the last number read stays in the fields.
 */
public final class NumberText {
  private static final int MOST_DIGITS = 18;
  private static final long EXACT_DOUBLE = 1L << 53;
  private static final long EXACT_FLOAT = 1L << 24;
  private static final double[] TENS = new double[23];
  private static final float[] FLOAT_TENS = new float[11];

  static {
    double power = 1;
    for (int i = 0; i < TENS.length; i++, power *= 10) {
      TENS[i] = power;
    }
    float floatPower = 1;
    for (int i = 0; i < FLOAT_TENS.length; i++, floatPower *= 10) {
      FLOAT_TENS[i] = floatPower;
    }
  }

  private long magnitude;
  private int scale;
  private boolean negative;

  /** Reads an integer without a point; false if it takes a slower reader. */
  public boolean integer(byte[] b, int from, int to) {
    int at = sign(b, from, to);
    int length = to - at;
    if (length <= 0 || length > MOST_DIGITS) {
      return false;
    }
    long value = 0;
    for (; at < to; at++) {
      int digit = b[at] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      value = value * 10 + digit;
    }
    magnitude = value;
    scale = 0;
    return true;
  }

  /** Reads a number with or without point and exponent; false if it takes a slower reader. */
  public boolean number(byte[] b, int from, int to) {
    int at = sign(b, from, to);
    long value = 0;
    int digits = 0;
    int point = -1;
    for (; at < to; at++) {
      int digit = b[at] - '0';
      if (digit >= 0 && digit <= 9) {
        value = value * 10 + digit;
        digits++;
      } else if (b[at] == '.' && point < 0) {
        point = digits;
      } else {
        break;
      }
    }
    if (digits == 0 || digits > MOST_DIGITS || point == 0 || point == digits) {
      return false;
    }
    magnitude = value;
    scale = point < 0 ? 0 : digits - point;
    return at == to || exponent(b, at, to);
  }

  /** Returns the integer that was read. */
  public long longValue() {
    return negative ? -magnitude : magnitude;
  }

  /** Returns the digits that were read, without the point. */
  public long unscaled() {
    return negative ? -magnitude : magnitude;
  }

  /** Returns how many of the digits stand behind the point; negative with a large exponent. */
  public int scale() {
    return scale;
  }

  /** Returns whether {@link #doubleValue()} is correctly rounded. */
  public boolean fitsDouble() {
    return magnitude <= EXACT_DOUBLE && scale > -TENS.length && scale < TENS.length;
  }

  /** Returns the number, correctly rounded if {@link #fitsDouble()}: both operands are exact. */
  public double doubleValue() {
    double value = scale >= 0 ? magnitude / TENS[scale] : magnitude * TENS[-scale];
    return negative ? -value : value;
  }

  /** Returns whether {@link #floatValue()} is correctly rounded. */
  public boolean fitsFloat() {
    return magnitude <= EXACT_FLOAT && scale > -FLOAT_TENS.length && scale < FLOAT_TENS.length;
  }

  /** Returns the number, correctly rounded if {@link #fitsFloat()}. */
  public float floatValue() {
    float value = scale >= 0 ? magnitude / FLOAT_TENS[scale] : magnitude * FLOAT_TENS[-scale];
    return negative ? -value : value;
  }

  private int sign(byte[] b, int from, int to) {
    negative = from < to && b[from] == '-';
    return from < to && (b[from] == '-' || b[from] == '+') ? from + 1 : from;
  }

  private boolean exponent(byte[] b, int from, int to) {
    int at = from + 1;
    if ((b[from] | 0x20) != 'e' || at == to) {
      return false;
    }
    boolean down = b[at] == '-';
    if (down || b[at] == '+') {
      at++;
    }
    if (at == to || to - at > 3) {
      return false;
    }
    int value = 0;
    for (; at < to; at++) {
      int digit = b[at] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      value = value * 10 + digit;
    }
    scale += down ? value : -value;
    return true;
  }
}

package io.s3ingest.decode.text;

/**
 * Reads plain ASCII numbers: an optional sign, digits with at most one point, an optional exponent.
 * What it does not take (more than 18 digits, spaces, {@code NaN}) is no error but asks for a
 * slower reader. Not thread-safe: the last number read stays in the fields.
 */
public final class NumberText {
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long POINTS = ONES * '.';

  /** Added to digits' values, sets the high bit of what is more than 9. */
  private static final long NO_DIGITS = ONES * 0x76;

  private static final long EIGHT_DIGITS = 100_000_000;
  private static final int MOST_DIGITS = 18;
  private static final long EXACT_FLOAT = 1L << 24;
  private static final float[] FLOAT_TENS = new float[11];

  static {
    float floatPower = 1;
    for (int i = 0; i < FLOAT_TENS.length; i++, floatPower *= 10) {
      FLOAT_TENS[i] = floatPower;
    }
  }

  /** By length: the bytes of two words that belong to the number, and zeros in place of others. */
  private static final long[] LOW_MASKS = new long[17];

  private static final long[] HIGH_MASKS = new long[17];

  static {
    for (int length = 1; length <= 16; length++) {
      LOW_MASKS[length] = length >= 8 ? -1 : -1L << (64 - 8 * length);
      HIGH_MASKS[length] = length == 16 ? -1 : length <= 8 ? 0 : -1L << (128 - 8 * length);
    }
  }

  private long magnitude;
  private int scale;

  /** -1 for a negative number, else 0: what asks no branch costs nothing where signs change. */
  private long sign;

  /** Reads an integer without a point; false if it takes a slower reader. */
  public boolean integer(byte[] b, int from, int to) {
    int at = behindSign(b, from, to);
    int length = to - at;
    scale = 0;
    if (length <= 0 || length > MOST_DIGITS || to < 24) {
      return fewBytes(b, at, to);
    }
    if (length <= 8) {
      long low = Digits.last(b, to, length);
      magnitude = Digits.number(low);
      return Digits.areDigits(low);
    }
    long low = (long) Digits.WORD.get(b, to - 8);
    long high = Digits.last(b, to - 8, Math.min(8, length - 8));
    magnitude = Digits.number(high) * EIGHT_DIGITS + Digits.number(low);
    boolean isNumber = Digits.areDigits(low) && Digits.areDigits(high);
    if (length > 16) {
      long highest = Digits.last(b, to - 16, length - 16);
      magnitude += Digits.number(highest) * EIGHT_DIGITS * EIGHT_DIGITS;
      isNumber &= Digits.areDigits(highest);
    }
    return isNumber;
  }

  /** Reads digits where no word may be loaded before them. */
  private boolean fewBytes(byte[] b, int from, int to) {
    if (from >= to || to - from > MOST_DIGITS) {
      return false;
    }
    long value = 0;
    for (int at = from; at < to; at++) {
      int digit = b[at] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      value = value * 10 + digit;
    }
    magnitude = value;
    return true;
  }

  /** Notes the sign and returns where the digits should begin. */
  private int behindSign(byte[] b, int from, int to) {
    if (from >= to) {
      sign = 0;
      return from;
    }
    int minus = ((b[from] & 0xff ^ '-') - 1) >>> 31;
    sign = -minus;
    return b[from] == '+' ? from + 1 : from + minus;
  }

  /** Reads a number with or without point and exponent; false if it takes a slower reader. */
  public boolean number(byte[] b, int from, int to) {
    int at = behindSign(b, from, to);
    int length = to - at;
    if (length <= 0 || length > 16 || to < 16) {
      return longNumber(b, at, to);
    }
    // Asking whether it fits in one word would cost more than a second word of zeros does.
    long lowMask = LOW_MASKS[length];
    long highMask = HIGH_MASKS[length];
    long low = (long) Digits.WORD.get(b, to - 8) & lowMask | Digits.ZEROS & ~lowMask;
    long high = (long) Digits.WORD.get(b, to - 16) & highMask | Digits.ZEROS & ~highMask;
    return upTo16(low, high, length) || longNumber(b, at, to);
  }

  /** Reads two words: the point is taken out of them, what is left must be digits. */
  private boolean upTo16(long low, long high, int length) {
    long one = low;
    long two = high;
    int behind = 0;
    long points = points(low);
    if (points != 0) {
      int bit = Long.numberOfTrailingZeros(points) & 56;
      one = without(low, bit) | high >>> 56;
      two = high << 8 | '0';
      behind = 7 - (bit >>> 3);
    } else {
      points = points(high);
      if (points != 0) {
        int bit = Long.numberOfTrailingZeros(points) & 56;
        two = without(high, bit) | '0';
        behind = 15 - (bit >>> 3);
      }
    }
    // A point has digits on both sides.
    if (points != 0 && (behind == 0 || behind == length - 1)) {
      return false;
    }
    one ^= Digits.ZEROS;
    two ^= Digits.ZEROS;
    scale = behind;
    magnitude = Digits.value(two) * EIGHT_DIGITS + Digits.value(one);
    return ((one + NO_DIGITS | one | two + NO_DIGITS | two) & HIGHS) == 0;
  }

  /** Returns a word whose lowest set bit is the highest one of the first byte that is a point. */
  private static long points(long word) {
    long others = word ^ POINTS;
    return others - ONES & ~others & HIGHS;
  }

  /** Moves what stands before a byte over it, and leaves the lowest byte empty. */
  private static long without(long word, int bit) {
    long below = (1L << bit) - 1;
    return word & ~below & ~(0xffL << bit) | (word & below) << 8;
  }

  private boolean longNumber(byte[] b, int from, int to) {
    int at = from;
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
    return (magnitude ^ sign) - sign;
  }

  /** Returns the digits that were read, without the point. */
  public long unscaled() {
    return (magnitude ^ sign) - sign;
  }

  /** Returns how many of the digits stand behind the point; negative with a large exponent. */
  public int scale() {
    return scale;
  }

  /** Returns the number, correctly rounded. */
  public double doubleValue() {
    double value = DoubleText.of(magnitude, -scale);
    return Double.longBitsToDouble(Double.doubleToRawLongBits(value) | sign & Long.MIN_VALUE);
  }

  /** Returns whether {@link #floatValue()} is correctly rounded. */
  public boolean fitsFloat() {
    return magnitude <= EXACT_FLOAT && scale > -FLOAT_TENS.length && scale < FLOAT_TENS.length;
  }

  /** Returns the number, correctly rounded if {@link #fitsFloat()}. */
  public float floatValue() {
    float value = scale >= 0 ? magnitude / FLOAT_TENS[scale] : magnitude * FLOAT_TENS[-scale];
    return sign < 0 ? -value : value;
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

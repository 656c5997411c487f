package io.s3ingest.decode.json;

import io.s3ingest.decode.text.DoubleText;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;

/** Reads numbers and booleans. */
final class NumberCells {
  private static final int SAFE_DIGITS = 18;
  private static final long[] TENS = new long[SAFE_DIGITS + 1];

  static {
    TENS[0] = 1;
    for (int i = 1; i < TENS.length; i++) {
      TENS[i] = TENS[i - 1] * 10;
    }
  }

  private NumberCells() {}

  /** Integers of up to 19 digits. */
  abstract static class Integers extends Cell {
    Integers(WritableColumnVector vector) {
      super(vector);
    }

    /** Puts the value; false if it does not fit. */
    abstract boolean put(int row, long value);

    @Override
    final int read(JsonScan scan, int at, int row) {
      boolean negative = scan.bytes()[at] == '-';
      int first = negative ? at + 1 : at;
      long word = scan.word(first);
      int count = JsonScan.digits(word);
      if (count == 0) {
        return JsonScan.DECLINED;
      }
      long value = JsonScan.number(word, count);
      if (count == 8) {
        int more;
        do {
          word = scan.word(first + count);
          more = JsonScan.digits(word);
          if (count + more > SAFE_DIGITS + 1) {
            return JsonScan.DECLINED;
          }
          if (more > 0) {
            value = value * TENS[more] + JsonScan.number(word, more);
            count += more;
          }
        } while (more == 8);
        if (value < 0) { // 19 digits that are too many for a long
          return JsonScan.DECLINED;
        }
      }
      int stop = first + count;
      if ((count > 1 && scan.bytes()[first] == '0') || !put(row, negative ? -value : value)) {
        return JsonScan.DECLINED;
      }
      return stop;
    }
  }

  static final class Longs extends Integers {
    Longs(WritableColumnVector vector) {
      super(vector);
    }

    @Override
    boolean put(int row, long value) {
      vector.putLong(row, value);
      return true;
    }
  }

  static final class Ints extends Integers {
    Ints(WritableColumnVector vector) {
      super(vector);
    }

    @Override
    boolean put(int row, long value) {
      vector.putInt(row, (int) value);
      return value == (int) value;
    }
  }

  static final class Shorts extends Integers {
    Shorts(WritableColumnVector vector) {
      super(vector);
    }

    @Override
    boolean put(int row, long value) {
      vector.putShort(row, (short) value);
      return value == (short) value;
    }
  }

  static final class Bytes extends Integers {
    Bytes(WritableColumnVector vector) {
      super(vector);
    }

    @Override
    boolean put(int row, long value) {
      vector.putByte(row, (byte) value);
      return value == (byte) value;
    }
  }

  static final class Booleans extends Cell {
    Booleans(WritableColumnVector vector) {
      super(vector);
    }

    @Override
    int read(JsonScan scan, int at, int row) {
      int length = scan.booleanLength(at);
      vector.putBoolean(row, length == 4);
      return length > 0 ? at + length : JsonScan.DECLINED;
    }
  }

  /** Numbers with a point: digits with the place of the point, as far as 18 digits go. */
  abstract static class Fractions extends Cell {
    long digits;
    int scale;
    boolean negative;
    boolean plain;

    Fractions(WritableColumnVector vector) {
      super(vector);
    }

    /** Takes the number apart; {@code plain} tells whether {@code digits} holds all of it. */
    final int take(JsonScan scan, int at) {
      byte[] bytes = scan.bytes();
      negative = bytes[at] == '-';
      int first = negative ? at + 1 : at;
      long word = scan.word(first);
      int count = JsonScan.digits(word);
      if (count == 0) {
        return JsonScan.DECLINED;
      }
      long value = JsonScan.number(word, count);
      int i = first + count;
      if (count == 8) {
        word = scan.word(i);
        int more = JsonScan.digits(word);
        if (more == 8) {
          plain = false;
          return scan.number(at);
        }
        if (more > 0) {
          value = value * TENS[more] + JsonScan.number(word, more);
          i += more;
          count += more;
        }
      }
      if (count > 1 && bytes[first] == '0') {
        return JsonScan.DECLINED;
      }
      scale = 0;
      if (scan.at(i) == '.') {
        i++;
        int more;
        do {
          word = scan.word(i);
          more = JsonScan.digits(word);
          if (count + more > SAFE_DIGITS) {
            plain = false;
            return scan.number(at);
          }
          if (more > 0) {
            value = value * TENS[more] + JsonScan.number(word, more);
            i += more;
            count += more;
            scale += more;
          }
        } while (more == 8);
        if (scale == 0) {
          return JsonScan.DECLINED;
        }
      }
      if ((scan.at(i) | 0x20) == 'e') {
        plain = false;
        return scan.number(at);
      }
      digits = value;
      plain = true;
      return i;
    }
  }

  static final class Doubles extends Fractions {
    Doubles(WritableColumnVector vector) {
      super(vector);
    }

    @Override
    int read(JsonScan scan, int at, int row) {
      int stop = take(scan, at);
      if (stop >= 0) {
        double value;
        if (plain) {
          double magnitude = DoubleText.of(digits, -scale);
          // An integer has no negative zero.
          value = negative && (scale > 0 || digits != 0) ? -magnitude : magnitude;
        } else {
          value = DoubleText.parse(scan.bytes(), at, stop);
        }
        vector.putDouble(row, value);
      }
      return stop;
    }
  }

  static final class Floats extends Fractions {
    private static final long EXACT = 1L << 24;
    private static final float[] POWERS = {1e0f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f, 1e8f};

    Floats(WritableColumnVector vector) {
      super(vector);
    }

    @Override
    int read(JsonScan scan, int at, int row) {
      int stop = take(scan, at);
      if (stop < 0) {
        return stop;
      }
      if (plain && digits <= EXACT && scale < POWERS.length) {
        float magnitude = digits / POWERS[scale];
        vector.putFloat(row, negative && (scale > 0 || digits != 0) ? -magnitude : magnitude);
        return stop;
      }
      String text = DoubleText.text(scan.bytes(), at, stop);
      // Large integers go through other types before they are rounded.
      if (text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0) {
        return JsonScan.DECLINED;
      }
      vector.putFloat(row, Float.parseFloat(text));
      return stop;
    }
  }

  /** Decimals of up to 18 digits, rounded half up. */
  static final class Decimals extends Fractions {
    private final int wantedScale;
    private final long limit;
    private final boolean narrow;

    Decimals(WritableColumnVector vector, DecimalType type) {
      super(vector);
      this.wantedScale = type.scale();
      this.limit = TENS[type.precision()];
      this.narrow = type.precision() <= Decimal.MAX_INT_DIGITS();
    }

    @Override
    int read(JsonScan scan, int at, int row) {
      int stop = take(scan, at);
      if (stop < 0 || !plain || wantedScale < 0) {
        return JsonScan.DECLINED;
      }
      long value = digits;
      int more = wantedScale - scale;
      if (more >= 0) {
        if (value >= limit || value * TENS[more] / TENS[more] != value) {
          return JsonScan.DECLINED;
        }
        value *= TENS[more];
      } else {
        long unit = TENS[-more];
        long rest = value % unit;
        value = value / unit + (rest >= unit - rest ? 1 : 0);
      }
      if (value >= limit) {
        return JsonScan.DECLINED;
      }
      value = negative ? -value : value;
      if (narrow) {
        vector.putInt(row, (int) value);
      } else {
        vector.putLong(row, value);
      }
      return stop;
    }
  }
}

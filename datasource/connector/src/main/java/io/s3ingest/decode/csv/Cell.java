package io.s3ingest.decode.csv;

import io.s3ingest.decode.text.NumberText;
import io.s3ingest.decode.text.TimeText;
import java.math.BigInteger;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.CalendarIntervalType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.types.UserDefinedType;
import org.apache.spark.sql.types.VariantType;
import org.apache.spark.sql.types.YearMonthIntervalType;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.VariantVal;

/**
 * Writes the fields of one column into its vector: {@link #fast} takes the usual spellings from the
 * bytes, everything else comes from Spark's converter through {@link #put}.
 */
abstract class Cell {
  final WritableColumnVector vector;

  Cell(WritableColumnVector vector) {
    this.vector = vector;
  }

  /** Writes the value of these bytes; false if it takes Spark's converter. */
  abstract boolean fast(byte[] b, int from, int to, int row);

  /**
   * Writes the fields of a block, from record {@code done} on, the first record of the block to
   * {@code row}.
   *
   * <p>Types override it without a change, so that each has compiled code of its own.
   *
   * @return the record whose field is odd or takes Spark's converter; all records if none is
   */
  int run(RecordBlock block, int field, int row, int done) {
    byte[] b = block.bytes();
    long[] spans = block.spans();
    int stride = block.fields();
    int rows = block.rows();
    for (int i = done, at = done * stride + field; i < rows; i++, at += stride) {
      long span = spans[at];
      if (span < 0) {
        if (span != RecordBlock.NULL) {
          return i;
        }
        vector.putNull(row + i);
      } else if (!fast(b, RecordBlock.from(span), RecordBlock.to(span), row + i)) {
        return i;
      }
    }
    return rows;
  }

  /** Returns whether the type is one that only Spark knows, or refuses. */
  boolean needsConverter() {
    return false;
  }

  /** Writes a value as Spark's converter gives it. */
  abstract void put(Object value, int row);

  /**
   * Which spellings are the usual ones, so that they can be read from the bytes.
   *
   * @param times null where timestamp patterns are given
   * @param dates null where date patterns are given
   * @param decimals whether decimals have a point and no other locale's signs
   * @param floats whether no number stands for NaN or an infinity
   */
  record Spelling(TimeText times, TimeText dates, boolean decimals, boolean floats) {}

  /** Makes the cell of a type. */
  static Cell of(DataType type, WritableColumnVector vector, Spelling spelling) {
    if (type instanceof UserDefinedType<?> userDefined) {
      return of(userDefined.sqlType(), vector, spelling);
    }
    if (type instanceof StringType || type instanceof BinaryType) {
      return new TextCell(vector);
    }
    if (type instanceof IntegerType) {
      return new Integral(vector, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    if (type instanceof LongType) {
      return new LongIntegral(vector);
    }
    if (type instanceof DoubleType) {
      return spelling.floats() ? new Doubles(vector) : new Slow(new Doubles(vector));
    }
    if (type instanceof FloatType) {
      return spelling.floats() ? new Floats(vector) : new Slow(new Floats(vector));
    }
    if (type instanceof BooleanType) {
      return new Booleans(vector);
    }
    if (type instanceof DecimalType decimal) {
      return new Decimals(vector, decimal, spelling.decimals());
    }
    if (type instanceof DateType) {
      return new Dates(vector, spelling.dates());
    }
    if (type instanceof TimestampType) {
      return new Timestamps(vector, spelling.times());
    }
    if (type instanceof TimestampNTZType) {
      return new LocalTimestamps(vector, spelling.times());
    }
    if (type instanceof ShortType) {
      return new Integral(vector, Short.MIN_VALUE, Short.MAX_VALUE);
    }
    if (type instanceof ByteType) {
      return new Integral(vector, Byte.MIN_VALUE, Byte.MAX_VALUE);
    }
    return new Others(vector, type);
  }

  private static final class LongIntegral extends Cell {
    private final NumberText number = new NumberText();

    LongIntegral(WritableColumnVector vector) {
      super(vector);
    }

    @Override
    int run(RecordBlock block, int field, int row, int done) {
      return super.run(block, field, row, done);
    }

    @Override
    boolean fast(byte[] b, int from, int to, int row) {
      if (!number.integer(b, from, to)) {
        return false;
      }
      vector.putLong(row, number.longValue());
      return true;
    }

    @Override
    void put(Object value, int row) {
      vector.putLong(row, (Long) value);
    }
  }

  private static final class Integral extends Cell {
    private final NumberText number = new NumberText();
    private final long least;
    private final long most;

    Integral(WritableColumnVector vector, long least, long most) {
      super(vector);
      this.least = least;
      this.most = most;
    }

    @Override
    int run(RecordBlock block, int field, int row, int done) {
      return super.run(block, field, row, done);
    }

    @Override
    boolean fast(byte[] b, int from, int to, int row) {
      if (!number.integer(b, from, to)) {
        return false;
      }
      long value = number.longValue();
      if (value < least || value > most) {
        return false;
      }
      write(value, row);
      return true;
    }

    @Override
    void put(Object value, int row) {
      write(((Number) value).longValue(), row);
    }

    private void write(long value, int row) {
      if (most == Integer.MAX_VALUE) {
        vector.putInt(row, (int) value);
      } else if (most == Short.MAX_VALUE) {
        vector.putShort(row, (short) value);
      } else {
        vector.putByte(row, (byte) value);
      }
    }
  }

  private static final class Doubles extends Cell {
    private final NumberText number = new NumberText();

    Doubles(WritableColumnVector vector) {
      super(vector);
    }

    @Override
    int run(RecordBlock block, int field, int row, int done) {
      return super.run(block, field, row, done);
    }

    @Override
    boolean fast(byte[] b, int from, int to, int row) {
      if (!number.number(b, from, to)) {
        return false;
      }
      vector.putDouble(row, number.doubleValue());
      return true;
    }

    @Override
    void put(Object value, int row) {
      vector.putDouble(row, (Double) value);
    }
  }

  private static final class Floats extends Cell {
    private final NumberText number = new NumberText();

    Floats(WritableColumnVector vector) {
      super(vector);
    }

    @Override
    int run(RecordBlock block, int field, int row, int done) {
      return super.run(block, field, row, done);
    }

    @Override
    boolean fast(byte[] b, int from, int to, int row) {
      if (!number.number(b, from, to) || !number.fitsFloat()) {
        return false;
      }
      vector.putFloat(row, number.floatValue());
      return true;
    }

    @Override
    void put(Object value, int row) {
      vector.putFloat(row, (Float) value);
    }
  }

  /** Leaves every field to Spark's converter. */
  private static final class Slow extends Cell {
    private final Cell cell;

    Slow(Cell cell) {
      super(cell.vector);
      this.cell = cell;
    }

    @Override
    boolean fast(byte[] b, int from, int to, int row) {
      return false;
    }

    @Override
    void put(Object value, int row) {
      cell.put(value, row);
    }
  }

  private static final class Booleans extends Cell {
    Booleans(WritableColumnVector vector) {
      super(vector);
    }

    @Override
    int run(RecordBlock block, int field, int row, int done) {
      return super.run(block, field, row, done);
    }

    @Override
    boolean fast(byte[] b, int from, int to, int row) {
      boolean yes = is(b, from, to, "true");
      if (!yes && !is(b, from, to, "false")) {
        return false;
      }
      vector.putBoolean(row, yes);
      return true;
    }

    @Override
    void put(Object value, int row) {
      vector.putBoolean(row, (Boolean) value);
    }

    private static boolean is(byte[] b, int from, int to, String word) {
      if (to - from != word.length()) {
        return false;
      }
      for (int i = 0; i < word.length(); i++) {
        if ((b[from + i] | 0x20) != word.charAt(i)) {
          return false;
        }
      }
      return true;
    }
  }

  private static final class Decimals extends Cell {
    private static final long[] TENS = new long[19];

    static {
      TENS[0] = 1;
      for (int i = 1; i < TENS.length; i++) {
        TENS[i] = TENS[i - 1] * 10;
      }
    }

    private final NumberText number = new NumberText();
    private final int precision;
    private final int scale;
    private final boolean plain;

    Decimals(WritableColumnVector vector, DecimalType type, boolean plain) {
      super(vector);
      this.precision = type.precision();
      this.scale = type.scale();
      this.plain = plain;
    }

    @Override
    int run(RecordBlock block, int field, int row, int done) {
      return super.run(block, field, row, done);
    }

    @Override
    boolean fast(byte[] b, int from, int to, int row) {
      if (!plain || !number.number(b, from, to)) {
        return false;
      }
      // Digits to add; below zero it would have to be rounded.
      int missing = scale - number.scale();
      if (missing < 0 || missing >= TENS.length || number.scale() < 0) {
        return false;
      }
      long unscaled = number.unscaled();
      long high = Math.multiplyHigh(unscaled, TENS[missing]);
      long scaled = unscaled * TENS[missing];
      if (high != scaled >> 63 || precision < TENS.length && Math.abs(scaled) >= TENS[precision]) {
        return false;
      }
      if (precision <= Decimal.MAX_INT_DIGITS()) {
        vector.putInt(row, (int) scaled);
      } else if (precision <= Decimal.MAX_LONG_DIGITS()) {
        vector.putLong(row, scaled);
      } else {
        vector.putByteArray(row, BigInteger.valueOf(scaled).toByteArray());
      }
      return true;
    }

    @Override
    void put(Object value, int row) {
      vector.putDecimal(row, (Decimal) value, precision);
    }
  }

  private static final class Dates extends Cell {
    private final TimeText times;

    Dates(WritableColumnVector vector, TimeText times) {
      super(vector);
      this.times = times;
    }

    @Override
    int run(RecordBlock block, int field, int row, int done) {
      return super.run(block, field, row, done);
    }

    @Override
    boolean fast(byte[] b, int from, int to, int row) {
      if (times == null || !times.date(b, from, to)) {
        return false;
      }
      vector.putInt(row, times.epochDay());
      return true;
    }

    @Override
    void put(Object value, int row) {
      vector.putInt(row, (Integer) value);
    }
  }

  private static final class Timestamps extends Cell {
    private final TimeText times;

    Timestamps(WritableColumnVector vector, TimeText times) {
      super(vector);
      this.times = times;
    }

    @Override
    int run(RecordBlock block, int field, int row, int done) {
      return super.run(block, field, row, done);
    }

    @Override
    boolean fast(byte[] b, int from, int to, int row) {
      if (times == null || !times.timestamp(b, from, to)) {
        return false;
      }
      vector.putLong(row, times.instantMicros());
      return true;
    }

    @Override
    void put(Object value, int row) {
      vector.putLong(row, (Long) value);
    }
  }

  private static final class LocalTimestamps extends Cell {
    private final TimeText times;

    LocalTimestamps(WritableColumnVector vector, TimeText times) {
      super(vector);
      this.times = times;
    }

    @Override
    int run(RecordBlock block, int field, int row, int done) {
      return super.run(block, field, row, done);
    }

    @Override
    boolean fast(byte[] b, int from, int to, int row) {
      if (times == null || !times.timestamp(b, from, to) || times.hasZone()) {
        return false;
      }
      vector.putLong(row, times.localMicros());
      return true;
    }

    @Override
    void put(Object value, int row) {
      vector.putLong(row, (Long) value);
    }
  }

  /** Intervals and variants, always by Spark. */
  private static final class Others extends Cell {
    private final DataType type;

    Others(WritableColumnVector vector, DataType type) {
      super(vector);
      this.type = type;
    }

    @Override
    boolean needsConverter() {
      return true;
    }

    @Override
    boolean fast(byte[] b, int from, int to, int row) {
      return false;
    }

    @Override
    void put(Object value, int row) {
      if (type instanceof YearMonthIntervalType) {
        vector.putInt(row, (Integer) value);
      } else if (type instanceof DayTimeIntervalType) {
        vector.putLong(row, (Long) value);
      } else if (type instanceof CalendarIntervalType) {
        vector.putInterval(row, (CalendarInterval) value);
      } else if (type instanceof VariantType) {
        VariantVal variant = (VariantVal) value;
        vector.getChild(0).putByteArray(row, variant.getValue());
        vector.getChild(1).putByteArray(row, variant.getMetadata());
      } else {
        throw new IllegalArgumentException(type.catalogString());
      }
    }
  }
}

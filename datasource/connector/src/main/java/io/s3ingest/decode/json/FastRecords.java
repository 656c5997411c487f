package io.s3ingest.decode.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.s3ingest.decode.RowVectors;
import java.time.ZoneId;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.json.JacksonParser;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.execution.RowToColumnConverter;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Function1;

/**
 * Decodes strictly well-formed objects from bytes into vectors. Anything unusual is declined before
 * a vector is touched, and Spark's parser decides what it means. Not thread-safe.
 */
final class FastRecords {
  private static final int LONGEST_RECORD = 1 << 20;
  private static final int LONGEST_KEY = 1000;
  private static final int PATIENCE = 256;
  private static final int PAUSE = 10_000;

  private enum Kind {
    BOOLEAN,
    BYTE,
    SHORT,
    INT,
    LONG,
    DOUBLE,
    STRING,
    DATE,
    TIMESTAMP,
    /** Nested, or left to a converter of Spark's parser, value by value. */
    CONVERTED
  }

  private static final byte NULL = 0;
  private static final byte NUMBER = 1;
  private static final byte RAW = 2;
  private static final byte UNESCAPED = 3;
  private static final byte OBJECT = 4;

  private final Kind[] kinds;
  private final int[] targets;
  private final int corruptTarget;
  private final WritableColumnVector[] vectors;
  private final RowVectors rows;
  private final JsonFactory factory;
  private final Function1<JsonParser, Object>[] converters;
  private final NestedValues[] nested;
  private final RowToColumnConverter[] writers;
  private final GenericInternalRow one = new GenericInternalRow(1);
  private final KeyGuesses keys;
  private final ZoneId zone;
  private final byte[] states;
  private final long[] numbers;
  private final int[] starts;
  private final int[] lengths;
  private final Object[] objects;
  private byte[] unescaped = new byte[1024];
  private int unescapedEnd;
  private int tried;
  private int declined;
  private int pause;

  /**
   * Decodes {@code parsed} columns into the vectors of {@code rows}.
   *
   * @param targets the vector of each parsed column, or -1 for one that is only checked
   * @param corruptTarget the vector of the bad record column, or -1
   */
  FastRecords(
      StructType parsed,
      int[] targets,
      int corruptTarget,
      RowVectors rows,
      RecordParser parser,
      JsonSettings settings) {
    this.targets = targets;
    this.corruptTarget = corruptTarget;
    this.rows = rows;
    this.vectors = rows.vectors();
    JacksonParser spark = parser.spark();
    this.factory = settings.spark().buildJsonFactory();
    this.keys = new KeyGuesses(parsed.fieldNames());
    this.zone = settings.spark().zoneId();
    int columns = parsed.length();
    this.kinds = new Kind[columns];
    this.converters = converters(columns);
    this.nested = new NestedValues[columns];
    this.writers = new RowToColumnConverter[columns];
    this.states = new byte[columns];
    this.numbers = new long[columns];
    this.starts = new int[columns];
    this.lengths = new int[columns];
    this.objects = new Object[columns];
    for (int i = 0; i < columns; i++) {
      StructField field = parsed.apply(i);
      kinds[i] = kind(field.dataType(), settings);
      if (kinds[i] == Kind.CONVERTED) {
        converters[i] = spark.makeConverter(field.dataType());
        nested[i] = settings.exactStrings() ? NestedValues.of(field.dataType()) : null;
        writers[i] =
            new RowToColumnConverter(
                new StructType()
                    .add("value", RowVectors.stored(field.dataType()), field.nullable()));
      }
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // An array has no type arguments.
  private static Function1<JsonParser, Object>[] converters(int count) {
    return new Function1[count];
  }

  private static Kind kind(DataType type, JsonSettings settings) {
    if (type.equals(DataTypes.BooleanType)) {
      return Kind.BOOLEAN;
    } else if (type.equals(DataTypes.ByteType)) {
      return Kind.BYTE;
    } else if (type.equals(DataTypes.ShortType)) {
      return Kind.SHORT;
    } else if (type.equals(DataTypes.IntegerType)) {
      return Kind.INT;
    } else if (type.equals(DataTypes.LongType)) {
      return Kind.LONG;
    } else if (type.equals(DataTypes.DoubleType)) {
      return Kind.DOUBLE;
    } else if (type.equals(DataTypes.StringType)) {
      return settings.exactStrings() ? Kind.STRING : Kind.CONVERTED;
    } else if (type.equals(DataTypes.DateType)) {
      return settings.standardDates() ? Kind.DATE : Kind.CONVERTED;
    } else if (type.equals(DataTypes.TimestampType)) {
      return settings.standardTimestamps() ? Kind.TIMESTAMP : Kind.CONVERTED;
    }
    return Kind.CONVERTED;
  }

  /**
   * Appends the record as one row, or declines it.
   *
   * @param ascii whether it is known to hold no other bytes
   */
  boolean append(byte[] bytes, int start, int end, boolean ascii) {
    if (pause > 0) {
      pause--;
      return false;
    }
    if (tried == PATIENCE) {
      // Where most records are unusual, looking at them twice is a loss.
      pause = declined > PATIENCE / 2 ? PAUSE : 0;
      tried = 0;
      declined = 0;
    }
    tried++;
    if (end - start > LONGEST_RECORD
        || (!ascii && !UTF8String.fromBytes(bytes, start, end - start).isValid())
        || !scan(bytes, start, end)) {
      declined++;
      return false;
    }
    write(bytes);
    rows.appended();
    return true;
  }

  private boolean scan(byte[] bytes, int start, int end) {
    Arrays.fill(states, NULL);
    unescapedEnd = 0;
    int at = JsonSpace.skip(bytes, start, end);
    if (at >= end || bytes[at] != '{') {
      return false;
    }
    at = JsonSpace.skip(bytes, at + 1, end);
    if (at < end && bytes[at] == '}') {
      return endsAfter(bytes, at, end);
    }
    KeyGuesses.Key key = keys.start();
    while (at < end && bytes[at] == '"') {
      int keyStart = at + 1;
      int keyEnd = StrictScan.plainText(bytes, keyStart, end);
      if (keyEnd >= end || bytes[keyEnd] != '"' || keyEnd - keyStart > LONGEST_KEY) {
        return false;
      }
      key = keys.find(key, bytes, keyStart, keyEnd);
      at = keyEnd + 1;
      if (at < end && bytes[at] != ':') {
        at = JsonSpace.skip(bytes, at, end);
      }
      if (at >= end || bytes[at] != ':') {
        return false;
      }
      at++;
      if (at < end && bytes[at] <= ' ') {
        at = JsonSpace.skip(bytes, at, end);
      }
      at =
          key.column() < 0
              ? StrictScan.value(bytes, at, end, 0)
              : take(key.column(), bytes, at, end);
      if (at < 0) {
        return false;
      }
      if (at < end && bytes[at] <= ' ') {
        at = JsonSpace.skip(bytes, at, end);
      }
      if (at >= end) {
        return false;
      }
      if (bytes[at] == '}') {
        return endsAfter(bytes, at, end);
      }
      if (bytes[at] != ',') {
        return false;
      }
      at = JsonSpace.skip(bytes, at + 1, end);
    }
    return false;
  }

  private static boolean endsAfter(byte[] bytes, int at, int end) {
    return JsonSpace.skip(bytes, at + 1, end) == end;
  }

  /** Takes the value at {@code at} for the column and returns the position behind it. */
  private int take(int column, byte[] bytes, int at, int end) {
    Kind kind = kinds[column];
    if (at >= end) {
      return StrictScan.DECLINED;
    }
    if (kind == Kind.CONVERTED) {
      return takeConverted(column, bytes, at, end);
    }
    byte first = bytes[at];
    if (first == 'n') {
      states[column] = NULL;
      return StrictScan.literal(bytes, at, end, "null");
    }
    return switch (kind) {
      case STRING ->
          first == '"' ? takeString(column, bytes, at + 1, end) : takeText(column, bytes, at, end);
      case LONG -> takeInteger(column, bytes, at, end, Long.MIN_VALUE, Long.MAX_VALUE);
      case INT -> takeInteger(column, bytes, at, end, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case SHORT -> takeInteger(column, bytes, at, end, Short.MIN_VALUE, Short.MAX_VALUE);
      case BYTE -> takeInteger(column, bytes, at, end, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case DOUBLE -> takeDouble(column, bytes, at, end);
      case BOOLEAN -> takeBoolean(column, bytes, at, end);
      default -> first == '"' ? takeTime(column, bytes, at + 1, end) : StrictScan.DECLINED;
    };
  }

  private int takeString(int column, byte[] bytes, int start, int end) {
    int stop = StrictScan.plainText(bytes, start, end);
    if (stop >= end) {
      return StrictScan.DECLINED;
    }
    if (bytes[stop] == '"') {
      states[column] = RAW;
      starts[column] = start;
      lengths[column] = stop - start;
      return stop + 1;
    }
    return bytes[stop] == '\\' ? unescape(column, bytes, start, stop, end) : StrictScan.DECLINED;
  }

  /** Copies a string whose first backslash is at {@code stop}, escapes resolved. */
  private int unescape(int column, byte[] bytes, int start, int stop, int end) {
    int close = StrictScan.string(bytes, stop, end);
    if (close < 0) {
      return close;
    }
    // No escape is shorter than what it stands for.
    if (unescaped.length - unescapedEnd < close - start) {
      unescaped =
          Arrays.copyOf(unescaped, Math.max(unescaped.length * 2, unescapedEnd + close - start));
    }
    int to = unescapedEnd;
    int from = start;
    int slash = stop;
    while (bytes[slash] == '\\') {
      System.arraycopy(bytes, from, unescaped, to, slash - from);
      to += slash - from;
      if (bytes[slash + 1] == 'u') {
        int value = StrictScan.hex(bytes, slash + 2);
        if (value >= 0xd800 && value < 0xe000) {
          return StrictScan.DECLINED;
        }
        to = putChar(value, to);
        from = slash + 6;
      } else {
        unescaped[to++] = simpleEscape(bytes[slash + 1]);
        from = slash + 2;
      }
      slash = StrictScan.plainText(bytes, from, close);
    }
    System.arraycopy(bytes, from, unescaped, to, slash - from);
    to += slash - from;
    states[column] = UNESCAPED;
    starts[column] = unescapedEnd;
    lengths[column] = to - unescapedEnd;
    unescapedEnd = to;
    return close;
  }

  private static byte simpleEscape(byte value) {
    return switch (value) {
      case 'b' -> (byte) '\b';
      case 'f' -> (byte) '\f';
      case 'n' -> (byte) '\n';
      case 'r' -> (byte) '\r';
      case 't' -> (byte) '\t';
      default -> value;
    };
  }

  private int putChar(int value, int at) {
    int to = at;
    if (value < 0x80) {
      unescaped[to++] = (byte) value;
    } else if (value < 0x800) {
      unescaped[to++] = (byte) (0xc0 | value >> 6);
      unescaped[to++] = (byte) (0x80 | value & 0x3f);
    } else {
      unescaped[to++] = (byte) (0xe0 | value >> 12);
      unescaped[to++] = (byte) (0x80 | value >> 6 & 0x3f);
      unescaped[to++] = (byte) (0x80 | value & 0x3f);
    }
    return to;
  }

  /** A string column takes any other value as its text. */
  private int takeText(int column, byte[] bytes, int at, int end) {
    int stop = StrictScan.value(bytes, at, end, 0);
    if (stop >= 0) {
      states[column] = RAW;
      starts[column] = at;
      lengths[column] = stop - at;
    }
    return stop;
  }

  private int takeInteger(int column, byte[] bytes, int at, int end, long least, long most) {
    boolean negative = bytes[at] == '-';
    int digits = negative ? at + 1 : at;
    int i = digits;
    long value = 0;
    while (i < end && bytes[i] >= '0' && bytes[i] <= '9') {
      value = value * 10 + (bytes[i] - '0');
      i++;
    }
    int count = i - digits;
    if (count == 0
        || count > 18
        || (count > 1 && bytes[digits] == '0')
        || !StrictScan.endsHere(bytes, i, end)) {
      return StrictScan.DECLINED;
    }
    value = negative ? -value : value;
    if (value < least || value > most) {
      return StrictScan.DECLINED;
    }
    states[column] = NUMBER;
    numbers[column] = value;
    return i;
  }

  private int takeDouble(int column, byte[] bytes, int at, int end) {
    int stop = StrictScan.number(bytes, at, end);
    if (stop >= 0) {
      states[column] = NUMBER;
      numbers[column] = Double.doubleToRawLongBits(ShortDouble.parse(bytes, at, stop));
    }
    return stop;
  }

  private int takeBoolean(int column, byte[] bytes, int at, int end) {
    boolean value = bytes[at] == 't';
    if (!value && bytes[at] != 'f') {
      return StrictScan.DECLINED;
    }
    states[column] = NUMBER;
    numbers[column] = value ? 1 : 0;
    return StrictScan.literal(bytes, at, end, value ? "true" : "false");
  }

  private int takeTime(int column, byte[] bytes, int start, int end) {
    int stop = StrictScan.plainText(bytes, start, end);
    if (stop >= end || bytes[stop] != '"' || stop == start) {
      return StrictScan.DECLINED;
    }
    UTF8String text = UTF8String.fromBytes(bytes, start, stop - start);
    scala.Option<Object> value =
        kinds[column] == Kind.DATE
            ? DateTimeUtils.stringToDate(text)
            : DateTimeUtils.stringToTimestamp(text, zone);
    if (value.isEmpty()) {
      return StrictScan.DECLINED;
    }
    states[column] = NUMBER;
    numbers[column] = ((Number) value.get()).longValue();
    return stop + 1;
  }

  private int takeConverted(int column, byte[] bytes, int at, int end) {
    if (nested[column] != null) {
      Object value = nested[column].read(bytes, at, end);
      if (value != NestedValues.DECLINED) {
        objects[column] = value;
        states[column] = value == null ? NULL : OBJECT;
        return nested[column].position();
      }
    }
    int stop = StrictScan.value(bytes, at, end, 0);
    if (stop < 0) {
      return stop;
    }
    byte[] value = Arrays.copyOfRange(bytes, at, stop);
    try (JsonParser parser = RecordParser.parser(factory, value)) {
      parser.nextToken();
      objects[column] = converters[column].apply(parser);
      states[column] = objects[column] == null ? NULL : OBJECT;
      return stop;
    } catch (Exception e) { // Spark's parser finds it again, and says what it means
      return StrictScan.DECLINED;
    }
  }

  private void write(byte[] bytes) {
    for (int i = 0; i < states.length; i++) {
      if (targets[i] < 0) {
        continue;
      }
      WritableColumnVector vector = vectors[targets[i]];
      switch (states[i]) {
        case NUMBER -> writeNumber(vector, kinds[i], numbers[i]);
        case RAW -> vector.appendByteArray(bytes, starts[i], lengths[i]);
        case UNESCAPED -> vector.appendByteArray(unescaped, starts[i], lengths[i]);
        case OBJECT -> {
          one.update(0, objects[i]);
          writers[i].convert(one, new WritableColumnVector[] {vector});
        }
        default -> writeNull(vector, i);
      }
    }
    if (corruptTarget >= 0) {
      vectors[corruptTarget].appendNull();
    }
  }

  private void writeNull(WritableColumnVector vector, int column) {
    if (writers[column] == null) {
      vector.appendNull();
    } else {
      // A struct's children take a null each.
      one.update(0, null);
      writers[column].convert(one, new WritableColumnVector[] {vector});
    }
  }

  private static void writeNumber(WritableColumnVector vector, Kind kind, long value) {
    switch (kind) {
      case BOOLEAN -> vector.appendBoolean(value != 0);
      case BYTE -> vector.appendByte((byte) value);
      case SHORT -> vector.appendShort((short) value);
      case INT, DATE -> vector.appendInt((int) value);
      case DOUBLE -> vector.appendDouble(Double.longBitsToDouble(value));
      default -> vector.appendLong(value);
    }
  }
}

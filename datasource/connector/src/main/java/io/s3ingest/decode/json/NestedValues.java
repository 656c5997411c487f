package io.s3ingest.decode.json;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Reads strictly well-formed structs, arrays and maps of plain values. Strings are views of the
 * record. Anything unusual is declined and left to Spark's converter. Not thread-safe.
 */
final class NestedValues {
  /** Stands for a value that is left to Spark. */
  static final Object DECLINED = new Object();

  private enum Kind {
    STRUCT,
    ARRAY,
    MAP,
    STRING,
    LONG,
    INT,
    DOUBLE,
    BOOLEAN
  }

  /** A type, its parts resolved once. */
  private static final class Shape {
    private final Kind kind;
    private final Shape[] parts;
    private final KeyGuesses keys;

    private Shape(Kind kind, Shape[] parts, KeyGuesses keys) {
      this.kind = kind;
      this.parts = parts;
      this.keys = keys;
    }

    /** Returns the shape of a type, or null where a part of it is left to Spark. */
    static Shape of(DataType type) {
      if (type instanceof StructType struct) {
        Shape[] parts = new Shape[struct.length()];
        for (int i = 0; i < parts.length; i++) {
          parts[i] = of(struct.apply(i).dataType());
          if (parts[i] == null) {
            return null;
          }
        }
        return new Shape(Kind.STRUCT, parts, new KeyGuesses(struct.fieldNames()));
      }
      if (type instanceof ArrayType array) {
        return around(Kind.ARRAY, of(array.elementType()));
      }
      if (type instanceof MapType map && map.keyType().equals(DataTypes.StringType)) {
        return around(Kind.MAP, of(map.valueType()));
      }
      Kind kind = scalar(type);
      return kind == null ? null : new Shape(kind, null, null);
    }

    private static Shape around(Kind kind, Shape part) {
      return part == null ? null : new Shape(kind, new Shape[] {part}, null);
    }

    private static Kind scalar(DataType type) {
      if (type.equals(DataTypes.StringType)) {
        return Kind.STRING;
      } else if (type.equals(DataTypes.LongType)) {
        return Kind.LONG;
      } else if (type.equals(DataTypes.IntegerType)) {
        return Kind.INT;
      } else if (type.equals(DataTypes.DoubleType)) {
        return Kind.DOUBLE;
      }
      return type.equals(DataTypes.BooleanType) ? Kind.BOOLEAN : null;
    }
  }

  private final Shape shape;
  private byte[] bytes;
  private int at;
  private int end;

  private NestedValues(Shape shape) {
    this.shape = shape;
  }

  /** Returns a reader of values of this type, or null where it is left to Spark. */
  static NestedValues of(DataType type) {
    Shape shape = Shape.of(type);
    return shape == null || shape.parts == null ? null : new NestedValues(shape);
  }

  /** Reads the value at {@code start}; null for a JSON null. */
  Object read(byte[] record, int start, int recordEnd) {
    bytes = record;
    at = start;
    end = recordEnd;
    return value(shape);
  }

  /** Returns the position behind what was read. */
  int position() {
    return at;
  }

  private Object value(Shape wanted) {
    if (at >= end) {
      return DECLINED;
    }
    if (bytes[at] == 'n') {
      at = StrictScan.literal(bytes, at, end, "null");
      return at < 0 ? DECLINED : null;
    }
    return switch (wanted.kind) {
      case STRUCT -> struct(wanted);
      case ARRAY -> array(wanted.parts[0]);
      case MAP -> map(wanted.parts[0]);
      case STRING -> string();
      case LONG -> integer(18);
      case INT -> integer(9) instanceof Long value ? (Object) value.intValue() : DECLINED;
      case DOUBLE -> decimal();
      case BOOLEAN -> bool();
    };
  }

  private Object struct(Shape wanted) {
    if (!opens('{')) {
      return DECLINED;
    }
    Object[] values = new Object[wanted.parts.length];
    KeyGuesses.Key key = wanted.keys.start();
    for (boolean more = !closes('}'); more; more = follows('}')) {
      int start = at + 1;
      int stop = key();
      if (stop < 0) {
        return DECLINED;
      }
      key = wanted.keys.find(key, bytes, start, stop);
      if (key.column() < 0) {
        at = StrictScan.value(bytes, at, end, 0);
      } else {
        values[key.column()] = value(wanted.parts[key.column()]);
        if (values[key.column()] == DECLINED) {
          return DECLINED;
        }
      }
      if (at < 0) {
        return DECLINED;
      }
    }
    return at < 0 ? DECLINED : new GenericInternalRow(values);
  }

  private Object array(Shape element) {
    if (!opens('[')) {
      return DECLINED;
    }
    List<Object> values = new ArrayList<>();
    for (boolean more = !closes(']'); more; more = follows(']')) {
      Object value = value(element);
      if (value == DECLINED) {
        return DECLINED;
      }
      values.add(value);
    }
    return at < 0 ? DECLINED : new GenericArrayData(values.toArray());
  }

  private Object map(Shape element) {
    if (!opens('{')) {
      return DECLINED;
    }
    List<Object> keys = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (boolean more = !closes('}'); more; more = follows('}')) {
      int start = at + 1;
      int stop = key();
      if (stop < 0) {
        return DECLINED;
      }
      keys.add(UTF8String.fromBytes(bytes, start, stop - start));
      Object value = value(element);
      if (value == DECLINED) {
        return DECLINED;
      }
      values.add(value);
    }
    return at < 0
        ? DECLINED
        : new ArrayBasedMapData(
            new GenericArrayData(keys.toArray()), new GenericArrayData(values.toArray()));
  }

  private boolean opens(char bracket) {
    if (bytes[at] != bracket) {
      return false;
    }
    at = JsonSpace.skip(bytes, at + 1, end);
    return true;
  }

  /** Takes the bracket that closes an empty value. */
  private boolean closes(char bracket) {
    if (at < end && bytes[at] == bracket) {
      at++;
      return true;
    }
    return false;
  }

  /** Takes a comma, true, or the closing bracket, false; the position is negative for neither. */
  private boolean follows(char bracket) {
    at = JsonSpace.skip(bytes, at, end);
    if (at < end && bytes[at] == ',') {
      at = JsonSpace.skip(bytes, at + 1, end);
      return true;
    }
    if (!closes(bracket)) {
      at = StrictScan.DECLINED;
    }
    return false;
  }

  /** Takes a plain key and its colon and returns where the key ends. */
  private int key() {
    if (at >= end || bytes[at] != '"') {
      return StrictScan.DECLINED;
    }
    int stop = StrictScan.plainText(bytes, at + 1, end);
    if (stop >= end || bytes[stop] != '"') {
      return StrictScan.DECLINED;
    }
    at = JsonSpace.skip(bytes, stop + 1, end);
    if (at >= end || bytes[at] != ':') {
      return StrictScan.DECLINED;
    }
    at = JsonSpace.skip(bytes, at + 1, end);
    return stop;
  }

  private Object string() {
    if (bytes[at] != '"') {
      return DECLINED;
    }
    int start = at + 1;
    int stop = StrictScan.plainText(bytes, start, end);
    if (stop >= end || bytes[stop] != '"') {
      return DECLINED;
    }
    at = stop + 1;
    return UTF8String.fromBytes(bytes, start, stop - start);
  }

  private Object integer(int mostDigits) {
    int start = at;
    int stop = StrictScan.number(bytes, start, end);
    boolean negative = bytes[start] == '-';
    int first = negative ? start + 1 : start;
    if (stop < 0 || stop - first > mostDigits) {
      return DECLINED;
    }
    long value = 0;
    for (int i = first; i < stop; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return DECLINED;
      }
      value = value * 10 + digit;
    }
    at = stop;
    return negative ? -value : value;
  }

  private Object decimal() {
    int stop = StrictScan.number(bytes, at, end);
    if (stop < 0) {
      return DECLINED;
    }
    double value = ShortDouble.parse(bytes, at, stop);
    at = stop;
    return value;
  }

  private Object bool() {
    boolean value = bytes[at] == 't';
    if (!value && bytes[at] != 'f') {
      return DECLINED;
    }
    at = StrictScan.literal(bytes, at, end, value ? "true" : "false");
    return at < 0 ? DECLINED : (Object) value;
  }
}

package io.s3ingest.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * Finds the type that holds the values of two. {@code INFERRED} is the ladder of Spark's CSV and
 * JSON inference, which ends at STRING and so always has an answer; where the user gave a pattern
 * of timestamps, dates are none. {@code DECLARED} is for files that carry their types: only what
 * Spark's Parquet reader can widen without a loss.
 */
public enum TypeMerge {
  INFERRED,
  INFERRED_WITH_PATTERN,
  DECLARED;

  private static final int MAX_PRECISION = DecimalType.MAX_PRECISION();

  /** Returns the common type, all parts nullable, or null if there is none. */
  public DataType merge(DataType a, DataType b) {
    if (a.equals(b)) {
      return a;
    }
    if (a instanceof NullType) {
      return b;
    }
    if (b instanceof NullType) {
      return a;
    }
    if (a instanceof StructType left && b instanceof StructType right) {
      return mergeStructs(left, right);
    }
    if (a instanceof ArrayType left && b instanceof ArrayType right) {
      DataType element = merge(left.elementType(), right.elementType());
      return element == null
          ? null
          : new ArrayType(element, left.containsNull() || right.containsNull());
    }
    if (a instanceof MapType left && b instanceof MapType right) {
      DataType key = merge(left.keyType(), right.keyType());
      DataType value = merge(left.valueType(), right.valueType());
      return key == null || value == null
          ? null
          : new MapType(key, value, left.valueContainsNull() || right.valueContainsNull());
    }
    DataType scalar = this == DECLARED ? declaredScalar(a, b) : inferredScalar(a, b);
    return scalar == null && this != DECLARED ? DataTypes.StringType : scalar;
  }

  /** Structs keep the order of the first and append; two that are sorted by name stay sorted. */
  private StructType mergeStructs(StructType a, StructType b) {
    List<StructField> fields = new ArrayList<>(List.of(a.fields()));
    Map<String, Integer> index = new HashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      index.put(fields.get(i).name(), i);
    }
    for (StructField field : b.fields()) {
      Integer at = index.get(field.name());
      if (at == null) {
        fields.add(nullable(field));
        continue;
      }
      StructField mine = fields.get(at);
      DataType merged = merge(mine.dataType(), field.dataType());
      if (merged == null) {
        return null;
      }
      fields.set(at, new StructField(mine.name(), merged, true, mine.metadata()));
    }
    StructField[] out = fields.toArray(new StructField[0]);
    if (isSorted(a) && isSorted(b)) {
      Arrays.sort(out, (x, y) -> x.name().compareTo(y.name()));
    }
    return new StructType(out);
  }

  static boolean isSorted(StructType struct) {
    String[] names = struct.fieldNames();
    for (int i = 1; i < names.length; i++) {
      if (names[i - 1].compareTo(names[i]) > 0) {
        return false;
      }
    }
    return true;
  }

  private static StructField nullable(StructField field) {
    return new StructField(field.name(), field.dataType(), true, field.metadata());
  }

  private DataType inferredScalar(DataType a, DataType b) {
    if (isIntegral(a) && isIntegral(b)) {
      return integralRank(a) > integralRank(b) ? a : b;
    }
    if (isNumber(a) && isNumber(b)) {
      if (isFloating(a) || isFloating(b)) {
        boolean bothFloat = a instanceof FloatType && isIntegral(b);
        boolean floatBoth = b instanceof FloatType && isIntegral(a);
        return bothFloat || floatBoth ? DataTypes.FloatType : DataTypes.DoubleType;
      }
      DecimalType common = widerDecimal(asDecimal(a), asDecimal(b));
      return common == null ? DataTypes.DoubleType : common;
    }
    return time(a, b);
  }

  private static DataType declaredScalar(DataType a, DataType b) {
    if (isIntegral(a) && isIntegral(b)) {
      return integralRank(a) > integralRank(b) ? a : b;
    }
    if (isNumber(a) && isNumber(b)) {
      if (!isFloating(a) && !isFloating(b)) {
        return widerDecimal(asDecimal(a), asDecimal(b));
      }
      // A double holds every float and every 32-bit integer; it does not hold longs or decimals.
      boolean exact = fitsDouble(a) && fitsDouble(b);
      return exact ? DataTypes.DoubleType : null;
    }
    boolean dateAndNtz =
        (a instanceof DateType && b instanceof TimestampNTZType)
            || (a instanceof TimestampNTZType && b instanceof DateType);
    return dateAndNtz ? DataTypes.TimestampNTZType : null;
  }

  private DataType time(DataType a, DataType b) {
    boolean datesApart =
        this == INFERRED_WITH_PATTERN && (a instanceof DateType || b instanceof DateType);
    if (!isTime(a) || !isTime(b) || datesApart) {
      return null;
    }
    if (a instanceof TimestampType || b instanceof TimestampType) {
      return DataTypes.TimestampType;
    }
    return DataTypes.TimestampNTZType;
  }

  private static DecimalType widerDecimal(DecimalType a, DecimalType b) {
    int scale = Math.max(a.scale(), b.scale());
    int range = Math.max(a.precision() - a.scale(), b.precision() - b.scale());
    return range + scale > MAX_PRECISION ? null : new DecimalType(range + scale, scale);
  }

  private static DecimalType asDecimal(DataType type) {
    if (type instanceof DecimalType decimal) {
      return decimal;
    }
    return switch (integralRank(type)) {
      case 1 -> new DecimalType(3, 0);
      case 2 -> new DecimalType(5, 0);
      case 3 -> new DecimalType(10, 0);
      default -> new DecimalType(20, 0);
    };
  }

  private static boolean isNumber(DataType type) {
    return isIntegral(type) || isFloating(type) || type instanceof DecimalType;
  }

  private static boolean isIntegral(DataType type) {
    return integralRank(type) > 0;
  }

  private static int integralRank(DataType type) {
    if (type instanceof ByteType) {
      return 1;
    }
    if (type instanceof ShortType) {
      return 2;
    }
    if (type instanceof IntegerType) {
      return 3;
    }
    return type instanceof LongType ? 4 : 0;
  }

  private static boolean isFloating(DataType type) {
    return type instanceof FloatType || type instanceof DoubleType;
  }

  private static boolean fitsDouble(DataType type) {
    return isFloating(type) || (isIntegral(type) && !(type instanceof LongType));
  }

  private static boolean isTime(DataType type) {
    return type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType;
  }
}

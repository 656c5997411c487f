package io.s3ingest.schema;

import java.time.ZoneId;
import org.apache.spark.sql.catalyst.analysis.TypeCoercion;
import org.apache.spark.sql.catalyst.util.DateFormatter;
import org.apache.spark.sql.catalyst.util.TimeFormatter;
import org.apache.spark.sql.catalyst.util.TimestampFormatter;
import org.apache.spark.sql.execution.datasources.PartitioningUtils;
import org.apache.spark.sql.execution.datasources.PartitioningUtils$;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Infers and reads the values of {@code key=value} folders, by the rules of Spark's own file
 * sources ({@code PartitioningUtils}). Not thread-safe.
 */
public final class PartitionTypes {
  /** What Hive writes for NULL. */
  public static final String NULL_VALUE = "__HIVE_DEFAULT_PARTITION__";

  private final boolean inference;
  private final ZoneId zone;
  private final DateFormatter dates;
  private final TimestampFormatter timestamps;
  private final TimeFormatter times;

  /** Without inference every column is a STRING; {@code zone} is that of timestamps. */
  public PartitionTypes(boolean inference, ZoneId zone) {
    this.inference = inference;
    this.zone = zone;
    this.dates = DateFormatter.apply(DateFormatter.defaultPattern(), false);
    this.timestamps =
        TimestampFormatter.apply(PartitioningUtils.timestampPartitionPattern(), zone, true);
    this.times = TimeFormatter.apply(PartitioningUtils.timePartitionPattern(), true);
  }

  /** Infers the type of one decoded value; NullType for NULL and for an empty one. */
  public DataType infer(String value) {
    if (isNull(value)) {
      return DataTypes.NullType;
    }
    return PartitioningUtils$.MODULE$.inferPartitionColumnValue(
        value, inference, zone, dates, timestamps, times);
  }

  /** Finds the type that holds the values of two; STRING if no other does. */
  public static DataType merge(DataType a, DataType b) {
    boolean inexact =
        (a instanceof DoubleType && (b instanceof DecimalType || b instanceof LongType))
            || (b instanceof DoubleType && (a instanceof DecimalType || a instanceof LongType));
    if (inexact) {
      return DataTypes.StringType;
    }
    var wider = TypeCoercion.findWiderTypeForTwo(a, b);
    return wider.isDefined() ? wider.get() : DataTypes.StringType;
  }

  /** Returns whether the decoded value of a folder stands for NULL. */
  public static boolean isNull(String value) {
    return value == null || value.isEmpty() || value.equals(NULL_VALUE);
  }

  /**
   * Turns a decoded value into what an {@code InternalRow} holds for {@code type}; null for NULL.
   * Fails with an {@link IllegalArgumentException} if it is none of the type.
   */
  public static Object read(String value, DataType type, ZoneId zone) {
    if (isNull(value)) {
      return null;
    }
    if (type instanceof StringType) {
      return UTF8String.fromString(value);
    }
    Object out;
    try {
      if (type instanceof ByteType) {
        out = Byte.parseByte(value);
      } else if (type instanceof ShortType) {
        out = Short.parseShort(value);
      } else {
        out = PartitioningUtils.castPartValueToDesiredType(type, value, zone);
      }
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(value, e);
    }
    boolean fits =
        !(out instanceof Decimal decimal)
            || (type instanceof DecimalType wanted
                && decimal.changePrecision(wanted.precision(), wanted.scale()));
    if (out == null || !fits) {
      throw new IllegalArgumentException(value);
    }
    return out;
  }
}

package io.s3ingest.decode.json;

import java.time.ZoneId;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/** Makes the reader of each type, once per schema. */
final class CellFactory {
  private final JsonSettings settings;
  private final ZoneId zone;

  CellFactory(JsonSettings settings) {
    this.settings = settings;
    this.zone = settings.spark().zoneId();
  }

  /** Returns the reader of this type, or null where a part of it is left to Spark. */
  Cell cell(DataType type, WritableColumnVector vector) {
    if (type instanceof StructType struct) {
      return struct(struct, vector);
    } else if (type instanceof ArrayType array) {
      Cell element = cell(array.elementType(), vector.arrayData());
      return element == null ? null : new NestedCells.Arrays(vector, element);
    } else if (type instanceof MapType map) {
      Cell element =
          map.keyType().equals(DataTypes.StringType)
              ? cell(map.valueType(), vector.getChild(1))
              : null;
      return element == null ? null : new NestedCells.Maps(vector, element);
    } else if (type instanceof DecimalType decimal) {
      return decimal.precision() <= Decimal.MAX_LONG_DIGITS()
          ? new NumberCells.Decimals(vector, decimal)
          : null;
    } else if (type.equals(DataTypes.StringType)) {
      return settings.exactStrings() ? new TextCells.Strings(vector) : null;
    } else if (type.equals(DataTypes.BinaryType)) {
      return new TextCells.Binaries(vector);
    } else if (type.equals(DataTypes.DateType)) {
      return dates(vector);
    } else if (type.equals(DataTypes.TimestampType)) {
      return settings.standardTimestamps() ? new TextCells.Timestamps(vector, zone) : null;
    } else if (type.equals(DataTypes.TimestampNTZType)) {
      return settings.standardLocalTimestamps()
          ? new TextCells.LocalTimestamps(vector, zone)
          : null;
    }
    return number(type, vector);
  }

  private Cell dates(WritableColumnVector vector) {
    if (settings.standardDates()) {
      return new TextCells.Dates(vector, zone);
    }
    return settings.isoDates() ? new TextCells.IsoDates(vector, zone) : null;
  }

  private static Cell number(DataType type, WritableColumnVector vector) {
    if (type.equals(DataTypes.LongType)) {
      return new NumberCells.Longs(vector);
    } else if (type.equals(DataTypes.IntegerType)) {
      return new NumberCells.Ints(vector);
    } else if (type.equals(DataTypes.ShortType)) {
      return new NumberCells.Shorts(vector);
    } else if (type.equals(DataTypes.ByteType)) {
      return new NumberCells.Bytes(vector);
    } else if (type.equals(DataTypes.DoubleType)) {
      return new NumberCells.Doubles(vector);
    } else if (type.equals(DataTypes.FloatType)) {
      return new NumberCells.Floats(vector);
    }
    return type.equals(DataTypes.BooleanType) ? new NumberCells.Booleans(vector) : null;
  }

  private Cell struct(StructType struct, WritableColumnVector vector) {
    Cell[] cells = new Cell[struct.length()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = cell(struct.apply(i).dataType(), vector.getChild(i));
      if (cells[i] == null) {
        return null;
      }
    }
    return new NestedCells.Structs(vector, new ObjectFields(struct.fieldNames(), cells));
  }
}

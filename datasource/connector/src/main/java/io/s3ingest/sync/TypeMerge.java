package io.s3ingest.sync;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Decides what a table's column becomes when data of another type arrives: it stays if the values
 * fit, it widens where Iceberg can, and otherwise there is no answer.
 */
final class TypeMerge {
  private TypeMerge() {}

  /** Returns the type that holds both, reached by what Iceberg may evolve; null for none. */
  static DataType of(DataType table, DataType data) {
    if (data instanceof NullType || sameType(table, data)) {
      return table;
    }
    if (table instanceof StructType left && data instanceof StructType right) {
      return structs(left, right);
    }
    if (table instanceof ArrayType left && data instanceof ArrayType right) {
      DataType element = of(left.elementType(), right.elementType());
      return element == null ? null : new ArrayType(element, true);
    }
    if (table instanceof MapType left && data instanceof MapType right) {
      DataType value = of(left.valueType(), right.valueType());
      boolean sameKey = sameType(left.keyType(), right.keyType());
      return value == null || !sameKey ? null : new MapType(left.keyType(), value, true);
    }
    if (!(table instanceof AtomicType) || !(data instanceof AtomicType)) {
      return null;
    }
    if (widens(table, data)) {
      return data;
    }
    return Cast.canUpCast(data, table) ? table : null;
  }

  private static DataType structs(StructType table, StructType data) {
    List<StructField> out = new ArrayList<>();
    for (StructField field : table.fields()) {
      StructField other = find(data, field.name());
      DataType merged = other == null ? field.dataType() : of(field.dataType(), other.dataType());
      if (merged == null) {
        return null;
      }
      out.add(new StructField(field.name(), merged, field.nullable(), field.metadata()));
    }
    for (StructField field : data.fields()) {
      if (find(table, field.name()) == null) {
        out.add(nullable(field));
      }
    }
    return new StructType(out.toArray(StructField[]::new));
  }

  /** Returns the field of this name, the same case first; null for none. */
  static StructField find(StructType type, String name) {
    StructField found = null;
    for (StructField field : type.fields()) {
      if (field.name().equals(name)) {
        return field;
      }
      if (field.name().equalsIgnoreCase(name)) {
        found = field;
      }
    }
    return found;
  }

  /** Returns a field as a new column has it: nullable at every level, no type left open. */
  static StructField nullable(StructField field) {
    return DataTypes.createStructField(field.name(), storable(field.dataType()), true);
  }

  private static DataType storable(DataType type) {
    if (type instanceof NullType) {
      return DataTypes.StringType;
    }
    if (type.equals(DataTypes.ByteType) || type.equals(DataTypes.ShortType)) {
      return DataTypes.IntegerType;
    }
    if (type instanceof StructType struct) {
      List<StructField> fields = new ArrayList<>();
      for (StructField field : struct.fields()) {
        fields.add(nullable(field));
      }
      return DataTypes.createStructType(fields);
    }
    if (type instanceof ArrayType array) {
      return DataTypes.createArrayType(storable(array.elementType()), true);
    }
    if (type instanceof MapType map) {
      return DataTypes.createMapType(map.keyType(), storable(map.valueType()), true);
    }
    return type;
  }

  static boolean sameType(DataType left, DataType right) {
    return DataType.equalsIgnoreNullability(left, right);
  }

  private static boolean widens(DataType table, DataType data) {
    if (table.equals(DataTypes.IntegerType) && data.equals(DataTypes.LongType)) {
      return true;
    }
    if (table.equals(DataTypes.FloatType) && data.equals(DataTypes.DoubleType)) {
      return true;
    }
    return table instanceof DecimalType left
        && data instanceof DecimalType right
        && left.scale() == right.scale()
        && right.precision() > left.precision();
  }
}

package io.s3ingest.sync;

import io.s3ingest.error.SyncErrors;
import io.s3ingest.schema.IngestColumns;
import java.util.Set;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * How the columns of a stream become those of its table: which are new or wider, and with which
 * types the objects are read. Pure.
 */
final class ColumnPlan {
  /** Columns that sync adds to the data, in their order. */
  static final StructType OURS =
      new StructType()
          .add(IngestColumns.SOURCE_KEY, DataTypes.StringType)
          .add(IngestColumns.SOURCE_VERSION, DataTypes.StringType)
          .add(IngestColumns.LAST_MODIFIED_TIME, DataTypes.TimestampType);

  /** Formats whose values are text: they are read as what the table has, without a detour. */
  private static final Set<String> TEXT_FORMATS = Set.of("csv", "json");

  private final StructType changed;
  private final StructType read;

  private ColumnPlan(StructType changed, StructType read) {
    this.changed = changed;
    this.read = read;
  }

  /** Returns the columns of a table made for this data. */
  static StructType newTable(StructType data) {
    StructType out = new StructType();
    for (StructField field : data.fields()) {
      out = out.add(TypeMerge.nullable(field));
    }
    for (StructField field : OURS.fields()) {
      out = out.add(field);
    }
    return out;
  }

  /** Refuses data that owns one of our names. */
  static void refuseOurNames(StructType data, String where) {
    for (String name : data.fieldNames()) {
      if (TypeMerge.find(OURS, name) != null) {
        throw SyncErrors.reservedColumn(where, name);
      }
    }
  }

  /** Plans for a table that exists; fails if a column cannot hold the data. */
  static ColumnPlan of(StructType table, StructType data, String format, String tableName) {
    StructType merged = table;
    StructType changed = new StructType();
    StructType read = new StructType();
    for (StructField field : data.fields()) {
      StructField there = TypeMerge.find(table, field.name());
      if (there == null) {
        StructField added = TypeMerge.nullable(field);
        merged = merged.add(added);
        changed = changed.add(added);
        read = read.add(field.name(), added.dataType());
        continue;
      }
      DataType type = TypeMerge.of(there.dataType(), field.dataType());
      if (type == null) {
        throw SyncErrors.incompatible(
            tableName,
            "column '%s' is %s there and %s in the data"
                .formatted(there.name(), there.dataType().sql(), field.dataType().sql()),
            "Set schemaHints='%s %s' to read it as that, or sync into another table."
                .formatted(field.name(), there.dataType().sql()));
      }
      if (!TypeMerge.sameType(type, there.dataType())) {
        changed = changed.add(there.name(), type);
        merged = replaced(merged, there.name(), type);
      }
      boolean asTable = TEXT_FORMATS.contains(format) || nested(type);
      read = read.add(field.name(), asTable ? type : TypeMerge.nullable(field).dataType());
    }
    for (StructField field : OURS.fields()) {
      StructField there = TypeMerge.find(table, field.name());
      if (there == null) {
        merged = merged.add(field);
        changed = changed.add(field);
      } else if (TypeMerge.of(there.dataType(), field.dataType()) == null) {
        throw SyncErrors.incompatible(
            tableName,
            "column '%s' is %s there, sync writes %s"
                .formatted(there.name(), there.dataType().sql(), field.dataType().sql()),
            "Rename that column, or sync into another table.");
      }
    }
    refuseRequired(merged, data, tableName);
    return new ColumnPlan(changed, read);
  }

  private static void refuseRequired(StructType table, StructType data, String tableName) {
    for (StructField field : table.fields()) {
      boolean filled =
          TypeMerge.find(data, field.name()) != null || TypeMerge.find(OURS, field.name()) != null;
      if (!field.nullable() && !filled) {
        throw SyncErrors.incompatible(
            tableName,
            "its column '%s' is required and the data does not have it".formatted(field.name()),
            "Make the column optional: ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL."
                .formatted(tableName, field.name()));
      }
    }
  }

  private static boolean nested(DataType type) {
    return type instanceof StructType || type instanceof ArrayType || type instanceof MapType;
  }

  private static StructType replaced(StructType table, String name, DataType type) {
    StructType out = new StructType();
    for (StructField field : table.fields()) {
      out =
          out.add(
              field.name().equals(name)
                  ? new StructField(name, type, field.nullable(), field.metadata())
                  : field);
    }
    return out;
  }

  /** Returns the columns that the table has to get or widen first; empty for none. */
  StructType changed() {
    return changed;
  }

  /** Returns the columns of the data with the types that the objects are read with. */
  StructType read() {
    return read;
  }
}

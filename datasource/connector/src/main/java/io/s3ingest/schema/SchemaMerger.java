package io.s3ingest.schema;

import io.s3ingest.error.DiscoveryErrors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Merges what files say into the schema of a table, one file after the other: columns in order of
 * first appearance. Not thread-safe.
 */
public final class SchemaMerger {
  private record Column(StructField field, String uri) {}

  private final TypeMerge types;
  private final boolean caseSensitive;
  private final List<Column> columns = new ArrayList<>();
  private final Map<String, Integer> byName = new HashMap<>();
  private final Map<String, Integer> byLowerName = new HashMap<>();
  private boolean sorted = true;

  /** A merger without columns. */
  public SchemaMerger(TypeMerge types, boolean caseSensitive) {
    this.types = types;
    this.caseSensitive = caseSensitive;
  }

  /**
   * Adds a file. Fails with {@code SCHEMA_MISMATCH} where no type holds the values of both files,
   * and with {@code AMBIGUOUS_COLUMN_NAME} where only case tells two columns apart.
   */
  public SchemaMerger add(FileSchema file) {
    sorted &= TypeMerge.isSorted(file.schema());
    for (StructField field : file.schema().fields()) {
      Integer at = byName.get(field.name());
      if (at == null) {
        append(field, file.uri());
        continue;
      }
      Column before = columns.get(at);
      DataType merged = types.merge(before.field().dataType(), field.dataType());
      if (merged == null) {
        throw DiscoveryErrors.typesDoNotFit(
            field.name(),
            before.field().dataType().sql(),
            before.uri(),
            field.dataType().sql(),
            file.uri());
      }
      // The file that a type came from is what a later mismatch must name.
      boolean changed = !merged.equals(before.field().dataType());
      columns.set(
          at,
          new Column(
              new StructField(field.name(), merged, true, before.field().metadata()),
              changed ? file.uri() : before.uri()));
    }
    return this;
  }

  private void append(StructField field, String uri) {
    String lower = field.name().toLowerCase(Locale.ROOT);
    Integer twin = byLowerName.get(lower);
    if (twin != null && !caseSensitive) {
      Column other = columns.get(twin);
      throw DiscoveryErrors.columnsDifferByCase(
          other.field().name(), other.uri(), field.name(), uri);
    }
    byName.put(field.name(), columns.size());
    byLowerName.put(lower, columns.size());
    columns.add(
        new Column(new StructField(field.name(), field.dataType(), true, field.metadata()), uri));
  }

  /** Returns the columns so far, those without a value as NullType. */
  public StructType merged() {
    return new StructType(columns.stream().map(Column::field).toArray(StructField[]::new));
  }

  /** Returns the columns so far, sorted by name if those of each file were. */
  public StructType mergedKeepingSorted() {
    StructField[] fields = merged().fields();
    if (sorted) {
      Arrays.sort(fields, (a, b) -> a.name().compareTo(b.name()));
    }
    return new StructType(fields);
  }

  /**
   * Returns a schema that can be read with: NullType becomes STRING, or is left out if {@code
   * dropNull}; structs without fields are left out; everything is nullable.
   */
  public static StructType readable(StructType schema, boolean dropNull) {
    List<StructField> out = new ArrayList<>();
    for (StructField field : schema.fields()) {
      DataType type = readable(field.dataType(), dropNull);
      if (type != null) {
        out.add(new StructField(field.name(), type, true, field.metadata()));
      }
    }
    return new StructType(out.toArray(new StructField[0]));
  }

  private static DataType readable(DataType type, boolean dropNull) {
    if (type instanceof NullType) {
      return dropNull ? null : DataTypes.StringType;
    }
    if (type instanceof ArrayType array) {
      DataType element = readable(array.elementType(), dropNull);
      return element == null ? null : new ArrayType(element, true);
    }
    if (type instanceof MapType map) {
      DataType value = readable(map.valueType(), dropNull);
      return value == null ? null : new MapType(map.keyType(), value, true);
    }
    if (type instanceof StructType struct) {
      StructType inner = readable(struct, dropNull);
      return inner.isEmpty() ? null : inner;
    }
    return type;
  }
}

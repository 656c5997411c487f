package io.s3ingest.spark.read;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Tells where each column of a table comes from: the data, a folder, or us.
 *
 * @param schema the columns of the table, hidden ones not among them
 * @param partitionNames those that come from {@code key=value} folders
 */
record TableColumns(StructType schema, Set<String> partitionNames) {
  /** Where the values of a column come from. */
  enum Origin {
    DATA,
    PARTITION,
    CHANGE,
    MODIFIED_TIME,
    METADATA
  }

  TableColumns {
    partitionNames = new LinkedHashSet<>(partitionNames);
  }

  /** The columns as far as the schema and its declared partitioning tell. */
  static TableColumns of(StructType schema, List<String> partitioning) {
    Set<String> names = new LinkedHashSet<>();
    for (StructField field : schema.fields()) {
      if (OurColumns.isPartition(field) || partitioning.contains(field.name())) {
        names.add(field.name());
      }
    }
    return new TableColumns(schema, names);
  }

  /** Returns these columns with more of them known to come from folders. */
  TableColumns withPartitions(Set<String> more) {
    Set<String> names = new LinkedHashSet<>(partitionNames);
    names.addAll(more);
    return new TableColumns(schema, names);
  }

  /** Returns the origin of a column of the table, or of a hidden one. */
  Origin origin(String name) {
    StructField own = field(name);
    if (own == null) {
      if (OurColumns.OF_CHANGES.contains(name)) {
        return Origin.CHANGE;
      }
      return name.equals(OurColumns.METADATA) ? Origin.METADATA : Origin.MODIFIED_TIME;
    }
    if (OurColumns.isLastModifiedTime(own)) {
      return Origin.MODIFIED_TIME;
    }
    if (OurColumns.isChange(own)) {
      return Origin.CHANGE;
    }
    return partitionNames.contains(name) ? Origin.PARTITION : Origin.DATA;
  }

  /** Returns the columns that are not ours. */
  StructType given() {
    return only(EnumSet.of(Origin.DATA, Origin.PARTITION));
  }

  /** Returns the columns that stand in the files. */
  StructType data() {
    return only(EnumSet.of(Origin.DATA));
  }

  /** Returns the columns that come from folders. */
  StructType partitions() {
    return only(EnumSet.of(Origin.PARTITION));
  }

  /**
   * Returns the type of a column that has one value for a whole file, null for any other column.
   */
  DataType fileLevelType(String[] name) {
    Origin origin = origin(name[0]);
    if (origin == Origin.METADATA && name.length == 2 && !name[1].equals(OurColumns.ROW_INDEX)) {
      return OurColumns.METADATA_TYPE.apply(name[1]).dataType();
    }
    if (name.length != 1) {
      return null;
    }
    return switch (origin) {
      case MODIFIED_TIME -> DataTypes.TimestampType;
      case CHANGE -> DataTypes.StringType;
      case PARTITION -> field(name[0]).dataType();
      case DATA, METADATA -> null;
    };
  }

  private StructField field(String name) {
    scala.Option<Object> index = schema.getFieldIndex(name);
    return index.isDefined() ? schema.fields()[(Integer) index.get()] : null;
  }

  private StructType only(Set<Origin> origins) {
    List<StructField> out = new ArrayList<>();
    for (StructField field : schema.fields()) {
      if (origins.contains(origin(field.name()))) {
        out.add(field);
      }
    }
    return new StructType(out.toArray(StructField[]::new));
  }
}

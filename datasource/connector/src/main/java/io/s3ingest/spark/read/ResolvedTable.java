package io.s3ingest.spark.read;

import io.s3ingest.decode.object.WholeObjectFormat;
import io.s3ingest.discovery.DiscoveredTable;
import io.s3ingest.discovery.TableScope;
import io.s3ingest.error.ReadErrors;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What a look at the store told of a table.
 *
 * @param schema data columns, partition columns and, unless the data owns its name, ours; marked
 * @param bytes stored bytes of its files; -1 where nobody has looked
 */
public record ResolvedTable(StructType schema, long bytes) {
  /** Columns that were inferred before; nothing has been looked at. */
  public static ResolvedTable kept(StructType schema) {
    return new ResolvedTable(schema, -1);
  }

  static ResolvedTable of(DiscoveredTable table) {
    return of(table.dataSchema(), table.partitionSchema(), table.bytes());
  }

  /** The columns of objects as a whole; how many there are is not known. */
  static ResolvedTable ofObjects() {
    StructType schema = new StructType().add(OurColumns.change(OurColumns.KEY));
    for (StructField field : WholeObjectFormat.SCHEMA.fields()) {
      schema = schema.add(field);
    }
    return new ResolvedTable(
        schema
            .add(OurColumns.change(OurColumns.POSITION))
            .add(OurColumns.change(OurColumns.CHANGE_TYPE))
            .add(OurColumns.change(OurColumns.CHANGE_VERSION))
            .add(OurColumns.lastModifiedTime()),
        -1);
  }

  static ResolvedTable of(StructType data, StructType partitions, long bytes) {
    StructType schema = new StructType();
    for (StructField field : data.fields()) {
      schema = schema.add(OurColumns.data(field));
    }
    for (StructField field : partitions.fields()) {
      schema = schema.add(OurColumns.partition(field));
    }
    if (!OurColumns.owns(schema, OurColumns.LAST_MODIFIED_TIME, SessionSettings.caseSensitive())) {
      schema = schema.add(OurColumns.lastModifiedTime());
    }
    return new ResolvedTable(schema, bytes);
  }

  /** Returns this table with the columns of a feed of changes. */
  ResolvedTable withChanges(TableScope scope) {
    StructType out = schema;
    for (String name : OurColumns.OF_CHANGES) {
      if (OurColumns.owns(schema, name, SessionSettings.caseSensitive())) {
        throw ReadErrors.reservedColumn(scope.where(), name);
      }
      out = out.add(OurColumns.change(name));
    }
    return new ResolvedTable(out, bytes);
  }
}

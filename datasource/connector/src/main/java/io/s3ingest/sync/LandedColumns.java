package io.s3ingest.sync;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.s3ingest.schema.IngestColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Says what is written to each column of a table. */
final class LandedColumns {
  private LandedColumns() {}

  /**
   * Returns one expression for each column of the table, in its order.
   *
   * @param read the columns that the objects are read with
   */
  static Column[] of(StructType table, StructType read) {
    Map<String, Column> ours = new TreeMap<>();
    ours.put(IngestColumns.SOURCE_KEY, col("_metadata.key"));
    ours.put(
        IngestColumns.SOURCE_VERSION, coalesce(col("_metadata.version_id"), col("_metadata.etag")));
    ours.put(IngestColumns.LAST_MODIFIED_TIME, col("_metadata.file_modification_time"));
    List<Column> out = new ArrayList<>();
    for (StructField field : table.fields()) {
      StructField own = TypeMerge.find(ColumnPlan.OURS, field.name());
      StructField source = TypeMerge.find(read, field.name());
      Column value;
      if (own != null) {
        value = ours.get(own.name());
      } else if (source != null) {
        value = col("`" + source.name().replace("`", "``") + "`");
      } else {
        value = lit(null);
      }
      out.add(value.cast(field.dataType()).as(field.name()));
    }
    return out.toArray(Column[]::new);
  }
}

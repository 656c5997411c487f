package io.s3ingest.discovery;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.store.ObjectRef;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructType;

/**
 * A folder as a table.
 *
 * @param name by the naming rule
 * @param roots the folders (or exact keys) it consists of, as keys of {@code bucket}
 * @param format name of the file format
 * @param dataSchema columns that stand in the files, nullable, in order of first appearance
 * @param partitionSchema columns from {@code key=value} folders; none of them in dataSchema
 * @param objects what belongs to the table, in key order
 * @param excluded how many listed objects take no part, by reason
 * @param differences where files of the table disagree; empty if they do not
 */
public record DiscoveredTable(
    String name,
    String bucket,
    List<String> roots,
    String format,
    StructType dataSchema,
    StructType partitionSchema,
    List<ObjectRef> objects,
    Map<ExclusionReason, Long> excluded,
    List<SchemaDifference> differences) {
  public DiscoveredTable {
    roots = List.copyOf(roots);
    objects = List.copyOf(objects);
    excluded = Map.copyOf(excluded);
    differences = List.copyOf(differences);
  }

  /** Returns data columns, then partition columns; ours are not among them. */
  public StructType schema() {
    StructType out = dataSchema;
    for (var field : partitionSchema.fields()) {
      out = out.add(field);
    }
    return out;
  }
}

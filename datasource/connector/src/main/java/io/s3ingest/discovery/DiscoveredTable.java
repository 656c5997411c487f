package io.s3ingest.discovery;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.schema.IngestColumns;
import io.s3ingest.store.ObjectRef;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructType;

/**
 * A folder as a table.
 *
 * @param scope name, and where the objects lie
 * @param format name of the file format; null where there are no files to tell
 * @param dataSchema columns that stand in the files, nullable, in order of first appearance
 * @param partitions columns from {@code key=value} folders; none of them in dataSchema
 * @param objects what belongs to the table, in key order; a sample where {@code files} is more
 * @param files how many objects there are
 * @param bytes their stored bytes
 * @param excluded how many listed objects take no part, by reason
 * @param differences where files of the table disagree; empty if they do not
 */
public record DiscoveredTable(
    TableScope scope,
    String format,
    StructType dataSchema,
    PartitionValues partitions,
    List<ObjectRef> objects,
    long files,
    long bytes,
    Map<ExclusionReason, Long> excluded,
    List<SchemaDifference> differences) {
  public DiscoveredTable {
    objects = List.copyOf(objects);
    excluded = Map.copyOf(excluded);
    differences = List.copyOf(differences);
  }

  /** Returns the name by the naming rule. */
  public String name() {
    return scope.name();
  }

  /** Returns the bucket. */
  public String bucket() {
    return scope.bucket();
  }

  /** Returns the partition columns. */
  public StructType partitionSchema() {
    return partitions.schema();
  }

  /** Returns data columns, then partition columns; ours are not among them. */
  public StructType schema() {
    StructType out = dataSchema;
    for (var field : partitionSchema().fields()) {
      out = out.add(field);
    }
    return out;
  }

  /** Returns the columns of the data that have the name of one of ours. */
  public List<String> reservedNames() {
    return IngestColumns.ownedBy(schema());
  }
}

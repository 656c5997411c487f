package io.s3ingest.cursor;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Exactly what one run reads: objects, groups and the schema they are read with. Written before
 * staging, handed to {@code format("s3ingest")} by {@code plan=<uri>}; {@code docs/format/plan.md}
 * specifies its JSON.
 *
 * @param planId unique; also the commit id of the slice that it becomes
 * @param pipeline who runs it
 * @param runId the run that the plan belongs to
 * @param format name of the file format, such as {@code csv}
 * @param schemaJson Spark's JSON of the table's columns, partition columns included and ours not
 * @param partitionColumns names of the columns that come from {@code key=value} folders
 * @param prefix the folder that partition columns are read below
 * @param destinationSchemaId schema id of the destination table, -1 for none
 * @param fieldIds destination field id by column name
 * @param stagingPath where this run stages its data files; null for none
 * @param fence the state of the destination that the plan was made for: once it is another one, the
 *     plan can never be committed; null if nothing is written
 */
public record PlanFile(
    String planId,
    String pipeline,
    String runId,
    Instant createdAt,
    String format,
    String bucket,
    String prefix,
    String schemaJson,
    List<String> partitionColumns,
    int destinationSchemaId,
    Map<String, Integer> fieldIds,
    String stagingPath,
    String fence,
    List<FileGroup> groups) {
  public PlanFile {
    partitionColumns = List.copyOf(partitionColumns);
    fieldIds = new TreeMap<>(fieldIds);
    groups = List.copyOf(groups);
  }

  /** A plan that is only read, or whose destination has no fences. */
  public PlanFile(
      String planId,
      String pipeline,
      String runId,
      Instant createdAt,
      String format,
      String bucket,
      String prefix,
      String schemaJson,
      List<String> partitionColumns,
      int destinationSchemaId,
      Map<String, Integer> fieldIds,
      String stagingPath,
      List<FileGroup> groups) {
    this(
        planId,
        pipeline,
        runId,
        createdAt,
        format,
        bucket,
        prefix,
        schemaJson,
        partitionColumns,
        destinationSchemaId,
        fieldIds,
        stagingPath,
        null,
        groups);
  }
}

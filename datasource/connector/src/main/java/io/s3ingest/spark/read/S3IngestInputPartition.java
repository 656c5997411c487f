package io.s3ingest.spark.read;

import io.s3ingest.cursor.FileGroup;
import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;

/** One task's files. */
final class S3IngestInputPartition implements InputPartition {
  private static final long serialVersionUID = 1L;

  private final FileGroup group;
  private final Object[][] partitionValues;

  /**
   * A group.
   *
   * @param partitionValues for each split, the internal values of the partition columns
   */
  S3IngestInputPartition(FileGroup group, List<Object[]> partitionValues) {
    this.group = group;
    this.partitionValues = partitionValues.toArray(Object[][]::new);
  }

  FileGroup group() {
    return group;
  }

  Object[] partitionValues(int split) {
    return partitionValues[split];
  }
}

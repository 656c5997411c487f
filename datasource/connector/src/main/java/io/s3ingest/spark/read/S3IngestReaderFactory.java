package io.s3ingest.spark.read;

import io.s3ingest.metric.SplitCountAccumulator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Opens the groups of a scan on executors; always columnar. */
final class S3IngestReaderFactory implements PartitionReaderFactory {
  private static final long serialVersionUID = 1L;

  private final ReaderSpec spec;
  private final SplitCountAccumulator counts;

  /**
   * A factory.
   *
   * @param counts where the counts of a sync go; null outside of one
   */
  S3IngestReaderFactory(ReaderSpec spec, SplitCountAccumulator counts) {
    this.spec = spec;
    this.counts = counts;
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    throw new UnsupportedOperationException("s3ingest reads in column batches");
  }

  @Override
  public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
    return new S3IngestPartitionReader(spec, counts, (S3IngestInputPartition) partition);
  }

  @Override
  public boolean supportColumnarReads(InputPartition partition) {
    return true;
  }
}

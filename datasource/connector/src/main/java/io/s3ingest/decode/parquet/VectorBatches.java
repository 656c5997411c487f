package io.s3ingest.decode.parquet;

import io.s3ingest.decode.BatchReader;
import io.s3ingest.metric.RecordCounts;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.mapred.FileSplit;
import org.apache.hadoop.mapreduce.JobID;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.hadoop.ParquetInputFormat;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.execution.datasources.parquet.VectorizedParquetRecordReader;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.Option;

/**
 * Batches of Spark's vectorised reader. Where pages are skipped, a row index column is read along
 * and a batch with gaps is given out in pieces of neighbouring rows.
 */
final class VectorBatches implements BatchReader {
  private final OpenedObject opened;
  private final ReadAlong reader;
  private final ParquetFailures failures;
  private final RecordCounts counts;
  private final int columns;
  private final boolean indexed;
  private ColumnarBatch whole;
  private ColumnarBatch batch;
  private long firstRow;
  private long nextRow;
  private int pieceStart;
  private int pieceEnd;

  private VectorBatches(
      OpenedObject opened,
      ReadAlong reader,
      ParquetFailures failures,
      RecordCounts counts,
      int columns,
      boolean indexed,
      long firstRow) {
    this.opened = opened;
    this.reader = reader;
    this.failures = failures;
    this.counts = counts;
    this.columns = columns;
    this.indexed = indexed;
    this.nextRow = firstRow;
  }

  static VectorBatches open(ParquetRead read, Optional<FilterPredicate> filter)
      throws IOException, InterruptedException {
    ParquetMetadata footer = read.footer();
    StructType schema = read.schema();
    boolean indexed = filter.isPresent();
    read.settings()
        .request(
            indexed
                ? schema.add(
                    ParquetFileFormat.ROW_INDEX_TEMPORARY_COLUMN_NAME(), DataTypes.LongType)
                : schema);
    TaskAttemptContextImpl context =
        new TaskAttemptContextImpl(
            read.settings().hadoop(),
            new TaskAttemptID(new TaskID(new JobID(), TaskType.MAP, 0), 0));
    filter.ifPresent(f -> ParquetInputFormat.setFilterPredicate(context.getConfiguration(), f));
    ReadAlong reader = new ReadAlong(read);
    try {
      OpenedObject opened = read.opened();
      reader.initialize(
          new FileSplit(opened.path(), read.start(), read.length(), new String[0]),
          context,
          Option.apply(opened.hadoopFile()),
          Option.apply(opened.ranges()),
          Option.apply(footer));
      reader.initBatch(new StructType(), InternalRow.empty());
      reader.enableReturningBatches();
      read.counts().framed(reader.rows());
      long firstRow =
          footer.getBlocks().isEmpty() ? 0 : footer.getBlocks().get(0).getRowIndexOffset();
      return new VectorBatches(
          opened, reader, read.failures(), read.counts(), schema.length(), indexed, firstRow);
    } catch (IOException | InterruptedException | RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  @Override
  public boolean next() {
    if (whole == null || pieceEnd >= whole.numRows()) {
      if (!nextWhole()) {
        return false;
      }
      pieceEnd = 0;
    }
    pieceStart = pieceEnd;
    pieceEnd = indexed ? endOfNeighbours() : whole.numRows();
    firstRow = indexed ? whole.column(columns).getLong(pieceStart) : nextRow;
    nextRow = firstRow + (pieceEnd - pieceStart);
    batch = indexed ? piece() : whole;
    counts.emitted(batch.numRows());
    return true;
  }

  private boolean nextWhole() {
    try {
      do {
        if (!reader.nextKeyValue()) {
          return false;
        }
        whole = (ColumnarBatch) reader.getCurrentValue();
      } while (whole.numRows() == 0);
      return true;
    } catch (IOException | RuntimeException e) {
      throw failures.worded(e);
    }
  }

  private int endOfNeighbours() {
    ColumnVector rows = whole.column(columns);
    int last = whole.numRows() - 1;
    long first = rows.getLong(pieceStart);
    if (rows.getLong(last) - first == last - pieceStart) {
      return last + 1;
    }
    int end = pieceStart + 1;
    while (rows.getLong(end) - first == end - pieceStart) {
      end++;
    }
    return end;
  }

  private ColumnarBatch piece() {
    ColumnVector[] vectors = new ColumnVector[columns];
    for (int i = 0; i < columns; i++) {
      vectors[i] = pieceStart == 0 ? whole.column(i) : new SliceVector(whole.column(i), pieceStart);
    }
    return new ColumnarBatch(vectors, pieceEnd - pieceStart);
  }

  @Override
  public ColumnarBatch batch() {
    return batch;
  }

  @Override
  public long firstRowIndex() {
    return firstRow;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw failures.worded(e);
    } finally {
      opened.close();
    }
  }

  /** Spark's reader, which alone knows how many rows its filters leave. */
  private static final class ReadAlong extends VectorizedParquetRecordReader {
    ReadAlong(ParquetRead read) {
      super(
          read.convertZone(),
          read.rebase().mode().toString(),
          read.rebase().timeZone(),
          read.int96Rebase().mode().toString(),
          read.int96Rebase().timeZone(),
          false,
          read.batchRows());
    }

    long rows() {
      return totalRowCount;
    }
  }
}

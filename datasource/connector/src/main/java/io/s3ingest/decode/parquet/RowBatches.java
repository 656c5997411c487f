package io.s3ingest.decode.parquet;

import io.s3ingest.decode.BatchReader;
import io.s3ingest.decode.RowVectors;
import java.io.IOException;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.io.InputFile;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.parquet.ParquetReadSupport;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.Option;

/** Batches of Spark's row reader, for files that its vectorised reader does not know. */
final class RowBatches implements BatchReader {
  private final ParquetRead read;
  private final ParquetReader<InternalRow> reader;
  private final RowVectors vectors;
  private long firstRow;

  private RowBatches(ParquetRead read, ParquetReader<InternalRow> reader) {
    this.read = read;
    this.reader = reader;
    this.vectors = new RowVectors(read.schema(), read.batchRows());
  }

  static RowBatches open(ParquetRead read) throws IOException {
    read.settings().request(read.schema());
    ParquetReader<InternalRow> reader =
        new Rows(read)
            .withConf(read.settings().hadoop())
            .withFileRange(read.start(), read.start() + read.length())
            .build();
    read.counts().framed(ParquetObjectFormat.rows(read.footer()));
    return new RowBatches(read, reader);
  }

  @Override
  public boolean next() {
    vectors.reset();
    try {
      while (vectors.rows() < read.batchRows()) {
        InternalRow row = reader.read();
        if (row == null) {
          break;
        }
        if (vectors.rows() == 0) {
          firstRow = reader.getCurrentRowIndex();
        }
        vectors.append(row);
      }
    } catch (IOException | RuntimeException e) {
      throw read.failures().worded(e);
    }
    read.counts().emitted(vectors.rows());
    return vectors.rows() > 0;
  }

  @Override
  public ColumnarBatch batch() {
    return vectors.batch();
  }

  @Override
  public long firstRowIndex() {
    return firstRow;
  }

  @Override
  public void close() {
    vectors.close();
    try {
      reader.close();
    } catch (IOException e) {
      throw read.failures().worded(e);
    } finally {
      read.opened().close();
    }
  }

  private static final class Rows extends ParquetReader.Builder<InternalRow> {
    private final ParquetRead read;

    Rows(ParquetRead read) {
      super((InputFile) read.opened());
      this.read = read;
    }

    @Override
    protected ReadSupport<InternalRow> getReadSupport() {
      return new ParquetReadSupport(
          Option.apply(read.convertZone()), false, read.rebase(), read.int96Rebase());
    }
  }
}

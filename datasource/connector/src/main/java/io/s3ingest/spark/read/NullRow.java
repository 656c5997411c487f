package io.s3ingest.spark.read;

import io.s3ingest.decode.BatchReader;
import io.s3ingest.decode.RowVectors;
import io.s3ingest.metric.RecordCounts;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Gives one row without data: all that is left of a deleted object. */
final class NullRow implements BatchReader {
  private final RowVectors vectors;
  private final RecordCounts counts;
  private final int columns;
  private boolean done;

  NullRow(StructType schema, RecordCounts counts) {
    this.vectors = new RowVectors(schema.asNullable(), 1);
    this.counts = counts;
    this.columns = schema.length();
  }

  @Override
  public boolean next() {
    if (done) {
      return false;
    }
    done = true;
    vectors.append(new GenericInternalRow(new Object[columns]));
    counts.framed(1);
    counts.emitted(1);
    return true;
  }

  @Override
  public ColumnarBatch batch() {
    return vectors.batch();
  }

  @Override
  public long firstRowIndex() {
    return 0;
  }

  @Override
  public void close() {
    vectors.close();
  }
}

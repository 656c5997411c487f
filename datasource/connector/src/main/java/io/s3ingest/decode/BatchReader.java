package io.s3ingest.decode;

import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Batches of one split. Not thread-safe. */
public interface BatchReader extends AutoCloseable {
  /** Moves to the next batch, which has at least one row; false at the end. */
  boolean next();

  /** Returns the current batch: the required columns in their order, valid until the next call. */
  ColumnarBatch batch();

  /**
   * Returns the 0-based position in the object of the first row of the current batch; rows of a
   * batch are neighbours.
   */
  long firstRowIndex();

  @Override
  void close();
}

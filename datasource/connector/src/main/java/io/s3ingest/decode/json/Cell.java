package io.s3ingest.decode.json;

import org.apache.spark.sql.execution.vectorized.WritableColumnVector;

/** Reads values of one type into the rows of one vector. Not thread-safe. */
abstract class Cell {
  final WritableColumnVector vector;

  Cell(WritableColumnVector vector) {
    this.vector = vector;
  }

  /**
   * Reads the value at {@code at}, which is no {@code null}, into the row; returns the position
   * behind it, or a negative number if it is declined, whatever is in the row then.
   */
  abstract int read(JsonScan scan, int at, int row);

  void putNull(int row) {
    vector.putNull(row);
  }

  /** Takes back that the row is null, so that it can be written anew. */
  void clear(int row) {
    if (vector.hasNull()) {
      vector.putNotNull(row);
    }
  }

  /** Makes room for this many rows. */
  void reserve(int rows) {
    vector.reserve(rows);
  }

  /** Lets the next value that is appended be the one of this row. */
  void settle(int row) {
    vector.addElementsAppended(row - vector.getElementsAppended());
  }
}

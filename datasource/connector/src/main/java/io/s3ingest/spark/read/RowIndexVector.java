package io.s3ingest.spark.read;

import org.apache.spark.sql.types.DataTypes;

/** Numbers the rows of a batch from a first one on. */
final class RowIndexVector extends ComputedVector {
  private long first;

  RowIndexVector() {
    super(DataTypes.LongType);
  }

  void startAt(long rowIndex) {
    first = rowIndex;
  }

  @Override
  public long getLong(int rowId) {
    return first + rowId;
  }
}

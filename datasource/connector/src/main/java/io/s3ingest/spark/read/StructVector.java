package io.s3ingest.spark.read;

import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;

/** A struct of children of any kind; Spark's constant one takes constants. */
final class StructVector extends ComputedVector {
  private final ColumnVector[] children;

  StructVector(StructType type, ColumnVector[] children) {
    super(type);
    this.children = children;
  }

  @Override
  public ColumnVector getChild(int ordinal) {
    return children[ordinal];
  }

  @Override
  public void close() {
    for (ColumnVector child : children) {
      child.close();
    }
  }
}

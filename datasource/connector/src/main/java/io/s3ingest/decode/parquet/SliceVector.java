package io.s3ingest.decode.parquet;

import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;

/** Shows the rows of another vector from {@code offset} on. The other vector stays the owner. */
final class SliceVector extends ColumnVector {
  private final ColumnVector whole;
  private final int offset;

  SliceVector(ColumnVector whole, int offset) {
    super(whole.dataType());
    this.whole = whole;
    this.offset = offset;
  }

  @Override
  public void close() {}

  @Override
  public boolean hasNull() {
    return whole.hasNull();
  }

  @Override
  public int numNulls() {
    return whole.numNulls();
  }

  @Override
  public boolean isNullAt(int row) {
    return whole.isNullAt(offset + row);
  }

  @Override
  public boolean getBoolean(int row) {
    return whole.getBoolean(offset + row);
  }

  @Override
  public byte getByte(int row) {
    return whole.getByte(offset + row);
  }

  @Override
  public short getShort(int row) {
    return whole.getShort(offset + row);
  }

  @Override
  public int getInt(int row) {
    return whole.getInt(offset + row);
  }

  @Override
  public long getLong(int row) {
    return whole.getLong(offset + row);
  }

  @Override
  public float getFloat(int row) {
    return whole.getFloat(offset + row);
  }

  @Override
  public double getDouble(int row) {
    return whole.getDouble(offset + row);
  }

  @Override
  public ColumnarArray getArray(int row) {
    return whole.getArray(offset + row);
  }

  @Override
  public ColumnarMap getMap(int row) {
    return whole.getMap(offset + row);
  }

  @Override
  public Decimal getDecimal(int row, int precision, int scale) {
    return whole.getDecimal(offset + row, precision, scale);
  }

  @Override
  public UTF8String getUTF8String(int row) {
    return whole.getUTF8String(offset + row);
  }

  @Override
  public byte[] getBinary(int row) {
    return whole.getBinary(offset + row);
  }

  @Override
  public ColumnVector getChild(int ordinal) {
    return new SliceVector(whole.getChild(ordinal), offset);
  }
}

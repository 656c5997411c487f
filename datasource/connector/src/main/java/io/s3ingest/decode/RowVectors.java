package io.s3ingest.decode;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.RowToColumnConverter;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimeType;
import org.apache.spark.sql.types.UserDefinedType;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Collects rows into column vectors, for decoders that can only make rows. Not thread-safe. */
public final class RowVectors implements AutoCloseable {
  private final WritableColumnVector[] vectors;
  private final RowToColumnConverter converter;
  private final ColumnarBatch batch;
  private int rows;

  /** Vectors for these columns; they grow beyond {@code capacity} rows if they must. */
  public RowVectors(StructType schema, int capacity) {
    this.vectors = OnHeapColumnVector.allocateColumns(capacity, schema);
    this.converter = new RowToColumnConverter((StructType) stored(schema));
    this.batch = new ColumnarBatch(vectors);
  }

  /** Begins a new batch in the same vectors. */
  public void reset() {
    for (WritableColumnVector vector : vectors) {
      vector.reset();
    }
    rows = 0;
  }

  /** Copies a row behind the last one. */
  public void append(InternalRow row) {
    converter.convert(row, vectors);
    rows++;
  }

  /** Returns the rows since the last reset. */
  public int rows() {
    return rows;
  }

  /** Returns the vectors, for a decoder that also writes to them directly. */
  public WritableColumnVector[] vectors() {
    return vectors;
  }

  /** Counts a row that the decoder has appended to the vectors itself. */
  public void appended() {
    rows++;
  }

  /** Takes back all but the first {@code count} rows, which {@link #appended()} has counted. */
  public void shorten(int count) {
    rows = count;
  }

  /** Returns the rows since the last reset as a batch, valid until the next one. */
  public ColumnarBatch batch() {
    batch.setNumRows(rows);
    return batch;
  }

  @Override
  public void close() {
    batch.close();
  }

  /**
   * Returns the type that Spark's converter knows for it: TIME, collations and user types are only
   * known by how they are stored.
   */
  public static DataType stored(DataType type) {
    if (type instanceof StringType) {
      return DataTypes.StringType;
    }
    if (type instanceof TimeType) {
      return DataTypes.LongType;
    }
    if (type instanceof UserDefinedType<?> user) {
      return stored(user.sqlType());
    }
    if (type instanceof ArrayType array) {
      return new ArrayType(stored(array.elementType()), array.containsNull());
    }
    if (type instanceof MapType map) {
      return new MapType(stored(map.keyType()), stored(map.valueType()), map.valueContainsNull());
    }
    if (type instanceof StructType struct) {
      StructField[] fields = struct.fields();
      StructType out = new StructType();
      for (StructField field : fields) {
        out = out.add(field.name(), stored(field.dataType()), field.nullable());
      }
      return out;
    }
    return type;
  }
}

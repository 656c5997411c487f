package io.s3ingest.sync;

import io.s3ingest.decode.BatchReader;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.DecodeRequest;
import io.s3ingest.decode.InferredSchema;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.decode.ObjectFormat;
import java.util.Set;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** A format with a defect: it finds three records in any object and gives out two. */
public final class LossyFormat implements ObjectFormat {
  private static final StructType SCHEMA = new StructType().add("id", DataTypes.IntegerType);

  @Override
  public String name() {
    return "lossy";
  }

  @Override
  public Set<String> extensions() {
    return Set.of("lossy");
  }

  @Override
  public boolean recognizes(byte[] head, int length) {
    return false;
  }

  @Override
  public InferredSchema infer(ObjectContent content, DecodeOptions options) {
    return new InferredSchema(SCHEMA, 3);
  }

  @Override
  public BatchReader open(DecodeRequest request) {
    OnHeapColumnVector[] columns = OnHeapColumnVector.allocateColumns(2, request.requiredSchema());
    for (OnHeapColumnVector column : columns) {
      column.putInt(0, 1);
      column.putInt(1, 2);
    }
    ColumnarBatch batch = new ColumnarBatch((ColumnVector[]) columns, 2);
    return new BatchReader() {
      private boolean done;

      @Override
      public boolean next() {
        if (done) {
          return false;
        }
        done = true;
        request.counts().framed(3);
        request.counts().emitted(2);
        return true;
      }

      @Override
      public ColumnarBatch batch() {
        return batch;
      }

      @Override
      public long firstRowIndex() {
        return 0;
      }

      @Override
      public void close() {
        batch.close();
      }
    };
  }
}

package io.s3ingest.sync;

import io.s3ingest.decode.BatchReader;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.DecodeRequest;
import io.s3ingest.decode.InferredSchema;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.decode.ObjectFormat;
import io.s3ingest.store.ObjectRef;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** A format with defects: three records are in any object, whose content says what goes wrong. */
public final class LossyFormat implements ObjectFormat {
  /** A record is found and not given out. */
  static final String LOSES = "loses";

  /** A record is counted as given out, and is not. */
  static final String LOSES_COUNTED = "loses counted";

  /** All is right, and the rows come twice: as those of a task that is written twice. */
  static final String DOUBLES = "doubles";

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
    String defect = content(request);
    int rows = defect.equals(DOUBLES) ? 6 : 2;
    OnHeapColumnVector[] columns =
        OnHeapColumnVector.allocateColumns(rows, request.requiredSchema());
    for (OnHeapColumnVector column : columns) {
      for (int row = 0; row < rows; row++) {
        column.putInt(row, row % 3);
      }
    }
    ColumnarBatch batch = new ColumnarBatch((ColumnVector[]) columns, rows);
    return new BatchReader() {
      private boolean done;

      @Override
      public boolean next() {
        if (done) {
          return false;
        }
        done = true;
        request.counts().framed(3);
        request.counts().emitted(defect.equals(LOSES) ? 2 : 3);
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

  private static String content(DecodeRequest request) {
    ObjectRef object = request.split().object();
    byte[] body = request.store().read(object, 0, (int) object.size());
    return new String(body, StandardCharsets.UTF_8);
  }
}

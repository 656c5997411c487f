package io.s3ingest.decode.object;

import io.s3ingest.decode.BatchReader;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.DecodeRequest;
import io.s3ingest.decode.InferredSchema;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.decode.ObjectFormat;
import io.s3ingest.decode.RowVectors;
import io.s3ingest.error.DecodeErrors;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.WholeObject;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Gives each object as one row of its bytes and its metadata; a delete as one without bytes, whose
 * metadata says so. Not among the registered formats, since no name or content tells it.
 */
public final class WholeObjectFormat implements ObjectFormat {
  /** The name of this format in plans. */
  public static final String NAME = "object";

  /** The bytes; null on a delete. */
  public static final String PAYLOAD = "payload";

  /** What the store keeps beside the bytes; on a delete {@code action=delete}. */
  public static final String METADATA = "metadata";

  /** The columns that come from the object itself. */
  public static final StructType SCHEMA =
      new StructType()
          .add(PAYLOAD, DataTypes.BinaryType, true)
          .add(
              METADATA,
              DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, false),
              false);

  private static final Map<String, String> OF_DELETE = Map.of("action", "delete");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<String> extensions() {
    return Set.of();
  }

  @Override
  public boolean recognizes(byte[] head, int length) {
    return false;
  }

  @Override
  public boolean declaresTypes() {
    return true;
  }

  @Override
  public InferredSchema infer(ObjectContent content, DecodeOptions options) {
    return new InferredSchema(SCHEMA, 1);
  }

  @Override
  public BatchReader open(DecodeRequest request) {
    return new OneRow(request);
  }

  private static Object[] values(DecodeRequest request) {
    String[] names = request.requiredSchema().fieldNames();
    boolean bytes = Set.of(names).contains(PAYLOAD);
    ObjectRef object = request.split().object();
    WholeObject whole = null;
    if (request.split().isDelete()) {
      whole = new WholeObject(null, OF_DELETE);
    } else if (bytes) {
      if (object.size() > Math.min(request.options().maxRecordBytes(), Integer.MAX_VALUE - 64)) {
        throw DecodeErrors.objectTooLarge(
            object.uri(), object.size(), request.options().maxRecordBytes());
      }
      whole = request.store().readWhole(object);
    } else if (names.length > 0) {
      whole = new WholeObject(null, request.store().metadata(object));
    }
    Object[] out = new Object[names.length];
    for (int i = 0; i < names.length; i++) {
      out[i] = names[i].equals(PAYLOAD) ? whole.body() : map(whole.metadata());
    }
    return out;
  }

  private static ArrayBasedMapData map(Map<String, String> metadata) {
    Map<String, String> sorted = new TreeMap<>(metadata);
    return new ArrayBasedMapData(strings(sorted.keySet()), strings(sorted.values()));
  }

  private static GenericArrayData strings(Iterable<String> values) {
    java.util.List<Object> out = new java.util.ArrayList<>();
    values.forEach(value -> out.add(UTF8String.fromString(value)));
    return new GenericArrayData(out.toArray());
  }

  /** A batch of one row, since one object may be as large as memory allows. */
  private static final class OneRow implements BatchReader {
    private final DecodeRequest request;
    private final RowVectors vectors;
    private boolean done;

    OneRow(DecodeRequest request) {
      this.request = request;
      this.vectors = new RowVectors(request.requiredSchema(), 1);
    }

    @Override
    public boolean next() {
      if (done) {
        return false;
      }
      done = true;
      InternalRow row = new GenericInternalRow(values(request));
      request.counts().framed(1);
      vectors.append(row);
      request.counts().emitted(1);
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
}

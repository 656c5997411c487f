package io.s3ingest.decode.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.testing.Decoded;
import io.s3ingest.testing.MemoryStore;
import io.s3ingest.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Reads the same bytes with Spark's JSON reader and with ours. */
final class JsonOracle {
  static final JsonObjectFormat FORMAT = new JsonObjectFormat();

  private JsonOracle() {}

  /** Asserts the same schema, the same rows in the same order, or that both fail. */
  static void assertSame(Path folder, byte[] body, Map<String, String> options, StructType given)
      throws IOException {
    Path file = folder.resolve("f" + System.nanoTime() + ".json");
    Files.write(file, body);
    MemoryStore store = new MemoryStore();
    ObjectRef object = store.add("t/f.json", body);
    DecodeOptions ours = Decoded.options(options, Map.of());
    DataFrameReader reader = TestSpark.session().read().options(options);
    StructType schema;
    List<String> expected;
    try {
      Dataset<Row> oracle =
          given == null ? reader.json(file.toString()) : reader.schema(given).json(file.toString());
      schema = oracle.schema();
      // Spark refuses queries on the bad record column alone, and prunes before it judges.
      expected = Decoded.oracle(TestSpark.session().createDataFrame(oracle.javaRDD(), schema));
    } catch (Exception refused) {
      assertThatThrownBy(
              () -> {
                StructType inferred = given == null ? schema(store, object, ours, options) : given;
                Decoded.of(FORMAT, store, object, inferred, ours);
              })
          .isInstanceOf(S3IngestException.class);
      return;
    }
    if (given == null) {
      assertThat(schema(store, object, ours, options)).isEqualTo(schema);
    }
    Decoded decoded = Decoded.of(FORMAT, store, object, schema, ours);
    assertThat(decoded.rows()).isEqualTo(expected);
    assertThat(decoded.counts().framed())
        .isEqualTo(decoded.counts().emitted() + decoded.counts().rejected());
    assertThat(decoded.counts().emitted()).isEqualTo(expected.size());
  }

  /** Returns what we infer, without columns that have no value. */
  static StructType schema(
      MemoryStore store, ObjectRef object, DecodeOptions options, Map<String, String> given) {
    StructType inferred = FORMAT.infer(new ObjectContent(store, object), options).schema();
    DataType readable = readable(inferred, Boolean.parseBoolean(given.get("dropFieldIfAllNull")));
    return readable == null ? new StructType() : (StructType) readable;
  }

  /** What discovery makes of columns without a value. */
  private static DataType readable(DataType type, boolean dropNull) {
    if (type instanceof NullType) {
      return dropNull ? null : DataTypes.StringType;
    }
    if (type instanceof ArrayType array) {
      DataType element = readable(array.elementType(), dropNull);
      return element == null ? null : new ArrayType(element, array.containsNull());
    }
    if (type instanceof StructType struct) {
      StructType out = new StructType();
      for (StructField field : struct.fields()) {
        DataType inner = readable(field.dataType(), dropNull);
        if (inner != null) {
          out = out.add(field.name(), inner);
        }
      }
      return out.isEmpty() ? null : out;
    }
    return type;
  }
}

package io.s3ingest.decode.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.testing.Decoded;
import io.s3ingest.testing.MemoryStore;
import io.s3ingest.testing.SparkTestData;
import io.s3ingest.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Spark's own Parquet test files, read by Spark and by us. */
final class SparkParquetResourcesTest {
  private static final ParquetObjectFormat FORMAT = new ParquetObjectFormat();
  private static final DecodeOptions OPTIONS = Decoded.options(Map.of(), Map.of());

  /** Its values decode, but not to what the checksums were made of. */
  private static final String WRONG_CHECKSUM = "delta_length_byte_array.parquet";

  @TempDir Path folder;

  static List<String> files() {
    return SparkTestData.names(".parquet", ".parq").stream()
        .filter(name -> !name.equals(WRONG_CHECKSUM))
        .toList();
  }

  @Test
  void refusesTheFileWhosePageChecksumIsWrong() {
    MemoryStore store = new MemoryStore();
    ObjectRef object = store.add("t/" + WRONG_CHECKSUM, SparkTestData.bytes(WRONG_CHECKSUM));
    StructType schema = FORMAT.infer(new ObjectContent(store, object), OPTIONS).schema();
    assertThatThrownBy(() -> Decoded.of(FORMAT, store, object, schema, OPTIONS))
        .isInstanceOf(S3IngestException.class)
        .hasMessage(
            "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/t/delta_length_byte_array.parquet byte 0:"
                + " Parquet's reader gave up (could not verify page integrity, CRC checksum"
                + " verification failed). Upload the object again, or set onCorrupt=skip to leave"
                + " it out.");
  }

  @ParameterizedTest
  @MethodSource("files")
  void readsOrRefusesWhatSparkDoes(String name) throws IOException {
    byte[] body = SparkTestData.bytes(name);
    Path file = folder.resolve("f.parquet");
    Files.write(file, body);
    MemoryStore store = new MemoryStore();
    ObjectRef object = store.add("t/" + name, body);
    StructType schema;
    List<String> expected;
    try {
      Dataset<Row> oracle = TestSpark.session().read().parquet(file.toString());
      schema = oracle.schema();
      expected = Decoded.oracle(oracle);
    } catch (Exception refused) {
      assertThatThrownBy(
              () -> {
                StructType own = FORMAT.infer(new ObjectContent(store, object), OPTIONS).schema();
                Decoded.of(FORMAT, store, object, own, OPTIONS);
              })
          .isInstanceOf(S3IngestException.class);
      return;
    }
    assertThat(FORMAT.infer(new ObjectContent(store, object), OPTIONS).schema()).isEqualTo(schema);
    assertThat(Decoded.of(FORMAT, store, object, schema, OPTIONS).rows()).isEqualTo(expected);
  }
}

package io.s3ingest.decode.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.testing.Decoded;
import io.s3ingest.testing.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BadParquetTest {
  private static final ParquetObjectFormat FORMAT = new ParquetObjectFormat();
  private static final DecodeOptions OPTIONS = Decoded.options(Map.of(), Map.of());
  private static final StructType SCHEMA =
      new StructType().add("id", DataTypes.LongType).add("name", DataTypes.StringType);

  @TempDir Path folder;
  private final MemoryStore store = new MemoryStore();

  private byte[] good(int rows) throws IOException {
    Path file = folder.resolve("good" + System.nanoTime() + ".parquet");
    MessageType type =
        MessageTypeParser.parseMessageType(
            "message m { required int64 id; optional binary name (UTF8); }");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file)).withType(type).build()) {
      for (int i = 0; i < rows; i++) {
        writer.write(new SimpleGroup(type).append("id", (long) i).append("name", "n" + i));
      }
    }
    return Files.readAllBytes(file);
  }

  private void refuses(byte[] body, StructType schema, String message) {
    ObjectRef object = store.add("t/x.parquet", body);
    assertThatThrownBy(() -> Decoded.of(FORMAT, store, object, schema, OPTIONS))
        .isInstanceOf(S3IngestException.class)
        .hasMessage(message);
  }

  @Test
  void saysWhereATruncatedFileEnds() throws IOException {
    byte[] cut = Arrays.copyOf(good(100), 900);
    String message =
        "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/t/x.parquet byte 896: the file begins as Parquet but does not end with PAR1: it is cut short. Upload the object again, or set onCorrupt=skip to leave it out.";
    refuses(cut, SCHEMA, message);
    ObjectContent content = new ObjectContent(store, store.add("t/x.parquet", cut));
    assertThatThrownBy(() -> FORMAT.infer(content, OPTIONS)).hasMessage(message);
  }

  @Test
  void refusesWhatIsNotParquet() {
    refuses(
        "id,name\n1,a\n2,b\n".getBytes(java.nio.charset.StandardCharsets.UTF_8),
        SCHEMA,
        "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/t/x.parquet byte 12: there is no Parquet footer, which ends with PAR1. Set fileFormat to what the object is, or exclude it with excludePatterns.");
  }

  @Test
  void refusesAFileThatIsTooShort() {
    refuses(
        new byte[] {'P', 'A', 'R', '1'},
        SCHEMA,
        "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/t/x.parquet byte 0: the object has 4 bytes, fewer than any Parquet file. Upload the object again, or set onCorrupt=skip to leave it out.");
  }

  @Test
  void refusesGzipAroundParquet() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(good(10));
    }
    refuses(
        out.toByteArray(),
        SCHEMA,
        "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/t/x.parquet byte 0: a Parquet file is compressed inside, this one is gzip around it. Upload it without gzip.");
  }

  @Test
  void refusesAFooterLengthBeyondTheFile() throws IOException {
    byte[] body = good(10);
    body[body.length - 5] = 0x7f;
    long said =
        java.nio.ByteBuffer.wrap(body)
            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
            .getInt(body.length - 8);
    refuses(
        body,
        SCHEMA,
        "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/t/x.parquet byte %d: the footer is said to have %d bytes, the object has %d. Upload the object again, or set onCorrupt=skip to leave it out."
            .formatted(body.length - 8, said, body.length));
  }

  @Test
  void refusesADamagedFooter() throws IOException {
    byte[] body = good(10);
    int length =
        java.nio.ByteBuffer.wrap(body)
            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
            .getInt(body.length - 8);
    int start = body.length - 8 - length;
    Arrays.fill(body, start, start + length, (byte) 0xff);
    ObjectRef object = store.add("t/x.parquet", body);
    assertThatThrownBy(() -> Decoded.of(FORMAT, store, object, SCHEMA, OPTIONS))
        .isInstanceOf(S3IngestException.class)
        .hasMessageStartingWith(
            "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/t/x.parquet byte %d: its footer cannot be read ("
                .formatted(start));
  }

  @Test
  void refusesAnEncryptedFooter() throws IOException {
    byte[] body = good(10);
    body[body.length - 1] = 'E';
    refuses(
        body,
        SCHEMA,
        "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/t/x.parquet byte %d: the Parquet file is encrypted, and keys for it cannot be given. Write it without encryption, or exclude it with excludePatterns."
            .formatted(body.length - 4));
  }

  @Test
  void refusesAColumnThatCannotBeReadAsTheTablesType() throws IOException {
    refuses(
        good(10),
        new StructType().add("id", DataTypes.DateType).add("name", DataTypes.StringType),
        "[S3INGEST_SCHEMA_MISMATCH] Cannot decode s3://b/t/x.parquet column 'id': the file has INT64, the table DATE. Set schemaHints to a type that both fit, or exclude the object with excludePatterns.");
  }

  @Test
  void readsAFileWithoutRows() throws IOException {
    Decoded decoded =
        Decoded.of(FORMAT, store, store.add("t/empty.parquet", good(0)), SCHEMA, OPTIONS);
    assertThat(decoded.rows()).isEmpty();
    assertThat(decoded.counts().framed()).isZero();
  }

  @Test
  void readsAMissingColumnAsNull() throws IOException {
    Decoded decoded =
        Decoded.of(
            FORMAT,
            store,
            store.add("t/x.parquet", good(2)),
            new StructType().add("more", DataTypes.DateType).add("name", DataTypes.StringType),
            OPTIONS);
    assertThat(decoded.rows()).containsExactly("{null|String:n0}", "{null|String:n1}");
  }

  @Test
  void readsASmallObjectWithOneRequest() throws IOException {
    ObjectRef object = store.add("t/x.parquet", good(1000));
    Decoded decoded = Decoded.of(FORMAT, store, object, SCHEMA, OPTIONS);
    assertThat(decoded.rows()).hasSize(1000);
    assertThat(store.requests()).isEqualTo(1);
    assertThat(store.bytesRead()).isEqualTo(object.size());
  }

  @Test
  void failsOnPagesThatAreDamaged() throws IOException {
    byte[] body = good(1000);
    Arrays.fill(body, 40, 400, (byte) 0xff);
    ObjectRef object = store.add("t/x.parquet", body);
    assertThatThrownBy(() -> Decoded.of(FORMAT, store, object, SCHEMA, OPTIONS))
        .isInstanceOf(S3IngestException.class)
        .hasMessageStartingWith(
            "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/t/x.parquet byte 0: Parquet's reader gave up (");
  }
}

package io.s3ingest.decode.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.options.Compression;
import io.s3ingest.options.TextOptions;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.testing.Decoded;
import io.s3ingest.testing.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BadJsonTest {
  private static final JsonObjectFormat FORMAT = new JsonObjectFormat();
  private static final StructType SCHEMA = StructType.fromDDL("a LONG, b STRING");
  private static final Map<String, String> FAILFAST = Map.of("mode", "FAILFAST");

  private final MemoryStore store = new MemoryStore();

  private Decoded read(String key, byte[] body, Map<String, String> options) {
    return Decoded.of(
        FORMAT, store, store.add(key, body), SCHEMA, Decoded.options(options, Map.of()));
  }

  private Decoded read(String body, Map<String, String> options) {
    return read("t/x.json", body.getBytes(StandardCharsets.UTF_8), options);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          {"a":2,"b":"cut        ~ line 2: Unexpected end-of-input: expected close marker for Object at column 16
          {"a":2,"b":"cut"       ~ line 2: Unexpected end-of-input: expected close marker for Object at column 17
          {"a":"two"}            ~ line 2: Cannot parse the field name 'a' and the value two of the JSON token type VALUE_STRING to target Spark data type "BIGINT"
          {"a":2.5}              ~ line 2: Cannot parse the field name 'a' and the value 2.5 of the JSON token type VALUE_NUMBER_FLOAT to target Spark data type "BIGINT"
          garbage                ~ line 2: Unrecognized token 'garbage': was expecting (JSON String, Number (or 'NaN'/'+INF'/'-INF'), Array, Object or token 'null', 'true' or 'false') at column 1
          {"a":2,}               ~ line 2: Unexpected character ('}' (code 125)): was expecting double-quote to start field name at column 8
          """)
  void failFastNamesTheLineAndTheWayOut(String line, String why) {
    assertThatThrownBy(() -> read("{\"a\":1}\n" + line + "\n{\"a\":3}\n", FAILFAST))
        .isInstanceOf(S3IngestException.class)
        .hasMessage(
            "[S3INGEST_CORRUPT_RECORD] Cannot decode s3://b/t/x.json "
                + why
                + ". Set mode=PERMISSIVE to read it with NULLs.");
  }

  @Test
  void readsOnBehindMegabytesOfDroppedRecords() {
    String bad = "{\"a\":\"" + "x".repeat(1 << 20) + "\"}\n";
    Decoded decoded =
        read("{\"a\":1}\n" + bad.repeat(70) + "{\"a\":2}\n", Map.of("mode", "DROPMALFORMED"));
    assertThat(decoded.rows()).containsExactly("{Long:1|null}", "{Long:2|null}");
    assertThat(decoded.counts().rejected()).isEqualTo(70);
  }

  @Test
  void permissiveReadsABadLineWithNullsAndCountsIt() {
    Decoded decoded = read("{\"a\":1}\ngarbage\n{\"a\":\"x\",\"b\":\"kept\"}\n", Map.of());
    assertThat(decoded.rows())
        .containsExactly("{Long:1|null}", "{null|null}", "{null|String:kept}");
    assertThat(decoded.counts().framed()).isEqualTo(3);
    assertThat(decoded.counts().emitted()).isEqualTo(3);
  }

  @Test
  void dropMalformedCountsWhatItDrops() {
    Decoded decoded =
        read("{\"a\":1}\ngarbage\n{\"a\":\"x\"}\n{\"a\":4}\n", Map.of("mode", "DROPMALFORMED"));
    assertThat(decoded.rows()).containsExactly("{Long:1|null}", "{Long:4|null}");
    assertThat(decoded.counts().framed()).isEqualTo(4);
    assertThat(decoded.counts().emitted()).isEqualTo(2);
    assertThat(decoded.counts().rejected()).isEqualTo(2);
  }

  @Test
  void failFastFindsABadValueInAColumnThatIsNotRead() {
    ObjectRef object =
        store.add("t/x.json", "{\"a\":\"x\",\"b\":\"y\"}\n".getBytes(StandardCharsets.UTF_8));
    DecodeOptions options = Decoded.options(FAILFAST, Map.of());
    assertThatThrownBy(
            () ->
                Decoded.of(
                    FORMAT,
                    store,
                    io.s3ingest.cursor.FileSplit.whole(object),
                    SCHEMA,
                    StructType.fromDDL("b STRING"),
                    java.util.List.of(),
                    options))
        .hasMessage(
            "[S3INGEST_CORRUPT_RECORD] Cannot decode s3://b/t/x.json line 1: Cannot parse the field name 'a' and the value x of the JSON token type VALUE_STRING to target Spark data type \"BIGINT\". Set mode=PERMISSIVE to read it with NULLs.");
  }

  @Test
  void refusesAnArrayAmongObjects() {
    assertThatThrownBy(() -> read("{\"a\":1}\n{\"a\":2}\n[{\"a\":3}]\n", Map.of()))
        .hasMessage(
            "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/t/x.json line 3: an array among objects. Keep one shape in a file, set multiLine=false to read every line by itself, or set onCorrupt=skip to leave it out.");
  }

  @Test
  void refusesAnObjectAmongArrays() {
    assertThatThrownBy(() -> read("[{\"a\":1}]\n{\"a\":2}\n", Map.of()))
        .hasMessage(
            "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/t/x.json line 2: an object among arrays. Keep one shape in a file, set multiLine=false to read every line by itself, or set onCorrupt=skip to leave it out.");
  }

  @Test
  void refusesTextBehindADocument() {
    assertThatThrownBy(() -> read("[\n{\"a\":1}\n]\n{\"a\":2}\n", Map.of()))
        .hasMessage(
            "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/t/x.json line 4: more text behind the end of the document. Keep one shape in a file, set multiLine=false to read every line by itself, or set onCorrupt=skip to leave it out.");
  }

  @Test
  void refusesAnArrayThatIsCutShort() {
    assertThatThrownBy(() -> read("[\n{\"a\":1},\n{\"a\":2", Map.of()))
        .hasMessage(
            "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/t/x.json line 3 (byte 17): the object ends inside the record that begins here. Upload the object again, or set onCorrupt=skip to leave it out.");
    assertThatThrownBy(() -> read("[\n{\"a\":1},\n", Map.of()))
        .hasMessage(
            "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/t/x.json line 3 (byte 11): the object ends before the array is closed. Upload the object again, or set onCorrupt=skip to leave it out.");
  }

  @Test
  void refusesAMissingCommaBetweenElements() {
    assertThatThrownBy(() -> read("[\n{\"a\":1}\n{\"a\":2}\n]", Map.of()))
        .hasMessage(
            "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/t/x.json line 3 (byte 10): a comma or ']' is missing between elements of the array. Upload the object again, or set onCorrupt=skip to leave it out.");
  }

  @Test
  void namesTheLineOfABadElement() {
    assertThatThrownBy(() -> read("[\n{\"a\":1},\n{\"a\":tru}\n]", FAILFAST))
        .hasMessageStartingWith(
            "[S3INGEST_CORRUPT_RECORD] Cannot decode s3://b/t/x.json line 3: Unrecognized token 'tru'");
  }

  @Test
  void refusesATruncatedGzip() throws IOException {
    byte[] whole = gzip("{\"a\":1,\"b\":\"xyz\"}\n".repeat(5000));
    byte[] cut = Arrays.copyOf(whole, whole.length / 2);
    String message =
        "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/t/x.json.gz byte %d: the gzip stream ends before its trailer. Upload the object again, or set onCorrupt=skip to leave it out."
            .formatted(cut.length);
    assertThatThrownBy(() -> read("t/x.json.gz", cut, Map.of())).hasMessage(message);
    ObjectContent content = new ObjectContent(store, store.add("t/x.json.gz", cut));
    assertThatThrownBy(() -> FORMAT.infer(content, Decoded.options(Map.of(), Map.of())))
        .hasMessage(message);
  }

  @Test
  void readsGzip() throws IOException {
    assertThat(read("t/x.jsonl.gz", gzip("{\"a\":1}\n{\"a\":2}\n"), Map.of()).rows())
        .containsExactly("{Long:1|null}", "{Long:2|null}");
  }

  @Test
  void takesInvalidUtf8ForABadRecord() {
    byte[] body = "{\"a\":1,\"b\":\"x?y\"}\n{\"a\":2}\n".getBytes(StandardCharsets.UTF_8);
    body[13] = (byte) 0xff;
    assertThat(read("t/x.json", body, Map.of()).rows())
        .containsExactly("{null|null}", "{Long:2|null}");
    assertThatThrownBy(() -> read("t/x.json", body, FAILFAST))
        .hasMessage(
            "[S3INGEST_CORRUPT_RECORD] Cannot decode s3://b/t/x.json line 1: it holds bytes that are not UTF-8. Set encoding to the file's character set, or mode=PERMISSIVE to read it with NULLs.");
  }

  @Test
  void leavesOutAByteOrderMark() {
    assertThat(read("\ufeff{\"a\":1}\n{\"a\":2}\n", FAILFAST).rows())
        .containsExactly("{Long:1|null}", "{Long:2|null}");
    assertThat(read("\ufeff[\n{\"a\":1},{\"a\":2}]\n", FAILFAST).rows())
        .containsExactly("{Long:1|null}", "{Long:2|null}");
  }

  @ParameterizedTest
  @CsvSource({"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32BE", "UTF-32LE"})
  void tellsOtherEncodingsByTheFirstBytes(String charset) {
    byte[] body =
        "{\"a\":1,\"b\":\"é\"}\n{\"a\":2}\n".getBytes(java.nio.charset.Charset.forName(charset));
    assertThat(read("t/x.json", body, FAILFAST).rows())
        .containsExactly("{Long:1|String:é}", "{Long:2|null}");
  }

  @Test
  void refusesARecordThatIsTooLarge() {
    DecodeOptions options =
        new DecodeOptions(
            new TextOptions(Map.of()), Compression.AUTO, 100, 1000, 1 << 20, Map.of());
    for (String body :
        new String[] {
          "{\"a\":1}\n{\"b\":\"" + "x".repeat(2000) + "\"}\n",
          "[\n{\"b\":\"" + "x".repeat(2000) + "\"}]\n"
        }) {
      ObjectRef object = store.add("t/x.json", body.getBytes(StandardCharsets.UTF_8));
      assertThatThrownBy(() -> Decoded.of(FORMAT, store, object, SCHEMA, options))
          .hasMessage(
              "[S3INGEST_RECORD_TOO_LARGE] Cannot decode s3://b/t/x.json line 2: the record is longer than maxRecordBytes = 1000. Raise maxRecordBytes, or look for an unclosed quote or bracket.");
    }
  }

  @Test
  void readsAnEmptyObjectAsNoRows() {
    assertThat(read("", Map.of()).rows()).isEmpty();
    assertThat(read("\n  \n", Map.of()).rows()).isEmpty();
  }
}

package io.s3ingest.blackbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * A file that is broken or odd, how it is read, and what comes out: its rows, or one message.
 * {@code {b}} stands for the bucket.
 */
enum BadFile {
  EMPTY(
      "a.csv",
      "",
      Map.of(),
      "[S3INGEST_NO_MATCHING_FILES] Cannot read s3://{b}/data/empty/a.csv: no object is left of those found there (empty: 1). Check the patterns and times that are set, or put a file there."),
  HEADER_ONLY("a.csv", "id,name\n", Map.of()),
  TRUNCATED_GZIP(
      "a.csv.gz",
      cut(gzip("id,name\n" + "1,some text\n".repeat(100)), 9),
      Map.of(),
      "[S3INGEST_CORRUPT_FILE] Cannot decode s3://{b}/data/truncated_gzip/a.csv.gz byte 40: the gzip stream ends before its trailer. Upload the object again, or set onCorrupt=skip to leave it out."),
  GZIP_WRONG_CHECKSUM(
      "a.csv.gz",
      changed(gzip("id,name\n" + "1,some text\n".repeat(100)), 8),
      Map.of(),
      "[S3INGEST_CORRUPT_FILE] Cannot decode s3://{b}/data/gzip_wrong_checksum/a.csv.gz byte 49: the gzip stream is damaged (wrong checksum). Upload the object again, or set onCorrupt=skip to leave it out."),
  GZIP_WRONG_CHECKSUM_STREAMED(
      "a.csv.gz",
      changed(gzip("id,name\n" + "1,some text\n".repeat(100)), 8),
      Map.of("inflateBytes", "0"),
      "[S3INGEST_CORRUPT_FILE] Cannot decode s3://{b}/data/gzip_wrong_checksum_streamed/a.csv.gz byte 49: the gzip stream is damaged (wrong checksum). Upload the object again, or set onCorrupt=skip to leave it out."),
  GZIP_WRONG_LENGTH(
      "a.csv.gz",
      changed(gzip("id,name\n" + "1,some text\n".repeat(100)), 4),
      Map.of(),
      "[S3INGEST_CORRUPT_FILE] Cannot decode s3://{b}/data/gzip_wrong_length/a.csv.gz byte 49: the gzip stream is damaged (wrong length). Upload the object again, or set onCorrupt=skip to leave it out."),
  GZIP_WRONG_LENGTH_STREAMED(
      "a.csv.gz",
      changed(gzip("id,name\n" + "1,some text\n".repeat(100)), 4),
      Map.of("inflateBytes", "0"),
      "[S3INGEST_CORRUPT_FILE] Cannot decode s3://{b}/data/gzip_wrong_length_streamed/a.csv.gz byte 49: the gzip stream is damaged (wrong length). Upload the object again, or set onCorrupt=skip to leave it out."),
  PLAIN_NAMED_GZIP(
      "a.csv.gz",
      bytes("id\n1\n"),
      Map.of(),
      "[S3INGEST_CORRUPT_FILE] Cannot decode s3://{b}/data/plain_named_gzip/a.csv.gz byte 0: its name says gzip, but the object does not begin with the bytes 1f 8b. Set compression=none if it is plain text, or upload it again."),
  PLAIN_DECLARED_GZIP(
      "a.csv",
      bytes("id\n1\n"),
      Map.of("compression", "gzip"),
      "[S3INGEST_CORRUPT_FILE] Cannot decode s3://{b}/data/plain_declared_gzip/a.csv byte 0: option 'compression' says gzip, but the object does not begin with the bytes 1f 8b. Set compression=none if it is plain text, or upload it again."),
  GZIP_NAMED_PLAIN("a.csv", gzip("id\n1\n"), Map.of(), "[1]"),
  CSV_INVALID_UTF8("a.csv", latin1("id,name\n1,a\u00ffb\n"), Map.of(), "[1,a\ufffdb]"),
  CSV_INVALID_UTF8_FAILFAST(
      "a.csv", latin1("id,name\n1,a\u00ffb\n"), Map.of("mode", "FAILFAST"), "[1,a\ufffdb]"),
  JSON_INVALID_UTF8(
      "a.json",
      latin1("{\"a\":1,\"b\":\"a\u00ffb\"}\n{\"a\":2}\n"),
      Map.of(),
      "[{\"a\":1,\"b\":\"a\ufffdb\"},null]",
      "[null,2]"),
  JSON_INVALID_UTF8_FAILFAST(
      "a.json",
      latin1("{\"a\":1,\"b\":\"a\u00ffb\"}\n{\"a\":2}\n"),
      Map.of("mode", "FAILFAST"),
      "[S3INGEST_CORRUPT_RECORD] Cannot decode s3://{b}/data/json_invalid_utf8_failfast/a.json line 1: Invalid UTF-8 start byte 0xff at column 15. Set mode=PERMISSIVE to read it with NULLs."),
  CSV_BOM("a.csv", "\ufeffid,name\n1,a\n", Map.of("mode", "FAILFAST"), "[1,a]"),
  JSON_BOM("a.json", "\ufeff{\"id\":1}\n", Map.of("mode", "FAILFAST"), "[1]"),
  RAGGED("a.csv", "id,name\n1,a\n2\n3,c,x\n", Map.of(), "[1,a]", "[2,null]", "[3,c]"),
  RAGGED_DROPPED("a.csv", "id,name\n1,a\n2\n3,c,x\n", Map.of("mode", "DROPMALFORMED"), "[1,a]"),
  RAGGED_FAILFAST(
      "a.csv",
      "id,name\n1,a\n2\n3,c,x\n",
      Map.of("mode", "FAILFAST"),
      "[S3INGEST_CORRUPT_RECORD] Cannot decode s3://{b}/data/ragged_failfast/a.csv line 3: 1 field, header has 2. Set mode=PERMISSIVE to read it with NULLs."),
  RAGGED_IN_GZIP(
      "a.csv.gz",
      gzip("id,name\n1,a\n2,b,x\n"),
      Map.of("mode", "FAILFAST"),
      "[S3INGEST_CORRUPT_RECORD] Cannot decode s3://{b}/data/ragged_in_gzip/a.csv.gz line 3: 3 fields, header has 2. Set mode=PERMISSIVE to read it with NULLs."),
  UNCLOSED_QUOTE("a.csv", "id,name\n1,a\n2,\"b\n3,c\n", Map.of(), "[1,a]", "[2,b]", "[3,c]"),
  UNCLOSED_QUOTE_FAILFAST(
      "a.csv",
      "id,name\n1,a\n2,\"b\n3,c\n",
      Map.of("mode", "FAILFAST"),
      "[S3INGEST_CORRUPT_RECORD] Cannot decode s3://{b}/data/unclosed_quote_failfast/a.csv line 3: the quote that it opens is never closed. Set mode=PERMISSIVE to read it with NULLs."),
  MALFORMED_JSON(
      "a.json",
      "{\"id\":1}\n{\"id\":\n{\"id\":3}\n",
      Map.of(),
      "[null,1]",
      "[{\"id\":,null]",
      "[null,3]"),
  MALFORMED_JSON_DROPPED(
      "a.json",
      "{\"id\":1}\n{\"id\":\n{\"id\":3}\n",
      Map.of("mode", "DROPMALFORMED"),
      "[1]",
      "[3]"),
  MALFORMED_JSON_FAILFAST(
      "a.json",
      "{\"id\":1}\n{\"id\":\n{\"id\":3}\n",
      Map.of("mode", "FAILFAST"),
      "[S3INGEST_CORRUPT_RECORD] Cannot decode s3://{b}/data/malformed_json_failfast/a.json line 2: Unexpected end-of-input within/between Object entries at column 7. Set mode=PERMISSIVE to read it with NULLs."),
  ARRAY_AMONG_LINES(
      "a.json",
      "{\"id\":1}\n{\"id\":2}\n[{\"id\":3}]\n",
      Map.of(),
      "[S3INGEST_CORRUPT_FILE] Cannot decode s3://{b}/data/array_among_lines/a.json line 3: an array among objects. Keep one shape in a file, set multiLine=false to read every line by itself, or set onCorrupt=skip to leave it out."),
  LINE_AMONG_ARRAYS(
      "a.json",
      "[{\"id\":1}]\n{\"id\":2}\n",
      Map.of(),
      "[S3INGEST_CORRUPT_FILE] Cannot decode s3://{b}/data/line_among_arrays/a.json line 2: an object among arrays. Keep one shape in a file, set multiLine=false to read every line by itself, or set onCorrupt=skip to leave it out."),
  LINE_BEHIND_DOCUMENT(
      "a.json",
      "[\n{\"id\":1}\n]\n{\"id\":2}\n",
      Map.of(),
      "[S3INGEST_CORRUPT_FILE] Cannot decode s3://{b}/data/line_behind_document/a.json line 4: more text behind the end of the document. Keep one shape in a file, set multiLine=false to read every line by itself, or set onCorrupt=skip to leave it out."),
  TRUNCATED_ARRAY(
      "a.json",
      "[\n{\"id\":1},\n{\"id\":",
      Map.of(),
      "[S3INGEST_CORRUPT_FILE] Cannot decode s3://{b}/data/truncated_array/a.json line 3 (byte 18): the object ends inside the record that begins here. Upload the object again, or set onCorrupt=skip to leave it out."),
  PARQUET_OF_NOTHING(
      "a.parquet",
      "PAR1",
      Map.of(),
      "[S3INGEST_CORRUPT_FILE] Cannot decode s3://{b}/data/parquet_of_nothing/a.parquet byte 0: the object has 4 bytes, fewer than any Parquet file. Upload the object again, or set onCorrupt=skip to leave it out."),
  CSV_NAMED_PARQUET(
      "a.parquet",
      "id,name\n1,a\n",
      Map.of(),
      "[S3INGEST_CORRUPT_FILE] Cannot decode s3://{b}/data/csv_named_parquet/a.parquet byte 8: there is no Parquet footer, which ends with PAR1. Set fileFormat to what the object is, or exclude it with excludePatterns."),
  CSV_COLUMNS_BY_CASE("a.csv", "id,ID\n1,2\n", Map.of(), "[1,2]"),
  JSON_COLUMNS_BY_CASE(
      "a.json",
      "{\"id\":1,\"ID\":2}\n",
      Map.of(),
      "[S3INGEST_AMBIGUOUS_COLUMN_NAME] Cannot tell columns 'ID' and 'id' apart (both in s3://{b}/data/json_columns_by_case/a.json): only their case differs. Rename one of them, or set spark.sql.caseSensitive=true."),
  CSV_OWN_TIME("a.csv", "id,_last_modified_time\n1,never\n", Map.of(), "[1,never]"),
  JSON_OWN_TIME("a.json", "{\"_last_modified_time\":\"never\",\"id\":1}\n", Map.of(), "[never,1]");

  private final String file;
  private final byte[] body;
  private final Map<String, String> options;
  private final List<String> outcome;

  BadFile(String file, byte[] body, Map<String, String> options, String... outcome) {
    this.file = file;
    this.body = body;
    this.options = options;
    this.outcome = List.of(outcome);
  }

  BadFile(String file, String body, Map<String, String> options, String... outcome) {
    this(file, bytes(body), options, outcome);
  }

  String stream() {
    return name().toLowerCase(Locale.ROOT);
  }

  String key() {
    return "data/" + stream() + "/" + file;
  }

  byte[] body() {
    return body.clone();
  }

  Map<String, String> options() {
    return options;
  }

  List<String> outcome(String bucket) {
    return outcome.stream().map(text -> text.replace("{b}", bucket)).toList();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] cut(byte[] body, int bytes) {
    return Arrays.copyOf(body, body.length - bytes);
  }

  /** Changes the byte that lies so far from the end. */
  private static byte[] changed(byte[] body, int fromEnd) {
    byte[] out = body.clone();
    out[out.length - fromEnd] ^= 1;
    return out;
  }

  static byte[] gzip(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}

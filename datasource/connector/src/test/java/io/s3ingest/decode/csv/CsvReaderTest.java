package io.s3ingest.decode.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvReaderTest {
  private static final String RAGGED = "id,name,qty\n1,a,10\n2,b\n3,c,30,x\nfour,d,40\n";
  private static final String SCHEMA = "id INT, name STRING, qty INT";

  private static byte[] gzip(String body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(body.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  @Test
  void readsQuotesAsRfc4180WritesThem() {
    assertThat(
            CsvRead.of(
                    "s,n\n\"say \"\"hi\"\"\",1\n\"C:\\\",2\n\"two\nlines, one field\",3\n\"\"\"\",4\n")
                .lines("s STRING, n INT"))
        .containsExactly("[say \"hi\",1]", "[C:\\,2]", "[two\nlines, one field,3]", "[\",4]");
  }

  @Test
  void bindsColumnsByHeaderNameNotByPosition() {
    CsvRead read = CsvRead.of("QTY,extra,id\n10,x,1\n20,y,2\n");
    assertThat(read.lines(SCHEMA)).containsExactly("[1,null,10]", "[2,null,20]");
    assertThat(read.conf("spark.sql.caseSensitive", "true").lines(SCHEMA))
        .containsExactly("[1,null,null]", "[2,null,null]");
  }

  @Test
  void bindsHeaderlessColumnsByPosition() {
    assertThat(CsvRead.of("1,a,10\n2,b,20\n").with("header", "false").lines(SCHEMA))
        .containsExactly("[1,a,10]", "[2,b,20]");
  }

  @Test
  void refusesAHeaderThatNamesNoColumn() {
    assertThatThrownBy(() -> CsvRead.of("1,ann,3\n2,bob,4\n").rows(SCHEMA))
        .hasMessage(
            "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/t/a.csv byte 0: its header (1, ann, 3)"
                + " names no column of the table (id, name, qty). Set header=false if it has no"
                + " header, or leave it out with excludePatterns.");
  }

  @Test
  void skipsRowsBeforeTheHeader() {
    assertThat(
            CsvRead.of("a banner; with, \"anything\n\nid;s\n\"1\";\"say \"\"hi\"\"\"\n2;\"C:\\\"\n")
                .with(Map.of("skipRows", "2", "sep", ";"))
                .lines("id INT, s STRING"))
        .containsExactly("[1,say \"hi\"]", "[2,C:\\]");
  }

  @Test
  void readsTabsInATsv() {
    assertThat(
            CsvRead.of("a.tsv", "id\tname\n1\ta,b\n".getBytes(StandardCharsets.UTF_8))
                .lines("id INT, name STRING"))
        .containsExactly("[1,a,b]");
  }

  @Test
  void keepsRaggedAndMistypedRecordsWithNullsWhenPermissive() {
    CsvRead read = CsvRead.of(RAGGED);
    assertThat(read.lines(SCHEMA))
        .containsExactly("[1,a,10]", "[2,b,null]", "[3,c,30]", "[null,d,40]");
    assertThat(read.counts().framed()).isEqualTo(4);
    assertThat(read.counts().emitted()).isEqualTo(4);
    assertThat(read.counts().rejected()).isZero();
  }

  @Test
  void givesBadRecordsWholeToTheCorruptColumn() {
    assertThat(CsvRead.of(RAGGED).lines(SCHEMA + ", _corrupt_record STRING"))
        .containsExactly(
            "[1,a,10,null]", "[2,b,null,2,b]", "[3,c,30,3,c,30,x]", "[null,d,40,four,d,40]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"id INT", "name STRING", "qty INT", "id INT, name STRING, qty INT"})
  void dropsAndCountsBadRecordsWhateverColumnsAreRead(String required) {
    CsvRead read = CsvRead.of(RAGGED).with("mode", "dropmalformed").only(required);
    assertThat(read.rows(SCHEMA)).hasSize(1);
    assertThat(read.counts().framed()).isEqualTo(4);
    assertThat(read.counts().emitted()).isEqualTo(1);
    assertThat(read.counts().rejected()).isEqualTo(3);
  }

  @Test
  void readsOnBehindMegabytesOfDroppedRecords() {
    String bad = "x".repeat(1 << 20) + "\n";
    CsvRead read = CsvRead.of("id\n1\n" + bad.repeat(70) + "2\n").with("mode", "DROPMALFORMED");
    assertThat(read.batchRows(1).lines("id INT")).containsExactly("[1]", "[2]");
    assertThat(read.counts().framed()).isEqualTo(72);
    assertThat(read.counts().emitted()).isEqualTo(2);
    assertThat(read.counts().rejected()).isEqualTo(70);
  }

  @Test
  void writesGoodValuesOverADroppedRecord() {
    assertThat(
            CsvRead.of("id,name,qty\n,,\n1,,\n2,x\n3,c,30\n")
                .with("mode", "DROPMALFORMED")
                .lines(SCHEMA))
        .containsExactly("[null,null,null]", "[1,null,null]", "[3,c,30]");
  }

  @Test
  void countsRecordsWithoutReadingTheirFields() {
    CsvRead read = CsvRead.of(RAGGED).onlyNothing();
    assertThat(read.rows(SCHEMA)).hasSize(4);
    assertThat(read.counts().framed()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2,b|3|2 fields, header has 3",
        "2,b,3,4|3|4 fields, header has 3",
        "2|3|1 field, header has 3",
        "x,b,3|3|'x' is no INT (column id)",
        "2,b,99999999999|3|'99999999999' is no INT (column qty)"
      })
  void failsFastWithKeyLineAndWayOut(String record, int line, String why) {
    assertThatThrownBy(
            () ->
                CsvRead.of("id,name,qty\n1,a,1\n" + record + "\n")
                    .with("mode", "FAILFAST")
                    .only("name STRING")
                    .rows(SCHEMA))
        .hasMessage(
            "[S3INGEST_CORRUPT_RECORD] Cannot decode s3://b/t/a.csv line %d: %s. Set"
                    .formatted(line, why)
                + " mode=PERMISSIVE to read it with NULLs.");
  }

  @Test
  void countsLinesInsideQuotesAndBlankLines() {
    assertThatThrownBy(
            () ->
                CsvRead.of("id,name,qty\r\n\r\n1,\"a\r\nb\nc\",1\r\n \t\r\n2,b\r\n")
                    .with("mode", "FAILFAST")
                    .rows(SCHEMA))
        .hasMessage(
            "[S3INGEST_CORRUPT_RECORD] Cannot decode s3://b/t/a.csv line 7: 2 fields, header has 3."
                + " Set mode=PERMISSIVE to read it with NULLs.");
  }

  @Test
  void namesTheLineOfAnUnclosedQuote() {
    String body = "id,name,qty\n1,a,1\n2,\"b,2\n3,c,3\n4,d,4\n";
    assertThatThrownBy(() -> CsvRead.of(body).with("mode", "FAILFAST").rows(SCHEMA))
        .hasMessage(
            "[S3INGEST_CORRUPT_RECORD] Cannot decode s3://b/t/a.csv line 3: the quote that it opens"
                + " is never closed. Set mode=PERMISSIVE to read it with NULLs.");
  }

  @Test
  void losesOneLineOnlyToAnUnclosedQuote() {
    String body = "id,name,qty\n1,a,1\n2,\"b,2\n3,c,3\n4,d,4\n";
    CsvRead read = CsvRead.of(body);
    assertThat(read.lines(SCHEMA + ", _corrupt_record STRING"))
        .containsExactly("[1,a,1,null]", "[2,b,2,null,2,\"b,2]", "[3,c,3,null]", "[4,d,4,null]");
    assertThat(read.with("mode", "DROPMALFORMED").lines(SCHEMA))
        .containsExactly("[1,a,1]", "[3,c,3]", "[4,d,4]");
    assertThat(read.counts().rejected()).isEqualTo(1);
  }

  @Test
  void givesNoRowsForAHeaderOnlyOrAnEmptyObject() {
    for (String body : new String[] {"id,name,qty\n", "id,name,qty", "\n\n", ""}) {
      CsvRead read = CsvRead.of(body);
      assertThat(read.rows(SCHEMA)).isEmpty();
      assertThat(read.counts().framed()).isZero();
    }
  }

  @Test
  void leavesOutAByteOrderMark() {
    assertThat(CsvRead.of("\ufeffid,name,qty\n1,a,2\n").lines(SCHEMA)).containsExactly("[1,a,2]");
  }

  @Test
  void readsMalformedUtf8AsReplacementCharacters() {
    byte[] body = "id,name,qty\n1,a?b\u00e9,2\n".getBytes(StandardCharsets.UTF_8);
    body[new String(body, StandardCharsets.ISO_8859_1).indexOf('?')] = (byte) 0xff;
    assertThat(CsvRead.of("a.csv", body).lines(SCHEMA)).containsExactly("[1,a\ufffdb\u00e9,2]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "ISO-8859-1", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32"})
  void readsOtherEncodings(String encoding) {
    byte[] body = "id,name,qty\n1,\"\u00e9\n\",2\n".getBytes(Charset.forName(encoding));
    assertThat(CsvRead.of("a.csv", body).with("encoding", encoding).lines(SCHEMA))
        .containsExactly("[1,\u00e9\n,2]");
  }

  @Test
  void refusesARecordAboveTheLimit() {
    assertThatThrownBy(
            () ->
                CsvRead.of("id,name,qty\n1,\"" + "x\n".repeat(1000) + "\",1\n")
                    .maxRecordBytes(1000)
                    .rows(SCHEMA))
        .hasMessage(
            "[S3INGEST_RECORD_TOO_LARGE] Cannot decode s3://b/t/a.csv line 2: the record is longer"
                + " than maxRecordBytes = 1000. Raise maxRecordBytes, or look for an unclosed quote"
                + " or bracket.");
  }

  @Test
  void namesTheByteOfATruncatedGzip() throws IOException {
    byte[] stored = gzip("id,name,qty\n" + "1,some text,2\n".repeat(100));
    byte[] cut = Arrays.copyOf(stored, stored.length - 9);
    assertThatThrownBy(() -> CsvRead.of("t/7.csv.gz", cut).rows(SCHEMA))
        .hasMessage(
            "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/t/7.csv.gz byte %d: the gzip stream ends"
                    .formatted(cut.length)
                + " before its trailer. Upload the object again, or set onCorrupt=skip to leave it"
                + " out.");
  }

  @Test
  void keepsBatchesWithinTheirRows() {
    StringBuilder body = new StringBuilder("id,name,qty\n");
    for (int i = 0; i < 1000; i++) {
      body.append(i).append(",n,").append(2 * i).append('\n');
    }
    CsvRead read = CsvRead.of(body.toString()).batchRows(7);
    assertThat(read.rows(SCHEMA)).hasSize(1000).element(999).hasToString("[999,n,1998]");
  }

  @ParameterizedTest
  @CsvSource({
    "mode,sometimes,'PERMISSIVE, DROPMALFORMED or FAILFAST'",
    "skipRows,-1,an integer >= 0",
    "skipRows,two,an integer >= 0",
    "quote,ab,one character",
    "escape,ab,one character",
    "sep,'',at least one character"
  })
  void refusesOptionValuesOutsideTheirRule(String name, String value, String rule) {
    assertThatThrownBy(() -> CsvRead.of(RAGGED).with(name, value).rows(SCHEMA))
        .hasMessage(
            "[S3INGEST_INVALID_OPTION] Cannot use option '%s' = '%s': expected %s."
                .formatted(name, value, rule));
  }

  @Test
  void refusesTypesThatCsvCannotHold() {
    assertThatThrownBy(() -> CsvRead.of("id,tags\n1,x\n").rows("id INT, tags ARRAY<STRING>"))
        .hasMessageContaining("Unsupported data type \"ARRAY<STRING>\"");
  }

  @Test
  void readsIntervalsAndVariants() {
    assertThat(
            CsvRead.of("y,d,v\n1-2,1 02:03:04,7\nx,x,a\n")
                .rows("y INTERVAL YEAR TO MONTH, d INTERVAL DAY TO SECOND, v VARIANT"))
        .hasToString("[[P1Y2M,PT26H3M4S,7], [null,null,\"a\"]]");
  }

  @Test
  void countsTheRecordsThatAreLeftToSpark() {
    String clean =
        "a,b,c,d,e\n1,0.12345678901234567,2024-02-29,2024-02-29 01:02:03,\"x, \"\"y\"\"\"\n";
    String ddl = "a INT, b DOUBLE, c DATE, d TIMESTAMP, e STRING";
    CsvRead read = CsvRead.of(clean);
    assertThat(read.rows(ddl)).hasSize(1);
    assertThat(read.counts().handedOver()).isZero();
    CsvRead odd = CsvRead.of(clean + " 1,2,2024-2-9,,\n\"a\" b,1,,,\n,,,,\n");
    assertThat(odd.rows(ddl)).hasSize(4);
    assertThat(odd.counts().handedOver()).isEqualTo(2);
  }
}

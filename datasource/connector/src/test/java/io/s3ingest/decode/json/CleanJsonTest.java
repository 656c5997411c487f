package io.s3ingest.decode.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.store.ObjectRef;
import io.s3ingest.testing.Decoded;
import io.s3ingest.testing.MemoryStore;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clean records never take the slow way, whatever the options. */
final class CleanJsonTest {
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "id LONG, i INT, s SHORT, y BYTE, d DOUBLE, f FLOAT, dec DECIMAL(12,2), b BOOLEAN,"
              + " text STRING, day DATE, ts TIMESTAMP, ntz TIMESTAMP_NTZ, bin BINARY,"
              + " st STRUCT<x: LONG, deep: STRUCT<day: DATE, list: ARRAY<STRUCT<z: DECIMAL(5,1)>>>>,"
              + " list ARRAY<STRING>, mp MAP<STRING, ARRAY<DOUBLE>>, _corrupt_record STRING");

  private static final List<String> RECORDS =
      List.of(
          "{\"id\":1,\"i\":2,\"s\":3,\"y\":4,\"d\":1.25,\"f\":0.1,\"dec\":12.5,\"b\":true,\"text\":\"x\"}",
          "{\"id\":9223372036854775807,\"d\":0.30000000000000004,\"f\":3.4028235E38,\"dec\":0.125}",
          "{\"text\":\"é \\ud83d\\ude00 \\\"q\\\" \\\\ \\n\",\"b\":false,\"unknown\":{\"a\":[1,{}]}}",
          "{ \"day\" : \"2024-02-29\", \"ts\": \"2024-02-29T12:30:00.123Z\", \"ntz\": \"2024-02-29 12:30:00\" }",
          "{\"st\":{\"x\":-1,\"deep\":{\"day\":\"2024-01-01\",\"list\":[{\"z\":1.5},{},null]}},\"list\":[]}",
          "{\"list\":[\"a\",null,\"\\u00e9\"],\"mp\":{\"k\":[1,2.5],\"n\":null},\"bin\":\"aGVsbG8=\"}",
          "{\"id\":null,\"st\":null,\"list\":null,\"mp\":null,\"text\":null,\"dec\":null}",
          "{}");

  private static void assertFast(String text, Charset charset, Map<String, String> options) {
    assertThat(handedOver(text, charset, options)).isZero();
  }

  private static long handedOver(String text, Charset charset, Map<String, String> options) {
    MemoryStore store = new MemoryStore();
    ObjectRef object = store.add("t/f.json", text.getBytes(charset));
    Decoded decoded =
        Decoded.of(JsonOracle.FORMAT, store, object, SCHEMA, Decoded.options(options, Map.of()));
    assertThat(decoded.rows()).hasSize(RECORDS.size()).noneMatch(row -> row.contains("\"id\""));
    assertThat(decoded.counts().framed()).isEqualTo(RECORDS.size());
    assertThat(decoded.counts().emitted()).isEqualTo(RECORDS.size());
    return decoded.counts().handedOver();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mode=PERMISSIVE",
        "mode=DROPMALFORMED",
        "mode=FAILFAST",
        "multiLine=false",
        "primitivesAsString=true",
        "prefersDecimal=true",
        "allowComments=true",
        "allowUnquotedFieldNames=true",
        "allowSingleQuotes=false",
        "allowNumericLeadingZeros=true",
        "allowBackslashEscapingAnyCharacter=true",
        "allowUnquotedControlChars=true",
        "allowNonNumericNumbers=false",
        "dropFieldIfAllNull=true",
        "dateFormat=yyyy-MM-dd",
        "timeZone=Asia/Tokyo",
        "locale=de-DE",
        "encoding=UTF-8",
        "columnNameOfCorruptRecord=other",
        "samplingRatio=0.5"
      })
  void takesCleanLinesWithoutSparksParser(String option) {
    String[] parts = option.split("=", 2);
    String lines = String.join("\n", RECORDS) + "\n";
    assertFast(lines, StandardCharsets.UTF_8, Map.of(parts[0], parts[1]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "timestampFormat=yyyy-MM-dd'T'HH:mm:ss.SSSX",
        "timestampNTZFormat=yyyy-MM-dd HH:mm:ss"
      })
  void countsTheOneRecordWhoseTimeAPatternLeavesToSpark(String option) {
    String[] parts = option.split("=", 2);
    String lines = String.join("\n", RECORDS) + "\n";
    String array = "[" + String.join(",", RECORDS) + "]";
    Map<String, String> options = Map.of(parts[0], parts[1]);
    assertThat(handedOver(lines, StandardCharsets.UTF_8, options)).isEqualTo(1);
    assertThat(handedOver(array, StandardCharsets.UTF_8, options)).isEqualTo(1);
  }

  @Test
  void takesOtherBreaksWithoutSparksParser() {
    assertFast(String.join("\r\n", RECORDS), StandardCharsets.UTF_8, Map.of());
    assertFast(String.join("\r", RECORDS), StandardCharsets.UTF_8, Map.of());
    assertFast(String.join("|", RECORDS), StandardCharsets.UTF_8, Map.of("lineSep", "|"));
    assertFast(String.join("\n\n", RECORDS), StandardCharsets.UTF_16LE, Map.of());
  }

  @Test
  void takesArraysAndDocumentsWithoutSparksParser() {
    String array = "[" + String.join(",\n", RECORDS) + "]\n";
    assertFast(array, StandardCharsets.UTF_8, Map.of());

    assertFast(array, StandardCharsets.UTF_8, Map.of("multiLine", "true"));
  }

  @Test
  void takesLongRecordsWithoutSparksParser() {
    String text = "x".repeat(3 << 20);
    MemoryStore store = new MemoryStore();
    String line = "{\"id\":1,\"text\":\"" + text + "\"}\n";
    ObjectRef object = store.add("t/f.json", line.repeat(3).getBytes(StandardCharsets.UTF_8));
    Decoded decoded =
        Decoded.of(JsonOracle.FORMAT, store, object, SCHEMA, Decoded.options(Map.of(), Map.of()));
    assertThat(decoded.rows()).hasSize(3).allMatch(row -> row.contains(text));
    assertThat(decoded.counts().handedOver()).isZero();
  }
}

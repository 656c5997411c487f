package io.s3ingest.decode.json;

import io.s3ingest.testing.SparkTestData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same files through Spark's reader and ours: same schema, same typed rows. */
final class JsonDifferentialTest {
  @TempDir Path folder;

  private static final List<String> CLEAN =
      List.of(
          "{\"a\":1,\"b\":\"x\",\"c\":true,\"d\":1.5,\"e\":null}",
          "{\"b\":\"y\",\"a\":2}",
          "{ \"a\" : -3 , \"b\" : \"\\u00e9\\n\\\"q\\\" \\ud83d\\ude00\" , \"c\" : false }",
          "{}",
          "",
          "   ",
          "{\"a\":9223372036854775807,\"d\":-0.0,\"b\":\"é €\"}",
          "{\"d\":1e300,\"a\":0}",
          "{\"d\":12345678901234567890.12345,\"b\":\"\"}",
          "{\"n\":{\"x\":1,\"y\":[1,2,{\"z\":null}]},\"l\":[\"a\",null,\"b\"],\"m\":[]}",
          "{\"n\":{\"x\":\"s\",\"w\":{}},\"l\":[],\"m\":[[1],[2,3]]}",
          "\t{\"a\":4,\"f\":\"tail\"}\t");

  private static final List<String> DIRTY =
      List.of(
          "{\"a\":92233720368547758070,\"b\":12}",
          "{\"a\":\"7\",\"b\":{\"raw\": [1, 2 ]}}",
          "{\"a\":1.0,\"b\":[1, 2,3 ],\"c\":\"true\"}",
          "{\"a\":true,\"b\":1.50,\"c\":1}",
          "{\"a\":5,\"b\":true}",
          "{\"a\":7,\"b\":\"cut",
          "{\"a\":8,\"b\":\"x\"",
          "{\"a\":9,}",
          "{\"a\":010}",
          "{'a':11,'b':'single'}",
          "{a:12,b:\"bare\"}",
          "{\"a\":13} trailing",
          "{\"a\":14}{\"a\":15}",
          "garbage",
          "null",
          "17",
          "\"text\"",
          "{\"d\":NaN,\"a\":18}",
          "{\"d\":\"NaN\",\"a\":19}",
          "{\"d\":Infinity}",
          "{\"d\":\"\",\"a\":\"\",\"c\":\"\"}",
          "{\"a\":20,\"b\":\"tab\there\"}",
          "{\"a\":21,\"b\":\"bad \\x escape\"}",
          "/* c */ {\"a\":22}",
          "{\"a\":23 /* c */,\"b\":\"y\"}",
          "{\"\":1,\"a\":24}",
          "{\"a\":-}",
          "{\"a\":1.}",
          "{\"a\":1e5,\"d\":1E-5}",
          "{\"d\":\"1.5\",\"n\":5,\"l\":\"no\",\"m\":{}}",
          "{\"n\":{\"x\":1",
          "{\"a\":26,\"_corrupt_record\":\"mine\"}");

  static List<Map<String, String>> options() {
    List<Map<String, String>> all = new ArrayList<>();
    for (String mode : List.of("PERMISSIVE", "DROPMALFORMED", "FAILFAST")) {
      all.add(Map.of("mode", mode));
    }
    for (String option :
        List.of(
            "primitivesAsString",
            "prefersDecimal",
            "allowComments",
            "allowUnquotedFieldNames",
            "allowNumericLeadingZeros",
            "allowBackslashEscapingAnyCharacter",
            "allowUnquotedControlChars",
            "dropFieldIfAllNull",
            "inferTimestamp",
            "multiLine")) {
      all.add(Map.of(option, "true"));
    }
    for (String option : List.of("allowSingleQuotes", "allowNonNumericNumbers", "multiLine")) {
      all.add(Map.of(option, "false"));
    }
    all.add(Map.of("columnNameOfCorruptRecord", "bad", "mode", "PERMISSIVE"));
    return all;
  }

  private static byte[] bytes(List<String> lines, String end) {
    return (String.join(end, lines) + end).getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("options")
  void readsCleanLinesAsSparkDoes(Map<String, String> options) throws IOException {
    JsonOracle.assertSame(folder, bytes(CLEAN, "\n"), options, null);
  }

  @ParameterizedTest
  @MethodSource("options")
  void readsDirtyLinesAsSparkDoes(Map<String, String> options) throws IOException {
    List<String> all = new ArrayList<>(CLEAN);
    all.addAll(DIRTY);
    JsonOracle.assertSame(folder, bytes(all, "\n"), options, null);
  }

  /** Alone, each dirty line also meets FAILFAST and is seen by inference. */
  @ParameterizedTest
  @ValueSource(strings = {"FAILFAST", "PERMISSIVE"})
  void readsEachDirtyLineAsSparkDoes(String mode) throws IOException {
    for (String line : DIRTY) {
      JsonOracle.assertSame(
          folder, bytes(List.of("{\"a\":1,\"b\":\"ok\"}", line), "\n"), Map.of("mode", mode), null);
    }
  }

  static final String TYPED =
      "a INT, b STRING, c BOOLEAN, d DOUBLE, f FLOAT, s SHORT, y BYTE, l LONG, dec DECIMAL(10,2),"
          + " ts TIMESTAMP, ntz TIMESTAMP_NTZ, day DATE, bin BINARY, st STRUCT<x: INT, y: STRING>,"
          + " arr ARRAY<INT>, mp MAP<STRING, DOUBLE>, ym INTERVAL YEAR TO MONTH,"
          + " dt INTERVAL DAY TO SECOND, var VARIANT, _corrupt_record STRING";

  private static final List<String> TYPED_LINES =
      List.of(
          "{\"a\":1,\"b\":\"x\",\"c\":true,\"d\":1.5,\"f\":2.5,\"s\":3,\"y\":4,\"l\":5,\"dec\":6.25}",
          "{\"a\":2147483648}",
          "{\"s\":32768,\"a\":1}",
          "{\"y\":-129,\"a\":1}",
          "{\"l\":1e3,\"a\":1}",
          "{\"f\":1e39,\"d\":1e309}",
          "{\"f\":0.1,\"d\":0.1,\"dec\":0.105}",
          "{\"f\":16777217,\"d\":9007199254740993}",
          "{\"d\":123456789012345678901234567890,\"f\":1e-50}",
          "{\"d\":2.2250738585072011e-308}",
          "{\"dec\":\"1,234.5\",\"a\":2}",
          "{\"dec\":123456789.999}",
          "{\"dec\":99999999.994}",
          "{\"b\":12.50,\"a\":3}",
          "{\"b\":{ \"k\" : 1 },\"a\":4}",
          "{\"b\":[ 1, \"two\" ],\"a\":5}",
          "{\"b\":true,\"a\":6}",
          "{\"ts\":\"2024-01-15T10:30:00Z\",\"day\":\"2024-01-15\",\"ntz\":\"2024-01-15 10:30:00\"}",
          "{\"ts\":\"2024-01-15 10:30:00.123456\",\"day\":\"2024-1-5\"}",
          "{\"ts\":\"2024-01-15T10:30:00.1+02:00\",\"day\":\"2024\"}",
          "{\"ts\":1700000000,\"day\":\"19000\"}",
          "{\"ts\":\"2024-02-30\",\"day\":\"2024-02-30\"}",
          "{\"ts\":\"nope\",\"a\":7}",
          "{\"day\":\"nope\",\"a\":8}",
          "{\"ts\":\"\",\"a\":9}",
          "{\"ts\":\"2024-01-15\",\"day\":\"2024-01-15T10:30:00\"}",
          "{\"ts\":\"10:30\",\"ntz\":\"2024-01-15T10:30:00Z\"}",
          "{\"ts\":\"+2024-01-15T10:30:00\",\"day\":\"0001-01-01\"}",
          "{\"ts\":\"1500-06-01T00:00:00Z\",\"day\":\"1582-10-10\"}",
          "{\"bin\":\"aGVsbG8=\",\"a\":10}",
          "{\"bin\":\"***\",\"a\":11}",
          "{\"st\":{\"x\":1,\"y\":\"z\",\"q\":2},\"arr\":[1,null,3],\"mp\":{\"k\":1.5,\"j\":null}}",
          "{\"st\":{\"x\":\"bad\",\"y\":\"z\"},\"a\":12}",
          "{\"arr\":[1,\"bad\",3],\"a\":13}",
          "{\"mp\":{\"k\":\"bad\"},\"a\":14}",
          "{\"st\":[1],\"arr\":{},\"mp\":5,\"a\":15}",
          "{\"ym\":\"INTERVAL '1-2' YEAR TO MONTH\",\"dt\":\"INTERVAL '1 02:03:04' DAY TO SECOND\"}",
          "{\"var\":{\"any\":[1,\"x\",null]},\"a\":16}",
          "{\"var\":5,\"c\":null,\"b\":null}",
          "{\"unknown\":{\"deep\":[{}]},\"a\":17}",
          "{\"unknown\":\"bad \\q\",\"a\":18}",
          "{\"a\":19,\"c\":1}",
          "{\"c\":\"true\",\"a\":20}",
          "{\"d\":\"Infinity\",\"f\":\"-INF\",\"a\":21}",
          "{\"d\":\"inf\",\"a\":22}",
          "{\"d\":-Infinity,\"f\":NaN,\"a\":23}",
          "{\"a\":-0,\"l\":-0,\"d\":-0,\"dec\":-0}",
          "{\"a\":1,\"a\":\"x\"}",
          "{\"a\":\"x\",\"a\":2}",
          "[{\"a\":24},{\"a\":25}]",
          "[{\"a\":26},{\"a\":\"x\"},{\"a\":27}]",
          "[{\"a\":28},5]",
          "[]",
          "[[{\"a\":29}]]",
          "[null]",
          "{\"a\":30,\"b\":\"\\u0000\\ud800\"}",
          "{\"\\u0061\":31,\"b\":\"\\/\\b\\f\\r\\t\"}");

  static List<Map<String, String>> typedOptions() {
    List<Map<String, String>> all = new ArrayList<>();
    for (String mode : List.of("PERMISSIVE", "DROPMALFORMED", "FAILFAST")) {
      all.add(Map.of("mode", mode));
    }
    all.add(Map.of("timestampFormat", "yyyy-MM-dd HH:mm:ss.SSSSSS"));
    all.add(Map.of("dateFormat", "yyyy-M-d"));
    all.add(Map.of("timeZone", "America/New_York"));
    all.add(Map.of("locale", "de-DE"));
    all.add(Map.of("enableDateTimeParsingFallback", "true", "dateFormat", "dd.MM.yyyy"));
    all.add(Map.of("timestampNTZFormat", "yyyy-MM-dd HH:mm:ss"));
    return all;
  }

  @ParameterizedTest
  @MethodSource("typedOptions")
  void readsIntoGivenTypesAsSparkDoes(Map<String, String> options) throws IOException {
    StructType schema = StructType.fromDDL(TYPED);
    Map<String, String> asSpark = new TreeMap<>(options);
    asSpark.putIfAbsent("multiLine", "false");
    if (options.containsValue("FAILFAST")) {
      for (String line : TYPED_LINES) {
        JsonOracle.assertSame(folder, bytes(List.of(line), "\n"), asSpark, schema);
      }
    }
    JsonOracle.assertSame(folder, bytes(TYPED_LINES, "\n"), asSpark, schema);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void cutsLinesWhereSparkDoes(String end) throws IOException {
    JsonOracle.assertSame(folder, bytes(CLEAN, end), Map.of(), null);
    byte[] open = bytes(CLEAN, end);
    JsonOracle.assertSame(
        folder, java.util.Arrays.copyOf(open, open.length - end.length()), Map.of(), null);
  }

  static List<String> resources() {
    return SparkTestData.names(".json");
  }

  @ParameterizedTest
  @MethodSource("resources")
  void readsSparksOwnTestFilesAsSparkDoes(String name) throws IOException {
    byte[] body = SparkTestData.bytes(name);
    JsonOracle.assertSame(folder, body, Map.of("multiLine", "true"), null);
    if (!name.startsWith("utf")) {
      JsonOracle.assertSame(folder, body, Map.of(), null);
      JsonOracle.assertSame(folder, body, Map.of("mode", "DROPMALFORMED"), null);
      JsonOracle.assertSame(folder, body, Map.of("mode", "FAILFAST"), null);
    }
  }

  /** Records of all kinds with random damage; the seed is the name of the case. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void readsRandomDamageAsSparkDoes(int seed) throws IOException {
    Random random = new Random(seed);
    List<byte[]> lines = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      List<String> from = i % 3 == 0 ? CLEAN : i % 3 == 1 ? DIRTY : TYPED_LINES;
      byte[] line = from.get(random.nextInt(from.size())).getBytes(StandardCharsets.UTF_8);
      int damages = random.nextInt(3);
      for (int d = 0; d < damages && line.length > 0; d++) {
        int at = random.nextInt(line.length);
        switch (random.nextInt(4)) {
          case 0 -> line[at] = (byte) "{}[]:,\"\\ 0-e.tn\u0001".charAt(random.nextInt(16));
          case 1 -> line = java.util.Arrays.copyOf(line, at);
          case 2 -> line[at] = (byte) (0x80 + random.nextInt(128));
          default -> {
            byte[] longer = new byte[line.length + 1];
            System.arraycopy(line, 0, longer, 0, at);
            longer[at] = (byte) "0123456789\"{".charAt(random.nextInt(12));
            System.arraycopy(line, at, longer, at + 1, line.length - at);
            line = longer;
          }
        }
      }
      lines.add(line);
    }
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    for (byte[] line : lines) {
      out.write(line);
      out.write('\n');
    }
    for (String mode : List.of("PERMISSIVE", "DROPMALFORMED")) {
      Map<String, String> options = Map.of("mode", mode, "multiLine", "false");
      JsonOracle.assertSame(folder, out.toByteArray(), options, StructType.fromDDL(TYPED));
      JsonOracle.assertSame(
          folder,
          out.toByteArray(),
          options,
          StructType.fromDDL("a LONG, b STRING, c BOOLEAN, d DOUBLE, _corrupt_record STRING"));
    }
  }
}

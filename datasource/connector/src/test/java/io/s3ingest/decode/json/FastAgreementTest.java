package io.s3ingest.decode.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.RowVectors;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.testing.Decoded;
import io.s3ingest.testing.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.internal.SQLConf$;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken without Spark's parser must be what Spark's parser makes of it. */
final class FastAgreementTest {
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "a LONG, b STRING, c BOOLEAN, d DOUBLE, i INT, s SHORT, day DATE, ts TIMESTAMP,"
              + " dec DECIMAL(10,2), st STRUCT<x: LONG, y: STRING, z: STRUCT<w: BOOLEAN>>,"
              + " arr ARRAY<DOUBLE>, deep ARRAY<STRUCT<x: INT>>, mp MAP<STRING, LONG>");

  private static final String[] KEYS = {
    "a", "b", "c", "d", "i", "s", "day", "ts", "dec", "st", "arr", "deep", "mp", "x", "y", "z", "w",
    "é", "unknown", "A", ""
  };

  private static final String[] SCALARS = {
    "1",
    "-1",
    "0",
    "-0",
    "01",
    "1.5",
    "-0.0",
    "1e5",
    "1E-7",
    "0.1",
    "123456789.125",
    "1.",
    ".5",
    "9223372036854775807",
    "9223372036854775808",
    "2147483648",
    "32768",
    "999999999999999999",
    "12345678901234567.89",
    "4.9e-324",
    "1e400",
    "true",
    "false",
    "null",
    "tru",
    "NaN",
    "\"\"",
    "\"x\"",
    "\"é€\"",
    "\"q\\\"\\\\ \\n\\u00e9\"",
    "\"\\ud83d\\ude00\"",
    "\"\\ud800\"",
    "\"\\x\"",
    "\"tab\t\"",
    "\"1\"",
    "\"2024-01-15\"",
    "\"2024-01-15T10:30:00Z\"",
    "\"2024-01-15 10:30:00.123456+02:00\"",
    "\"2024-02-30\"",
    "\" 2024-01-15 \"",
    "\"12:30\""
  };

  private static void value(Random random, StringBuilder out, int depth) {
    int kind = depth > 3 ? 9 : random.nextInt(10);
    if (kind == 0) {
      out.append('[');
      for (int n = random.nextInt(4); n > 0; n--) {
        value(random, out, depth + 1);
        out.append(n > 1 ? random.nextBoolean() ? "," : " , " : "");
      }
      out.append(']');
    } else if (kind == 1) {
      object(random, out, depth + 1);
    } else {
      out.append(SCALARS[random.nextInt(SCALARS.length)]);
    }
  }

  private static void object(Random random, StringBuilder out, int depth) {
    out.append('{');
    for (int n = random.nextInt(5); n > 0; n--) {
      out.append('"').append(KEYS[random.nextInt(KEYS.length)]).append("\":");
      out.append(random.nextInt(4) == 0 ? " " : "");
      value(random, out, depth);
      out.append(n > 1 ? "," : "");
    }
    out.append('}');
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void takesWhatSparksParserTakes(long seed) {
    Random random = new Random(seed);
    JsonSettings settings = JsonSettings.of(Decoded.options(Map.of(), Map.of()));
    scala.Function1<Object, Object> external =
        CatalystTypeConverters.createToScalaConverter(SCHEMA);
    int[] targets = new int[SCHEMA.length()];
    Arrays.setAll(targets, i -> i);
    int taken =
        SQLConf$.MODULE$.withExistingConf(
            settings.session(),
            () -> {
              int count = 0;
              RecordParser parser = new RecordParser(SCHEMA, settings);
              for (int i = 0; i < 5000; i++) {
                StringBuilder text = new StringBuilder();
                object(random, text, 0);
                byte[] record = text.toString().getBytes(StandardCharsets.UTF_8);
                if (random.nextInt(4) == 0) {
                  record[random.nextInt(record.length)] = (byte) random.nextInt(256);
                }
                try (RowVectors fast = new RowVectors(SCHEMA, 2);
                    RowVectors slow = new RowVectors(SCHEMA, 2)) {
                  if (!new FastRecords(SCHEMA, targets, -1, fast, 2, parser, settings)
                      .append(record, 0, record.length, true)) {
                    continue;
                  }
                  count++;
                  RecordParser.Outcome outcome = parser.parse(record, 0, record.length, true);
                  assertThat(outcome.failure()).as(text.toString()).isNull();
                  for (InternalRow row : outcome.rows()) {
                    slow.append(row);
                  }
                  assertThat(rows(fast, external))
                      .as(text.toString())
                      .isEqualTo(rows(slow, external));
                }
              }
              return count;
            });
    assertThat(taken).isGreaterThan(800);
  }

  /** One record after the other: what a declined one leaves behind would show in the next. */
  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void readsRecordsInARowAsSparksParserDoes(long seed) {
    Random random = new Random(seed);
    DecodeOptions options = Decoded.options(Map.of("multiLine", "false"), Map.of());
    JsonSettings settings = JsonSettings.of(options);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    List<byte[]> records = new ArrayList<>();
    String[] ends = {"\n", "\n", "\r\n", " \t\n", "\r"};
    for (int i = 0; i < 4000; i++) {
      StringBuilder record = new StringBuilder();
      object(random, record, 0);
      byte[] bytes = record.toString().getBytes(StandardCharsets.UTF_8);
      if (random.nextInt(8) == 0) {
        bytes[random.nextInt(bytes.length)] = (byte) (0x20 + random.nextInt(224));
      }
      records.add(bytes);
      text.writeBytes(bytes);
      text.writeBytes(ends[random.nextInt(ends.length)].getBytes(StandardCharsets.UTF_8));
    }
    MemoryStore store = new MemoryStore();
    ObjectRef object = store.add("t/f.json", text.toByteArray());
    Decoded decoded = Decoded.of(JsonOracle.FORMAT, store, object, SCHEMA, options);
    List<String> expected =
        SQLConf$.MODULE$.withExistingConf(
            settings.session(), () -> expected(records, new RecordParser(SCHEMA, settings)));
    assertThat(decoded.rows()).isEqualTo(expected);
  }

  private static List<String> expected(List<byte[]> records, RecordParser parser) {
    scala.Function1<Object, Object> external =
        CatalystTypeConverters.createToScalaConverter(SCHEMA);
    List<String> out = new ArrayList<>();
    try (RowVectors vectors = new RowVectors(SCHEMA, 8)) {
      for (byte[] record : records) {
        vectors.reset();
        for (InternalRow row : parser.parse(record, 0, record.length, true).rows()) {
          vectors.append(row);
        }
        if (vectors.rows() == 0) {
          vectors.append(new GenericInternalRow(SCHEMA.length()));
        }
        vectors
            .batch()
            .rowIterator()
            .forEachRemaining(row -> out.add(Decoded.text(external.apply(row))));
      }
    }
    return out;
  }

  private static List<String> rows(RowVectors vectors, scala.Function1<Object, Object> external) {
    List<String> out = new ArrayList<>();
    vectors.batch().rowIterator().forEachRemaining(row -> out.add(external.apply(row).toString()));
    return out;
  }
}

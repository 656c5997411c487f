package io.s3ingest.decode.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.decode.RowVectors;
import io.s3ingest.testing.Decoded;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.spark.sql.internal.SQLConf$;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes straight into vectors and what is left to Spark; that both agree is tested apart. */
final class FastRecordsTest {
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "a LONG, b STRING, c BOOLEAN, d DOUBLE, i INT, day DATE, ts TIMESTAMP,"
              + " st STRUCT<x: LONG, y: STRING>, arr ARRAY<DOUBLE>, mp MAP<STRING, LONG>");

  private static int appended(String record) {
    JsonSettings settings = JsonSettings.of(Decoded.options(Map.of(), Map.of()));
    return SQLConf$.MODULE$.withExistingConf(
        settings.session(),
        () -> {
          try (RowVectors rows = new RowVectors(SCHEMA, 4)) {
            FastRecords fast =
                new FastRecords(
                    SCHEMA,
                    new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
                    -1,
                    rows,
                    4,
                    new RecordParser(SCHEMA, settings),
                    settings);
            byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
            boolean taken = fast.append(bytes, 0, bytes.length, true);
            assertThat(rows.rows() > 0).isEqualTo(taken);
            fast.settle();
            for (var vector : rows.vectors()) {
              assertThat(vector.getElementsAppended()).isEqualTo(rows.rows());
            }
            return rows.rows();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"a\":1,\"b\":\"x\",\"c\":true,\"d\":1.5,\"i\":-7}",
        " { \"d\" : 1e-7 , \"a\" : null } ",
        "{\"b\":\"é € \\n \\u00e9 \\\" \\\\\"}",
        "{\"b\":12.50}",
        "{\"b\":{\"raw\": [1]}}",
        "{\"day\":\"2024-01-15\",\"ts\":\"2024-01-15T10:30:00.123Z\"}",
        "{\"unknown\":{\"deep\":[1,\"\\t\",{}]},\"a\":1}",
        "{\"st\":{\"x\":1,\"y\":\"z\",\"q\":[]},\"arr\":[1,null,2.5],\"mp\":{\"k\":1,\"j\":null}}",
        "{\"st\":null,\"arr\":[],\"mp\":{}}",
        "{\"st\":{\"y\":\"escaped \\n\"}}",
        "{\"a\":1,\"a\":2}",
        "[{\"a\":1}, {\"b\":null}]",
        "{\"a\":9223372036854775807,\"b\":\"\\ud83d\\ude00\"}",
        "{\"a\":1234567890123456789,\"d\":0.1234567890123456789}"
      })
  void takesWellFormedRecords(String record) {
    assertThat(appended(record)).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "[{\"a\":null},{\"a\":\"x\"}]",
        "[{\"a\":1}] trailing",
        "{\"a\":1",
        "{\"a\":1}}",
        "{\"a\":1} trailing",
        "{\"a\":1,}",
        "{\"a\":01}",
        "{\"a\":1.5}",
        "{\"a\":\"1\"}",
        "{\"a\":9223372036854775808}",
        "{\"i\":2147483648}",
        "{\"c\":truE}",
        "{\"c\":truex}",
        "{\"d\":NaN}",
        "{\"d\":1.}",
        "{\"b\":\"cut",
        "{\"b\":\"\\x\"}",
        "{\"b\":\"\\ud83d\"}",
        "{\"b\":\"\\ude00\\ud83d\"}",
        "{\"b\":\"\\ud83d\\n\"}",
        "{\"b\":\"tab\t\"}",
        "{'a':1}",
        "{a:1}",
        "{\"a\" 1}",
        "{\"ts\":\"nope\"}",
        "{\"day\":\"\"}",
        "{\"unknown\":tru}",
        "{\"st\":{\"x\":\"bad\"}}",
        "{\"st\":{\"x\":1}",
        "{\"arr\":[1,]}",
        "{\"mp\":{\"k\"}}"
      })
  void leavesTheRestToSpark(String record) {
    assertThat(appended(record)).isZero();
  }
}

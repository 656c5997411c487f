package io.s3ingest.decode.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.decode.InferredSchema;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvInferenceTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\n1\n2\n",
        "a\n1\n3000000000\n",
        "a\n1\n99999999999999999999\n",
        "a\n1\n1.5\n",
        "a\n1.5\n99999999999999999999\n",
        "a\n1\nx\n",
        "a\ntrue\nFALSE\n",
        "a\ntrue\n1\n",
        "a\n2024-01-31\n2024-02-01\n",
        "a\n2024-01-31\n2024-02-01 10:00:00\n",
        "a\n2024-02-01 10:00:00\n2024-01-31\n",
        "a\n2024-02-01T10:00:00Z\n",
        "a\n2024-13-01\n",
        "a\nNaN\n1\n",
        "a\nInf\n-Inf\n",
        "a\n\"1\"\n\"2\"\n",
        "a,b\n1,\n,\n",
        "a,A,a\n1,2,3\n",
        "a,,\"\",b\n1,2,3,4\n",
        "a,b\n1\n2,x,9\n",
        "a\n 1\n",
        "a\n007\n+7\n",
        "a\n1e3\n",
        "a\n",
        "",
        "\n\n",
        "\ufeffa\n1\n"
      })
  void givesSparksTypesAndNames(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    for (String more : new String[] {"", "header=false", "preferDate=false", "nullValue=1"}) {
      Map<String, String> options = CsvAgainstSparkTest.map(more + " inferSchema=true");
      assertThat(
              SparkCsvOracle.nullsAsStrings(
                  CsvRead.of("a.csv", bytes).with(options).infer().schema()))
          .as(more)
          .isEqualTo(SparkCsvOracle.schema(bytes, options));
    }
  }

  @Test
  void leavesTheTypeOfAColumnWithoutValuesOpen() {
    InferredSchema inferred = CsvRead.of("a,b\n1,\n2,\n").infer();
    assertThat(inferred.schema().simpleString()).isEqualTo("struct<a:int,b:void>");
    assertThat(inferred.records()).isEqualTo(2);
  }

  @Test
  void infersTypesByDefaultAndNotIfTold() {
    assertThat(CsvRead.of("a\n1\n").infer().schema().simpleString()).isEqualTo("struct<a:int>");
    assertThat(CsvRead.of("a\n1\n").with("inferSchema", "false").infer().schema().simpleString())
        .isEqualTo("struct<a:string>");
  }

  @Test
  void looksAtTheRecordsThatBeginInTheSampleAndAtOneAtLeast() {
    CsvRead read = CsvRead.of("a\n1\n2\nx\n");
    assertThat(read.sampleBytes(5).infer().schema().simpleString()).isEqualTo("struct<a:int>");
    assertThat(read.sampleBytes(7).infer().schema().simpleString()).isEqualTo("struct<a:string>");
    assertThat(read.sampleBytes(1).infer().records()).isEqualTo(1);
  }

  @Test
  void seesCaseOnlyDifferencesAsTheSessionDoes() {
    CsvRead read = CsvRead.of("a,A\n1,2\n");
    assertThat(read.infer().schema().simpleString()).isEqualTo("struct<a0:int,A1:int>");
    assertThat(read.conf("spark.sql.caseSensitive", "true").infer().schema().simpleString())
        .isEqualTo("struct<a:int,A:int>");
  }

  @Test
  void joinsLinesInsideQuotes() {
    InferredSchema inferred = CsvRead.of("a,b\n\"1\n2\",3\n").infer();
    assertThat(inferred.schema().simpleString()).isEqualTo("struct<a:string,b:int>");
    assertThat(inferred.records()).isEqualTo(1);
  }
}

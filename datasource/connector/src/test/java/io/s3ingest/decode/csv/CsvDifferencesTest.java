package io.s3ingest.decode.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the list of wanted differences from Spark closed: each is shown here, none is left out. */
final class CsvDifferencesTest {
  private static final Path PAGE = Path.of("../../docs/differences.md");

  /** A difference: its id on the page, and a file on which both readers are right in their way. */
  private enum Difference {
    CSV_BY_NAME("", "b INT, a INT", "a,b\n1,2\n", List.of("[1,2]"), List.of("[2,1]")),
    CSV_RAGGED_BY_HEADER("mode=DROPMALFORMED", "a INT", "a,b\n1,2\n", List.of(), List.of("[1]")),
    CSV_BREAKS_IN_QUOTES_KEPT(
        "multiLine=true",
        "a STRING",
        "a\r\n\"x\r\ny\"\r\n",
        List.of("[x\ny]"),
        List.of("[x\r\ny]")),
    CSV_LONE_RETURN(
        "multiLine=true", "a STRING", "a\nx\ry\n", List.of("[x\ry]"), List.of("[x]", "[y]")),
    CSV_UNCLOSED_QUOTE(
        "multiLine=true",
        "a STRING, b INT",
        "a,b\n\"x,1\ny,2\n",
        List.of("[x,1\ny,2\n,null]"),
        List.of("[x,1,null]", "[y,2]")),
    CSV_TOKENIZER_FAILURE(
        "multiLine=false ignoreTrailingWhiteSpace=true",
        "a STRING, b INT",
        "a,b\n ,1\n",
        List.of("fails"),
        List.of("[null,1]")),
    CSV_LONG_FIELD(
        "multiLine=false maxCharsPerColumn=3",
        "a STRING, b INT",
        "a,b\nlong text,1\nx,2\n",
        List.of("fails"),
        List.of("[null,null]", "[x,2]"));

    private final String options;
    private final StructType schema;
    private final String body;
    private final List<String> spark;
    private final List<String> ours;

    Difference(String options, String ddl, String body, List<String> spark, List<String> ours) {
      this.options = options;
      this.schema = StructType.fromDDL(ddl);
      this.body = body;
      this.spark = spark;
      this.ours = ours;
    }

    private String id() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  @ParameterizedTest
  @EnumSource
  void isADifferenceStill(Difference difference) {
    byte[] bytes = difference.body.getBytes(StandardCharsets.UTF_8);
    Map<String, String> options = CsvAgainstSparkTest.map(difference.options);
    List<String> theirs;
    try {
      theirs =
          SparkCsvOracle.rows(bytes, options, difference.schema).stream()
              .map(Row::toString)
              .toList();
    } catch (RuntimeException e) {
      theirs = List.of("fails");
    }
    List<String> ours =
        CsvRead.of("a.csv", bytes).with(options).rows(difference.schema).stream()
            .map(Row::toString)
            .toList();
    assertThat(theirs).as("Spark").isEqualTo(difference.spark);
    assertThat(ours).as("ours").isEqualTo(difference.ours);
  }

  @Test
  void standsOnThePageAndNoOtherDoes() throws IOException {
    List<String> onPage =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.startsWith("### csv-"))
            .map(line -> line.substring(4).trim())
            .toList();
    assertThat(onPage)
        .containsExactlyElementsOf(Arrays.stream(Difference.values()).map(Difference::id).toList());
  }
}

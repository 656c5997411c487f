package io.s3ingest.decode.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The CSV files of Spark's own tests, unpacked by the build, read with the options that they need.
 */
final class CsvSparkResourcesTest {
  private static final Path RESOURCES = Path.of("target/spark-test-data/test-data");

  /** Names of files, each with its options. */
  static List<String> files() {
    return List.of(
        "bad_after_good.csv::header=false",
        "bool.csv::",
        "cars.csv::",
        "cars.csv::header=false",
        "cars.csv::escape=\\",
        "cars.tsv::sep=\\t",
        "cars-alternative.csv::sep=| quote=' escape='",
        "cars-blank-column-name.csv::",
        "cars-crlf.csv::",
        "cars-empty-value.csv::",
        "cars-malformed.csv::comment=~",
        "cars-multichar-delim.csv::sep=,_",
        "cars-multichar-delim-crazy.csv::sep=_/-\\\\_ quote=' escape='",
        "cars-null.csv::nullValue=null",
        "cars-unbalanced-quotes.csv::quote=",
        "cars-unbalanced-quotes.csv::",
        "cars_iso-8859-1.csv::encoding=iso-8859-1 sep=\u00fe",
        "char.csv::",
        "comments.csv::header=false comment=~",
        "comments-whitespaces.csv::header=false comment=#",
        "date-infer-schema.csv::",
        "date-infer-schema.csv::preferDate=false",
        "dates.csv::timestampFormat=dd/MM/yyyy^HH:mm",
        "decimal.csv::",
        "disable_comments.csv::header=false",
        "empty.csv::",
        "malformedRow.csv::",
        "more-columns.csv::header=false",
        "numbers.csv::nullValue=-- nanValue=NAN positiveInf=INF negativeInf=-INF",
        "simple_sparse.csv::header=false",
        "timestamps.csv::timestampFormat=dd/MM/yyyy^HH:mm",
        "unescaped-quotes.csv::header=false",
        "unescaped-quotes.csv::header=false escape=\\",
        "value-malformed.csv::header=false");
  }

  @ParameterizedTest
  @MethodSource("files")
  void readsAsSparkDoes(String nameAndOptions) throws IOException {
    String name = nameAndOptions.substring(0, nameAndOptions.indexOf("::"));
    String options = nameAndOptions.substring(name.length() + 2);
    Path file = RESOURCES.resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    Map<String, String> map =
        CsvAgainstSparkTest.map(options + " multiLine=false inferSchema=true");
    StructType schema = SparkCsvOracle.schema(file, map);
    CsvRead read = CsvRead.of(name, bytes).with(map);
    assertThat(SparkCsvOracle.nullsAsStrings(read.infer().schema())).isEqualTo(schema);
    assertThat(text(read.rows(schema))).isEqualTo(text(SparkCsvOracle.rows(file, map, schema)));
  }

  private static List<String> text(List<Row> rows) {
    return rows.stream().map(Row::toString).toList();
  }
}

package io.s3ingest.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.testing.ScriptedS3;
import io.s3ingest.testing.TestSpark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the list of wanted differences closed that whole reads show, folders and all. */
final class ReaderDifferencesTest {
  private static final Path PAGE = Path.of("../../docs/differences.md");

  @TempDir private Path folder;

  /** A difference: its id on the page, files, and what both make of them. */
  private enum Difference {
    READER_NULL_LEVEL(
        "csv",
        Map.of(),
        Map.of("p=__HIVE_DEFAULT_PARTITION__/a.csv", "id\n1\n"),
        List.of("struct<id:int,p:void>", "[1,null]"),
        List.of("struct<id:int,p:string>", "[1,null]")),
    READER_EMPTY_LEVEL(
        "csv",
        Map.of(),
        Map.of("p=/a.csv", "id\n1\n", "p=x/b.csv", "id\n2\n"),
        List.of("INTERNAL_ERROR"),
        List.of("struct<id:int,p:string>", "[1,null]", "[2,x]")),
    READER_MIXED_LEVELS(
        "csv",
        Map.of(),
        Map.of("y=1/a.csv", "id\n1\n", "y=2/m=3/b.csv", "id\n2\n"),
        List.of("CONFLICTING_PARTITION_COLUMN_NAMES"),
        List.of("struct<id:int,y:int,m:int>", "[1,1,null]", "[2,2,3]")),
    READER_NAMES_BY_CASE(
        "json",
        Map.of(),
        Map.of("a.json", "{\"id\":1}\n", "b.json", "{\"ID\":1}\n"),
        List.of("struct<id:bigint>", "[1]", "[null]"),
        List.of("S3INGEST_AMBIGUOUS_COLUMN_NAME")),
    READER_JSON_DUPLICATE_KEYS(
        "json",
        Map.of(),
        Map.of("a.json", "{\"a\":1,\"a\":2}\n"),
        List.of("COLUMN_ALREADY_EXISTS"),
        List.of("struct<a:bigint>", "[2]")),
    READER_JSON_NESTED_DUPLICATE_KEYS(
        "json",
        Map.of(),
        Map.of("a.json", "{\"s\":{\"a\":1,\"a\":2}}\n"),
        List.of("COLUMN_ALREADY_EXISTS"),
        List.of("struct<s:struct<a:bigint>>", "[[2]]")),
    READER_JSON_NESTED_KEYS_BY_CASE(
        "json",
        Map.of(),
        Map.of("a.json", "{\"s\":{\"a\":1,\"A\":2}}\n"),
        List.of("COLUMN_ALREADY_EXISTS"),
        List.of("struct<s:struct<A:bigint,a:bigint>>", "[[2,1]]")),
    READER_JSON_DOCUMENT_BOUNDED(
        "json",
        Map.of("multiLine", "true", "maxRecordBytes", "9"),
        Map.of("a.json", "{\"id\":\n 1}\n"),
        List.of("struct<id:bigint>", "[1]"),
        List.of("S3INGEST_RECORD_TOO_LARGE")),
    READER_JSON_MALFORMED_CHARACTERS(
        "json",
        Map.of("encoding", "US-ASCII", "lineSep", "\n"),
        Map.of("a.json", "{\"a\":\"é\"}\n{\"a\":\"b\"}\n"),
        List.of("struct<_corrupt_record:string,a:string>", "[null,b]", "[{\"a\":\"é\"},null]"),
        List.of("struct<a:string>", "[b]", "[\ufffd\ufffd]"));

    private final String format;
    private final Map<String, String> options;
    private final Map<String, String> files;
    private final List<String> spark;
    private final List<String> ours;

    Difference(
        String format,
        Map<String, String> options,
        Map<String, String> files,
        List<String> spark,
        List<String> ours) {
      this.format = format;
      this.options = options;
      this.files = new TreeMap<>(files);
      this.spark = spark;
      this.ours = ours;
    }

    private String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @ParameterizedTest
  @EnumSource
  void isADifferenceStill(Difference difference) throws IOException {
    try (ScriptedS3 server = ScriptedS3.start()) {
      for (Map.Entry<String, String> file : difference.files.entrySet()) {
        Path path = folder.resolve("t/" + file.getKey());
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue(), StandardCharsets.UTF_8);
        server.bucket("b").put("t/" + file.getKey(), file.getValue());
      }
      Map<String, String> options = new TreeMap<>(difference.options);
      List<String> ours =
          outcome(reader("s3ingest", options).options(server.options()), "s3://b/t/");
      options.remove("maxRecordBytes");
      if (difference.format.equals("csv")) {
        options.put("header", "true");
        options.put("inferSchema", "true");
      }
      List<String> spark =
          outcome(reader(difference.format, options), folder.resolve("t").toString());
      if (difference == Difference.READER_NAMES_BY_CASE) {
        // Which spelling Spark takes depends on the task that ends first.
        spark = spark.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList();
      }
      assertThat(ours + " / " + spark).isEqualTo(difference.ours + " / " + difference.spark);
    }
  }

  @Test
  void standsOnThePageAndNoOtherDoes() throws IOException {
    List<String> onPage =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.startsWith("### reader-"))
            .map(line -> line.substring(4).trim())
            .toList();
    assertThat(onPage)
        .containsExactlyElementsOf(Arrays.stream(Difference.values()).map(Difference::id).toList());
  }

  private static DataFrameReader reader(String format, Map<String, String> options) {
    return TestSpark.session().read().format(format).options(options);
  }

  /** Returns the schema and the rows, or what the failure is called. */
  private static List<String> outcome(DataFrameReader reader, String path) {
    try {
      Dataset<Row> table = reader.load(path).drop("_last_modified_time");
      List<String> out = new ArrayList<>();
      table.collectAsList().forEach(row -> out.add(row.toString()));
      out.sort(null);
      out.add(0, table.schema().simpleString());
      return out;
    } catch (Exception | AssertionError e) { // Scala does not declare Spark's exceptions
      Throwable named =
          e instanceof org.apache.spark.SparkThrowable
              ? e
              : io.s3ingest.error.S3IngestException.in(e);
      return List.of(
          named instanceof org.apache.spark.SparkThrowable spark && spark.getCondition() != null
              ? spark.getCondition()
              : e.getClass().getSimpleName());
    }
  }
}

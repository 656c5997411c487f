package io.s3ingest.decode.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.testing.Decoded;
import io.s3ingest.testing.MemoryStore;
import io.s3ingest.testing.TestSpark;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the list of wanted differences from Spark closed: each is shown here, none is left out. */
final class JsonDifferencesTest {
  private static final Path PAGE = Path.of("../../docs/differences.md");

  @TempDir Path folder;

  /** A difference: its id on the page, and a file on which both readers are right in their way. */
  private enum Difference {
    JSON_SHAPE_BY_CONTENT(
        Map.of(),
        "a LONG",
        "a LONG",
        "UTF-8",
        "[\n{\"a\":1},\n{\"a\":2}\n]\n",
        List.of("{null}", "{Long:1}", "{Long:2}", "{null}"),
        List.of("{Long:1}", "{Long:2}")),
    JSON_MIXED_SHAPES(
        Map.of(),
        "a LONG",
        "a LONG",
        "UTF-8",
        "{\"a\":1}\n[{\"a\":2}]\n",
        List.of("{Long:1}", "{Long:2}"),
        List.of("fails")),
    JSON_BROKEN_DOCUMENT(
        Map.of(),
        "a LONG",
        "a LONG",
        "UTF-8",
        "[\n{\"a\":1},\n",
        List.of("{null}", "{Long:1}"),
        List.of("fails")),
    JSON_JUDGED_WHOLE(
        Map.of("mode", "DROPMALFORMED"),
        "a LONG, b STRING",
        "b STRING",
        "UTF-8",
        "{\"a\":\"x\",\"b\":\"y\"}\n",
        List.of("{String:y}"),
        List.of()),
    JSON_CORRUPT_COLUMN_ALONE(
        Map.of(),
        "a LONG, _corrupt_record STRING",
        "_corrupt_record STRING",
        "UTF-8",
        "{\"a\":1}\nbad\n",
        List.of("fails"),
        List.of("{null}", "{String:bad}")),
    JSON_LOCAL_TIME_IN_ARRAY(
        Map.of("multiLine", "false", "spark.sql.json.enablePartialResults", "false"),
        "a LONG, t TIMESTAMP_NTZ",
        "a LONG, t TIMESTAMP_NTZ",
        "UTF-8",
        "{\"a\":1}\n[{\"t\":\"2024-01-15T10:30:00Z\"}]\n",
        List.of("fails"),
        List.of("{Long:1|null}", "{null|null}")),
    JSON_LEGACY_DATE_IN_ARRAY(
        Map.of(
            "multiLine",
            "false",
            "dateFormat",
            "yyyy-MM-dd",
            "spark.sql.legacy.timeParserPolicy",
            "LEGACY",
            "spark.sql.json.enablePartialResults",
            "false"),
        "a LONG, d DATE",
        "a LONG, d DATE",
        "UTF-8",
        "{\"a\":1}\n[{\"d\":\"plain text\"}]\n",
        List.of("fails"),
        List.of("{Long:1|null}", "{null|null}")),
    JSON_ENCODING_WITHOUT_SEPARATOR(
        Map.of("encoding", "UTF-16LE"),
        "a LONG",
        "a LONG",
        "UTF-16LE",
        "{\"a\":1}\n{\"a\":2}\n",
        List.of("fails"),
        List.of("{Long:1}", "{Long:2}")),
    JSON_ENCODING_BY_FIRST_BYTES(
        Map.of(),
        "a LONG",
        "a LONG",
        "UTF-16LE",
        "{\"a\":1}\n{\"a\":2}\n",
        List.of("{Long:1}", "{Long:2}", "{null}"),
        List.of("{Long:1}", "{Long:2}")),
    JSON_RAW_TEXT_WITH_ENCODING(
        Map.of("encoding", "UTF-8"),
        "b STRING",
        "b STRING",
        "UTF-8",
        "{\"b\":{\"x\": 1}}\n",
        List.of("{String:{\"x\":1}}"),
        List.of("{String:{\"x\": 1}}"));

    private final Map<String, String> options;
    private final StructType schema;
    private final StructType required;
    private final byte[] body;
    private final List<String> spark;
    private final List<String> ours;

    Difference(
        Map<String, String> options,
        String schema,
        String required,
        String charset,
        String body,
        List<String> spark,
        List<String> ours) {
      this.options = options;
      this.schema = StructType.fromDDL(schema);
      this.required = StructType.fromDDL(required);
      this.body = body.getBytes(Charset.forName(charset));
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
    Path file = folder.resolve("f.json");
    Files.write(file, difference.body);
    Map<String, String> conf = new TreeMap<>();
    Map<String, String> given = new TreeMap<>();
    difference.options.forEach(
        (name, value) -> (name.startsWith("spark.") ? conf : given).put(name, value));
    SparkSession spark = TestSpark.session().newSession();
    conf.forEach(spark.conf()::set);
    List<String> theirs;
    try {
      theirs =
          Decoded.oracle(
              spark
                  .read()
                  .schema(difference.schema)
                  .options(given)
                  .json(file.toString())
                  .selectExpr(difference.required.fieldNames()));
    } catch (Exception e) { // Scala does not declare Spark's exceptions
      theirs = List.of("fails");
    }
    MemoryStore store = new MemoryStore();
    ObjectRef object = store.add("t/f.json", difference.body);
    DecodeOptions options = Decoded.options(given, conf);
    List<String> ours;
    try {
      ours =
          Decoded.of(
                  JsonOracle.FORMAT,
                  store,
                  FileSplit.whole(object),
                  difference.schema,
                  difference.required,
                  List.of(),
                  options)
              .rows();
    } catch (S3IngestException e) {
      ours = List.of("fails");
    }
    assertThat(theirs).as("Spark").isEqualTo(difference.spark);
    assertThat(ours).as("ours").isEqualTo(difference.ours);
  }

  @Test
  void standsOnThePageAndNoOtherDoes() throws IOException {
    List<String> onPage =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.startsWith("### json-"))
            .map(line -> line.substring(4).trim())
            .toList();
    assertThat(onPage)
        .containsExactlyElementsOf(Arrays.stream(Difference.values()).map(Difference::id).toList());
  }
}

package io.s3ingest.decode.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.error.S3IngestException;
import io.s3ingest.metric.RecordCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Spark's own reader is the oracle: the same options must give the same typed rows. */
final class CsvAgainstSparkTest {
  private static final List<String> MODES = List.of("PERMISSIVE", "DROPMALFORMED", "FAILFAST");

  /** The outcome of a read that is refused. */
  static final List<String> FAILS = List.of("fails");

  static final StructType SCHEMA =
      StructType.fromDDL(CsvCorpus.SCHEMA + ", _corrupt_record STRING");

  /** Options as name=value pairs, separated by spaces; {@code ^} stands for a space. */
  static List<String> optionMatrix() {
    return List.of(
        "",
        "escape=\\",
        "header=false",
        "sep=;",
        "sep=||",
        "sep=\\t",
        "nullValue=NA",
        "nullValue=NA emptyValue=EMPTY",
        "emptyValue=NA",
        "ignoreLeadingWhiteSpace=true",
        "ignoreTrailingWhiteSpace=true",
        "ignoreLeadingWhiteSpace=true ignoreTrailingWhiteSpace=true",
        "comment=#",
        "quote=' escape='",
        "quote=",
        "quote= escape=\\",
        "unescapedQuoteHandling=STOP_AT_CLOSING_QUOTE",
        "unescapedQuoteHandling=BACK_TO_DELIMITER",
        "unescapedQuoteHandling=SKIP_VALUE",
        "unescapedQuoteHandling=RAISE_ERROR",
        "escape=\\ charToEscapeQuoteEscaping=#",
        "dateFormat=dd/MM/yyyy",
        "dateFormat=yyyy-MM-dd",
        "timestampFormat=yyyy-MM-dd^HH:mm:ss",
        "timeZone=America/Los_Angeles",
        "timeZone=Asia/Kolkata",
        "locale=de",
        "nanValue=-0.0 positiveInf=0 negativeInf=1.5",
        "encoding=ISO-8859-1",
        "preferDate=false",
        "enableDateTimeParsingFallback=false",
        "lineSep=\n");
  }

  /** All but those on which Spark's tokenizer fails; the list of differences has them. */
  static List<String> lineMatrix() {
    return optionMatrix().stream()
        .filter(options -> !options.equals("ignoreTrailingWhiteSpace=true"))
        .filter(options -> !options.endsWith("RAISE_ERROR"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "escape=\\", "header=false", "comment=#"})
  void agreesOnFilesMadeByHandInEveryMode(String options) {
    List<String> differences = new ArrayList<>();
    CsvCorpus.byHand()
        .forEach(
            (name, body) -> {
              for (String mode : MODES) {
                if (!name.equals("comments") || options.contains("comment=")) {
                  String all = options + " multiLine=false mode=" + mode;
                  differences.addAll(differences(name, body, all));
                }
              }
            });
    assertThat(differences).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("lineMatrix")
  void agreesLineByLine(String options) {
    String all = options + " multiLine=false";
    List<String> differences =
        new ArrayList<>(differences("random", CsvCorpus.random(1, 400, false), all));
    differences.addAll(differences("broken", CsvCorpus.random(2, 400, true), all));
    assertThat(differences).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("optionMatrix")
  void agreesOnRecordsOfSeveralLines(String options) {
    String all = options + " multiLine=true";
    List<String> differences =
        new ArrayList<>(differences("random", CsvCorpus.random(3, 200, false), all));
    CsvCorpus.joined().forEach((name, body) -> differences.addAll(differences(name, body, all)));
    assertThat(differences).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"multiLine=false", "multiLine=true"})
  void agreesOnWhiteSpaceInTheLastFieldBehindAQuotedOne(String options) {
    String blank = "\"\", \n\"x\", \n\"x\"\"y\", \nx, \n\"\",, \n\"\",z, \n \"\", \t \n\"\", ";
    String all = options + " header=false ignoreLeadingWhiteSpace=true nullValue=NA";
    assertThat(differences("blank", blank, all)).isEmpty();
    assertThat(differences("blank", blank, all + " emptyValue=EMPTY")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "ignoreLeadingWhiteSpace=true", "sep=\\t ignoreLeadingWhiteSpace=true"})
  void agreesOnLinesOfWhiteSpace(String options) {
    for (String more : List.of("", " comment=#", " multiLine=true", " multiLine=true comment=#")) {
      String all =
          options + " header=false" + (more.contains("multiLine") ? "" : " multiLine=false");
      for (String body : List.of("x,1\n \ny,2\n", " \t\ny,2\n", "x,1\n  ", "x,1\n \n\n,\n \n")) {
        assertThat(differences("blank", body, all + more)).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sep=||", "escape=\\", "sep=|| quote=' escape='"})
  void agreesOnAQuoteAtTheEndOfTheFile(String options) {
    for (String lines : List.of(" multiLine=false", " multiLine=true")) {
      for (String body :
          List.of("x,b\"", "x,b\"\n", "\"x,y\",b\"", "\"x\",b\"\"", "x,y\"\nx,y\"")) {
        assertThat(differences("quote", body, options + " header=false" + lines)).isEmpty();
      }
    }
  }

  private static List<String> differences(String name, String body, String options) {
    Map<String, String> map = map(options);
    byte[] bytes = CsvCorpus.bytes(body, map);
    List<String> theirs = outcome(() -> SparkCsvOracle.rows(bytes, map, SCHEMA));
    return differences(name, bytes, options, theirs);
  }

  /** Returns where our rows and counts differ from an outcome of Spark. */
  static List<String> differences(String name, byte[] bytes, String options, List<String> theirs) {
    CsvRead read = CsvRead.of(name + ".csv", bytes).with(map(options));
    List<String> ours = outcome(() -> read.rows(SCHEMA));
    for (int i = 0; i < Math.max(ours.size(), theirs.size()); i++) {
      String our = i < ours.size() ? ours.get(i) : "-";
      String their = i < theirs.size() ? theirs.get(i) : "-";
      if (!our.equals(their)) {
        return List.of("\n%s {%s}%n  spark: %s%n  ours:  %s".formatted(name, options, their, our));
      }
    }
    RecordCounts counts = read.counts();
    boolean counted =
        counts.emitted() == ours.size() && counts.framed() == counts.emitted() + counts.rejected();
    return ours.equals(FAILS) || counted
        ? List.of()
        : List.of(
            "\n%s {%s}%n  %d rows, but counted %d framed, %d emitted, %d rejected"
                .formatted(
                    name,
                    options,
                    ours.size(),
                    counts.framed(),
                    counts.emitted(),
                    counts.rejected()));
  }

  static List<String> outcome(java.util.function.Supplier<List<Row>> read) {
    try {
      return read.get().stream().map(CsvAgainstSparkTest::text).toList();
    } catch (Exception e) {
      // Spark throws checked exceptions that Java does not know of.
      boolean worded = e instanceof S3IngestException || e instanceof SparkThrowable;
      return worded ? FAILS : List.of(e.toString());
    }
  }

  private static String text(Row row) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < row.length(); i++) {
      out.append(row.isNullAt(i) ? "NULL" : "<" + row.get(i) + ">").append(' ');
    }
    return out.toString().replace("\r", "\\r");
  }

  static Map<String, String> map(String options) {
    Map<String, String> out = new TreeMap<>(Map.of("header", "true", "escape", "\""));
    for (String pair : options.split(" ")) {
      if (!pair.isBlank()) {
        int at = pair.indexOf('=');
        out.put(pair.substring(0, at), pair.substring(at + 1).replace('^', ' '));
      }
    }
    return out;
  }
}

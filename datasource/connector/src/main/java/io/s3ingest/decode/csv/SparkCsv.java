package io.s3ingest.decode.csv;

import com.univocity.parsers.csv.CsvParser;
import io.s3ingest.decode.DecodeOptions;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.csv.CSVInferSchema;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.catalyst.csv.UnivocityParser;
import org.apache.spark.sql.execution.datasources.csv.CSVUtils;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.Function1;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Spark's own CSV code for one object: the meaning of options, and the values of what our decoder
 * does not take. Costly parts are made on first use. Not thread-safe.
 */
final class SparkCsv {
  private final SQLConf conf = new SQLConf();
  private final Map<String, String> parameters;
  private final CSVOptions options;
  private final CsvDialect dialect;
  private CsvParser tokenizer;
  private String lineEnd;
  private UnivocityParser parser;
  private String[] header = new String[0];
  private String[] safeHeader = header;

  SparkCsv(DecodeOptions decode, String objectName) {
    decode.sqlConf().forEach(conf::setConfString);
    this.parameters = CsvDialect.parameters(decode.text(), objectName);
    this.options =
        underSession(
            () ->
                new CSVOptions(
                    scala.collection.immutable.Map$.MODULE$.from(
                        CollectionConverters.asScala(parameters)),
                    false,
                    conf.sessionLocalTimeZone(),
                    conf.columnNameOfCorruptRecord()));
    this.dialect = CsvDialect.of(parameters, options);
  }

  CSVOptions options() {
    return options;
  }

  CsvDialect dialect() {
    return dialect;
  }

  boolean caseSensitive() {
    return conf.caseSensitiveAnalysis();
  }

  /** Returns whether columns get types from their values, which is our default. */
  boolean infersTypes() {
    return !parameters.containsKey("inferSchema") || options.inferSchemaFlag();
  }

  /** Returns whether old date parsing, which takes nearly anything, is asked for. */
  boolean legacyTimes() {
    return conf.legacyTimeParserPolicy().toString().equals("LEGACY");
  }

  /** Runs with the session's settings in place, wherever this thread is. */
  <T> T underSession(Supplier<T> body) {
    return SQLConf.withExistingConf(conf, body::get);
  }

  /**
   * Cuts a record as Spark does.
   *
   * @param closed whether a line break ends the record for the tokenizer, as it does when Spark
   *     reads streams; when it reads lines, the end of the text does
   * @return null if the tokenizer fails, or does not find one record in all of the text
   */
  String[] tokens(String text, boolean closed) {
    if (tokenizer == null) {
      tokenizer = new CsvParser(options.asParserSettings());
      // Only the first line loses a byte order mark, and no record is one that has it as such.
      tokenizer.parseLine("a");
      lineEnd = options.lineSeparator().isEmpty() ? "\n" : options.lineSeparator().get();
    }
    try {
      String[] tokens = tokenizer.parseLine(closed ? text + lineEnd : text);
      String parsed = tokens == null ? null : tokenizer.getContext().currentParsedContent();
      if (parsed != null && parsed.length() >= text.length()) {
        return tokens;
      }
    } catch (com.univocity.parsers.common.TextParsingException e) {
      // As below.
    }
    // What it has left of this text would be before the next one.
    tokenizer = null;
    return null;
  }

  /** Returns Spark's converter of field texts, which throws for a text that is no value. */
  Function1<String, Object> converter(String name, DataType type) {
    return underSession(
        () -> {
          if (parser == null) {
            parser = new UnivocityParser(new StructType(), options);
          }
          return parser.makeConverter(name, type, true);
        });
  }

  CSVInferSchema inference() {
    return underSession(() -> new CSVInferSchema(options));
  }

  /**
   * Names the fields of a header line, duplicates and nameless ones by their position. Mostly it is
   * that of the object before.
   */
  String[] safeHeader(String[] fields) {
    if (!Arrays.equals(fields, header)) {
      header = fields;
      safeHeader = CSVUtils.makeSafeHeader(fields, caseSensitive(), options);
    }
    return safeHeader;
  }
}

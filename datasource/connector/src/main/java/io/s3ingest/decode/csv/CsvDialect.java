package io.s3ingest.decode.csv;

import com.univocity.parsers.csv.UnescapedQuoteHandling;
import io.s3ingest.decode.FormatRegistry;
import io.s3ingest.decode.text.LineReader;
import io.s3ingest.error.OptionErrors;
import io.s3ingest.options.TextOptions;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.csv.CSVOptions;

/**
 * How the bytes of one CSV object become records and fields.
 *
 * @param separator between fields, in UTF-8
 * @param quote the quote byte, or {@link #NONE}
 * @param escape what escapes a quote inside quotes, or {@link #NONE}
 * @param comment first byte of lines to skip, or {@link #NONE}
 * @param lineSeparator {@link LineReader#ANY} or the bytes that end a line, in UTF-8
 * @param joinsLines whether a record goes on behind a line break inside quotes
 * @param skipsSpaceLines whether a line of white space is no record, as an empty line is none
 * @param trimsLeft whether white space before a field is left out
 * @param trimsRight whether white space behind an unquoted field is left out
 * @param plain whether we can cut well-formed records ourselves, else Spark's tokenizer does
 */
record CsvDialect(
    byte[] separator,
    int quote,
    int escape,
    int comment,
    byte[] lineSeparator,
    Charset charset,
    boolean header,
    long skipRows,
    Mode mode,
    boolean joinsLines,
    boolean skipsSpaceLines,
    boolean trimsLeft,
    boolean trimsRight,
    boolean plain) {
  static final int NONE = -1;

  /** What becomes of a bad record. */
  enum Mode {
    PERMISSIVE,
    DROPMALFORMED,
    FAILFAST
  }

  private static final Set<String> TAB_EXTENSIONS = Set.of("tsv", "tab");

  /** Returns whether Spark would read a stream, as it does with {@code multiLine}, not lines. */
  boolean isStream() {
    return !skipsSpaceLines;
  }

  /** Returns the separator that an object's name tells; empty if it tells none. */
  static String separatorByName(String objectName) {
    return TAB_EXTENSIONS.contains(FormatRegistry.extension(objectName)) ? "\t" : "";
  }

  /**
   * Returns options as Spark takes them, the separator told from the object's name if not given.
   */
  static Map<String, String> parameters(TextOptions text, String objectName) {
    Map<String, String> out = text.csv();
    String told = separatorByName(objectName);
    if (!told.isEmpty()) {
      out.putIfAbsent("sep", told);
    }
    for (String name : new String[] {"quote", "escape", "comment", "charToEscapeQuoteEscaping"}) {
      if (out.getOrDefault(name, "").length() > 1) {
        throw OptionErrors.invalidValue(name, out.get(name), "one character");
      }
    }
    if (out.getOrDefault("sep", ",").isEmpty()) {
      throw OptionErrors.invalidValue("sep", "", "at least one character");
    }
    return out;
  }

  static CsvDialect of(Map<String, String> parameters, CSVOptions spark) {
    byte[] separator = spark.delimiter().getBytes(StandardCharsets.UTF_8);
    int quote = spark.quote() == 0 ? NONE : spark.quote();
    int escape = spark.escape() == 0 ? NONE : spark.escape();
    boolean ascii = quote < 128 && escape < 128 && spark.comment() < 128;
    boolean stopsAtDelimiter =
        spark.unescapedQuoteHandling() == UnescapedQuoteHandling.STOP_AT_DELIMITER;
    boolean plain =
        ascii
            && (separator.length == 1 || isPlainLong(separator, spark))
            && separator[0] != quote
            && stopsAtDelimiter
            && spark.charToEscapeQuoteEscaping().isEmpty()
            && spark.maxCharsPerColumn() == -1;
    boolean multiLineGiven = parameters.containsKey("multiLine");
    return new CsvDialect(
        separator,
        quote,
        escape,
        spark.isCommentSet() ? spark.comment() : NONE,
        spark.lineSeparator().isEmpty()
            ? LineReader.ANY
            : spark.lineSeparator().get().getBytes(StandardCharsets.UTF_8),
        Charset.forName(spark.charset()),
        spark.headerFlag(),
        skipRows(parameters.get("skipRows")),
        mode(parameters.get("mode")),
        ascii && quote != NONE && (!multiLineGiven || spark.multiLine()),
        !spark.multiLine(),
        spark.ignoreLeadingWhiteSpaceInRead(),
        spark.ignoreTrailingWhiteSpaceInRead(),
        plain);
  }

  /**
   * Returns whether nothing in a separator of several bytes, or trimmed beside it, has a meaning.
   */
  private static boolean isPlainLong(byte[] separator, CSVOptions spark) {
    for (byte each : separator) {
      boolean isSpace = each >= 0 && each <= ' ';
      if (isSpace || each == spark.quote() || each == spark.escape()) {
        return false;
      }
    }
    return !spark.ignoreLeadingWhiteSpaceInRead() && !spark.ignoreTrailingWhiteSpaceInRead();
  }

  private static Mode mode(String text) {
    if (text == null) {
      return Mode.PERMISSIVE;
    }
    try {
      return Mode.valueOf(text.trim().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw OptionErrors.invalidValue("mode", text, "PERMISSIVE, DROPMALFORMED or FAILFAST");
    }
  }

  private static long skipRows(String text) {
    try {
      long rows = text == null ? 0 : Long.parseLong(text.trim());
      if (rows >= 0) {
        return rows;
      }
    } catch (NumberFormatException e) {
      // Worded below.
    }
    throw OptionErrors.invalidValue("skipRows", text, "an integer >= 0");
  }
}

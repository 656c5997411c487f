package io.s3ingest.options;

import io.s3ingest.error.OptionErrors;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The CSV and JSON options that the user set, by Spark's names. What is not set has our native
 * default, which {@link #csv()} and {@link #json()} fill in.
 */
public record TextOptions(Map<String, String> given) implements Serializable {
  private static final Set<String> FLAGS =
      Set.of(
          "header",
          "multiLine",
          "enforceSchema",
          "ignoreLeadingWhiteSpace",
          "ignoreTrailingWhiteSpace",
          "inferSchema",
          "preferDate",
          "enableDateTimeParsingFallback",
          "primitivesAsString",
          "prefersDecimal",
          "allowComments",
          "allowUnquotedFieldNames",
          "allowSingleQuotes",
          "allowNumericLeadingZeros",
          "allowBackslashEscapingAnyCharacter",
          "allowUnquotedControlChars",
          "allowNonNumericNumbers",
          "dropFieldIfAllNull",
          "inferTimestamp");

  private static final Set<String> MODES = Set.of("PERMISSIVE", "DROPMALFORMED", "FAILFAST");

  public TextOptions {
    given = new TreeMap<>(given);
    given.forEach(TextOptions::check);
  }

  /** Refuses what Spark's own classes would fail on without naming the option. */
  private static void check(String name, String value) {
    if (FLAGS.contains(name)
        && !value.equalsIgnoreCase("true")
        && !value.equalsIgnoreCase("false")) {
      throw OptionErrors.invalidValue(name, value, "true or false");
    }
    if (name.equals("mode") && !MODES.contains(value.trim().toUpperCase(Locale.ROOT))) {
      throw OptionErrors.invalidValue(name, value, "PERMISSIVE, DROPMALFORMED or FAILFAST");
    }
    if (name.equals("encoding") && !isCharset(value)) {
      throw OptionErrors.invalidValue(name, value, "a character set such as UTF-8 or ISO-8859-1");
    }
  }

  private static boolean isCharset(String name) {
    try {
      return Charset.isSupported(name);
    } catch (IllegalCharsetNameException e) {
      return false;
    }
  }

  /** Returns whether the user set this option. */
  public boolean has(ConfigOption<?> option) {
    return given.containsKey(option.name());
  }

  /** Returns what the user set, or {@code otherwise}. */
  public String get(String name, String otherwise) {
    return given.getOrDefault(name, otherwise);
  }

  /**
   * Returns options as Spark's {@code CSVOptions} takes them, with our defaults: a header line, RFC
   * 4180 quotes.
   */
  public Map<String, String> csv() {
    Map<String, String> out = new TreeMap<>(given);
    out.putIfAbsent("header", "true");
    out.putIfAbsent("escape", out.getOrDefault("quote", "\""));
    return out;
  }

  /** Returns options as Spark's {@code JSONOptions} takes them. */
  public Map<String, String> json() {
    return new TreeMap<>(given);
  }
}

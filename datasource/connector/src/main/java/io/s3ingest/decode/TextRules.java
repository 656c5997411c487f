package io.s3ingest.decode;

import com.univocity.parsers.csv.UnescapedQuoteHandling;
import io.s3ingest.error.OptionErrors;
import io.s3ingest.options.TextOptions;
import java.text.SimpleDateFormat;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.csv.CSVExprUtils$;
import org.apache.spark.sql.catalyst.util.DateFormatter$;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.catalyst.util.LegacyDateFormats;
import org.apache.spark.sql.catalyst.util.TimestampFormatter$;
import org.apache.spark.sql.internal.SQLConf;

/**
 * Refuses values that Spark's own classes would fail on in a task, or without naming the option.
 */
final class TextRules {
  private final TextOptions text;
  private final SQLConf session;

  private TextRules(TextOptions text, SQLConf session) {
    this.text = text;
    this.session = session;
  }

  static void check(TextOptions text, SQLConf session) {
    new TextRules(text, session).check();
  }

  private void check() {
    check("timeZone", DateTimeUtils::getZoneId, "a time zone such as UTC, Europe/Berlin or +02:00");
    check("dateFormat", this::datePattern, "a pattern of dates such as yyyy-MM-dd");
    for (String name : new String[] {"timestampFormat", "timestampNTZFormat"}) {
      check(
          name,
          this::timestampPattern,
          "a pattern of timestamps such as yyyy-MM-dd'T'HH:mm:ss.SSS");
    }
    check("maxColumns", value -> requireAtLeastOne(Integer.parseInt(value)), "an integer >= 1");
    check(
        "maxCharsPerColumn",
        value -> {
          int most = Integer.parseInt(value);
          requireAtLeastOne(most == -1 ? 1 : most);
        },
        "an integer >= 1, or -1 for no limit");
    check("samplingRatio", Double::parseDouble, "a number such as 0.1");
    check(
        "unescapedQuoteHandling",
        value -> UnescapedQuoteHandling.valueOf(value.toUpperCase(Locale.ROOT)),
        Arrays.stream(UnescapedQuoteHandling.values())
            .map(Enum::name)
            .collect(Collectors.joining(", ", "one of ", "")));
    check("sep", CSVExprUtils$.MODULE$::toDelimiterStr, "a separator such as , or \\t");
    check("lineSep", value -> requireAtLeastOne(value.length()), "at least one character");
  }

  private void check(String name, Consumer<String> use, String rule) {
    String value = text.get(name, null);
    if (value == null) {
      return;
    }
    try {
      SQLConf.withExistingConf(
          session,
          () -> {
            use.accept(value);
            return null;
          });
    } catch (RuntimeException e) {
      throw OptionErrors.invalidValue(name, value, rule);
    }
  }

  private void datePattern(String pattern) {
    if (isLegacyTime()) {
      oldPattern(pattern);
    } else {
      DateFormatter$.MODULE$
          .apply(pattern, locale(), LegacyDateFormats.FAST_DATE_FORMAT(), true)
          .validatePatternString();
    }
  }

  private void timestampPattern(String pattern) {
    if (isLegacyTime()) {
      oldPattern(pattern);
    } else {
      TimestampFormatter$.MODULE$
          .apply(pattern, ZoneOffset.UTC, locale(), LegacyDateFormats.FAST_DATE_FORMAT(), true)
          .validatePatternString(true);
    }
  }

  private void oldPattern(String pattern) {
    if (new SimpleDateFormat(pattern, locale()).toPattern().isEmpty()) {
      throw new IllegalArgumentException("an empty pattern");
    }
  }

  private boolean isLegacyTime() {
    return session.legacyTimeParserPolicy().toString().equals("LEGACY");
  }

  private Locale locale() {
    return Locale.forLanguageTag(text.get("locale", "en-US"));
  }

  private static void requireAtLeastOne(int number) {
    if (number < 1) {
      throw new IllegalArgumentException("too small");
    }
  }
}

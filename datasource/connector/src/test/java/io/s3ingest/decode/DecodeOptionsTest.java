package io.s3ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.error.S3IngestException;
import io.s3ingest.options.Compression;
import io.s3ingest.options.TextOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DecodeOptionsTest {
  private static final Map<String, String> UTC = Map.of("spark.sql.session.timeZone", "UTC");
  private static final Map<String, String> LEGACY =
      Map.of("spark.sql.session.timeZone", "UTC", "spark.sql.legacy.timeParserPolicy", "LEGACY");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "dateFormat | yyyy-bb-dd | a pattern of dates such as yyyy-MM-dd",
        "dateFormat | YYYY-MM-dd | a pattern of dates such as yyyy-MM-dd",
        "dateFormat | yyyy-'T | a pattern of dates such as yyyy-MM-dd",
        "timestampFormat | yyyy-MM-dd qq | a pattern of timestamps such as yyyy-MM-dd'T'HH:mm:ss.SSS",
        "timestampFormat | {{ | a pattern of timestamps such as yyyy-MM-dd'T'HH:mm:ss.SSS",
        "timestampNTZFormat | e | a pattern of timestamps such as yyyy-MM-dd'T'HH:mm:ss.SSS",
        "timeZone | Mars/Base | a time zone such as UTC, Europe/Berlin or +02:00",
        "timeZone | ~~ | a time zone such as UTC, Europe/Berlin or +02:00",
        "maxColumns | many | an integer >= 1",
        "maxColumns | 0 | an integer >= 1",
        "maxCharsPerColumn | -2 | an integer >= 1, or -1 for no limit",
        "samplingRatio | half | a number such as 0.1",
        "unescapedQuoteHandling | shrug | one of STOP_AT_CLOSING_QUOTE, BACK_TO_DELIMITER, STOP_AT_DELIMITER, SKIP_VALUE, RAISE_ERROR",
        "sep | \\x | a separator such as , or \\t",
        "lineSep | ~~ | at least one character",
      })
  void refusesWhatNoDecoderCouldObey(String option, String value, String rule) {
    assertThatThrownBy(() -> options(Map.of(option, value), UTC))
        .isInstanceOf(S3IngestException.class)
        .hasMessage(
            "[S3INGEST_INVALID_OPTION] Cannot use option '%s' = '%s': expected %s.",
            option, value, rule);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dateFormat | dd.MM.yyyy",
        "dateFormat | MMM d, yyyy",
        "timestampFormat | yyyy-MM-dd HH:mm:ss[.SSSSSS][XXX]",
        "timestampNTZFormat | yyyy-MM-dd'T'HH:mm",
        "timeZone | America/St_Johns",
        "timeZone | +5:30",
        "maxColumns | 3",
        "maxCharsPerColumn | -1",
        "samplingRatio | 0.5",
        "unescapedQuoteHandling | raise_error",
        "sep | \\t",
      })
  void takesWhatSparkTakes(String option, String value) {
    assertThat(options(Map.of(option, value), UTC).text().get(option, null)).isEqualTo(value);
  }

  @Test
  void takesOldPatternsWhereTheSessionDoes() {
    assertThat(options(Map.of("dateFormat", "YYYY-MM-dd"), LEGACY).text().get("dateFormat", null))
        .isEqualTo("YYYY-MM-dd");
    assertThatThrownBy(() -> options(Map.of("dateFormat", "yyyy-bb-dd"), LEGACY))
        .hasMessage(
            "[S3INGEST_INVALID_OPTION] Cannot use option 'dateFormat' = 'yyyy-bb-dd': expected a pattern of dates such as yyyy-MM-dd.");
  }

  private static DecodeOptions options(Map<String, String> text, Map<String, String> session) {
    return new DecodeOptions(
        new TextOptions(text), Compression.AUTO, 100, 1 << 20, 1 << 20, session);
  }
}

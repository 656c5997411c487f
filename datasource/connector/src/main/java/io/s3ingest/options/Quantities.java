package io.s3ingest.options;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads numbers with units. All throw {@link IllegalArgumentException} or a date exception. */
final class Quantities {
  private static final Pattern BYTES = Pattern.compile("(\\d+)\\s*([kmgt]?)(?:i?b)?");
  private static final Pattern TIME =
      Pattern.compile("(\\d+)\\s*(ms|milliseconds?|s|seconds?|m|min|minutes?|h|hours?|d|days?)");

  private Quantities() {}

  /** Units are binary: {@code 2g} = 2 GB = 2 GiB = 2147483648. */
  static long bytes(String text) {
    Matcher m = BYTES.matcher(text.trim().toLowerCase(Locale.ROOT));
    if (!m.matches()) {
      throw new IllegalArgumentException(text);
    }
    int shift =
        switch (m.group(2)) {
          case "k" -> 10;
          case "m" -> 20;
          case "g" -> 30;
          case "t" -> 40;
          default -> 0;
        };
    return Math.multiplyExact(Long.parseLong(m.group(1)), 1L << shift);
  }

  static String showBytes(long bytes) {
    for (int i = 3; i >= 1; i--) {
      long unit = 1L << (10 * i);
      if (bytes >= unit && bytes % unit == 0) {
        return (bytes / unit) + " " + "KMG".charAt(i - 1) + "iB";
      }
    }
    return bytes + " B";
  }

  static Duration duration(String text) {
    String trimmed = text.trim();
    if (trimmed.startsWith("P") || trimmed.startsWith("p")) {
      return Duration.parse(trimmed);
    }
    Matcher m = TIME.matcher(trimmed.toLowerCase(Locale.ROOT));
    if (!m.matches()) {
      throw new IllegalArgumentException(text);
    }
    long n = Long.parseLong(m.group(1));
    String unit = m.group(2);
    if (unit.startsWith("ms") || unit.startsWith("milli")) {
      return Duration.ofMillis(n);
    }
    return switch (unit.charAt(0)) {
      case 's' -> Duration.ofSeconds(n);
      case 'm' -> Duration.ofMinutes(n);
      case 'h' -> Duration.ofHours(n);
      default -> Duration.ofDays(n);
    };
  }

  static Instant instant(String text) {
    String trimmed = text.trim().replace(' ', 'T');
    try {
      return OffsetDateTime.parse(trimmed).toInstant();
    } catch (DateTimeParseException e) {
      return trimmed.contains("T")
          ? LocalDateTime.parse(trimmed).toInstant(ZoneOffset.UTC)
          : LocalDate.parse(trimmed).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
  }
}

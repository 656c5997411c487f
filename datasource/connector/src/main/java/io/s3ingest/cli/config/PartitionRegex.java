package io.s3ingest.cli.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns {@code /{ts, day}/{id, bucket[16]}} into {@code days(ts), bucket(16, id)}. */
final class PartitionRegex {
  private static final Pattern PART =
      Pattern.compile("/?\\{\\s*([^,{}]+?)\\s*,\\s*([^,{}]+?)\\s*}");
  private static final Pattern SIZED = Pattern.compile("(bucket|truncate)\\[(\\d+)]");

  private PartitionRegex() {}

  /** Returns the partition spec, or null if the text is none. */
  static String toSpec(String text) {
    Matcher part = PART.matcher(text.trim());
    List<String> out = new ArrayList<>();
    int end = 0;
    while (part.find() && part.start() == end) {
      String term = term(part.group(1), part.group(2).toLowerCase(Locale.ROOT));
      if (term == null) {
        return null;
      }
      out.add(term);
      end = part.end();
    }
    return end == text.trim().length() && !out.isEmpty() ? String.join(", ", out) : null;
  }

  private static String term(String column, String transform) {
    Matcher sized = SIZED.matcher(transform);
    if (sized.matches()) {
      return "%s(%s, %s)".formatted(sized.group(1), sized.group(2), column);
    }
    return switch (transform) {
      case "identity" -> column;
      case "year", "month", "day", "hour" -> transform + "s(" + column + ")";
      default -> null;
    };
  }
}

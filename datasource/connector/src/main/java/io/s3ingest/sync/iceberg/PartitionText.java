package io.s3ingest.sync.iceberg;

import io.s3ingest.error.SyncErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.types.Types;

/** Reads {@code days(ts), bucket(16, id), truncate(4, name), country}. */
final class PartitionText {
  private static final Pattern TERM =
      Pattern.compile("\\s*(?:(\\w+)\\s*\\(([^)]*)\\)|([^,()]+))\\s*(?:,|$)");

  private PartitionText() {}

  static PartitionSpec parse(String text, Schema schema) {
    PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
    Matcher term = TERM.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!term.find(at) || term.start() != at) {
        throw SyncErrors.invalidPartitionBy(
            text, "cannot read '%s'".formatted(text.substring(at).trim()));
      }
      at = term.end();
      try {
        if (term.group(3) != null) {
          spec.identity(column(text, schema, term.group(3)));
        } else {
          transform(text, spec, schema, term.group(1), term.group(2));
        }
      } catch (IllegalArgumentException | ValidationException e) {
        throw SyncErrors.invalidPartitionBy(text, e.getMessage());
      }
    }
    try {
      return spec.build();
    } catch (IllegalArgumentException | ValidationException e) {
      throw SyncErrors.invalidPartitionBy(text, e.getMessage());
    }
  }

  private static void transform(
      String text, PartitionSpec.Builder spec, Schema schema, String name, String arguments) {
    String transform = name.toLowerCase(Locale.ROOT);
    switch (transform) {
      case "year", "years" -> spec.year(column(text, schema, arguments));
      case "month", "months" -> spec.month(column(text, schema, arguments));
      case "day", "days", "date" -> spec.day(column(text, schema, arguments));
      case "hour", "hours", "date_hour" -> spec.hour(column(text, schema, arguments));
      case "identity" -> spec.identity(column(text, schema, arguments));
      case "bucket" -> {
        Sized sized = sized(text, arguments);
        spec.bucket(column(text, schema, sized.column()), sized.number());
      }
      case "truncate" -> {
        Sized sized = sized(text, arguments);
        spec.truncate(column(text, schema, sized.column()), sized.number());
      }
      default -> throw SyncErrors.invalidPartitionBy(text, "there is no transform '" + name + "'");
    }
  }

  private record Sized(int number, String column) {}

  /** Takes both orders: {@code 16, id} as in SQL and {@code id, 16} as in Iceberg's API. */
  private static Sized sized(String text, String arguments) {
    List<String> parts = new ArrayList<>();
    for (String part : arguments.split(",", -1)) {
      parts.add(part.trim());
    }
    if (parts.size() == 2) {
      int number = parts.get(0).matches("\\d{1,9}") ? 0 : 1;
      if (parts.get(number).matches("\\d{1,9}")) {
        return new Sized(Integer.parseInt(parts.get(number)), parts.get(1 - number));
      }
    }
    throw SyncErrors.invalidPartitionBy(
        text, "'%s' is not a number and a column".formatted(arguments));
  }

  private static String column(String text, Schema schema, String name) {
    String wanted = name.trim().replace("`", "");
    Types.NestedField field = schema.findField(wanted);
    if (field == null) {
      field = schema.caseInsensitiveFindField(wanted);
    }
    if (field == null) {
      throw SyncErrors.invalidPartitionBy(text, "there is no column '" + wanted + "'");
    }
    return schema.findColumnName(field.fieldId());
  }
}

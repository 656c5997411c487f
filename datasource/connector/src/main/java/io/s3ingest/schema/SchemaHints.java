package io.s3ingest.schema;

import io.s3ingest.error.DiscoveryErrors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Types of columns that the user knows better: {@code qty BIGINT, buyer.born DATE,
 * lines.element.sku INT, rates.value DOUBLE, `a.b` STRING}. A hint on a whole column replaces its
 * type, one on a column that is not there adds it.
 */
public final class SchemaHints {
  private record Hint(String text, List<String> path, DataType type) {}

  private final List<Hint> hints;

  private SchemaHints(List<Hint> hints) {
    this.hints = hints;
  }

  /** Parses the option; null or blank gives no hints. */
  public static SchemaHints parse(String option) {
    List<Hint> out = new ArrayList<>();
    Set<List<String>> seen = new HashSet<>();
    for (String item : items(option == null ? "" : option)) {
      Hint hint = hint(item);
      List<String> key = hint.path().stream().map(part -> part.toLowerCase(Locale.ROOT)).toList();
      if (!seen.add(key)) {
        throw DiscoveryErrors.badHint(item, "there is another hint for the same column");
      }
      out.add(hint);
    }
    return new SchemaHints(List.copyOf(out));
  }

  /** Returns whether there is no hint. */
  public boolean isEmpty() {
    return hints.isEmpty();
  }

  /** Returns the schema with all hints; top-level columns that are not there are appended. */
  public StructType apply(StructType schema, boolean caseSensitive) {
    return apply(schema, caseSensitive, true);
  }

  /** Returns the schema with the hints that it has the columns for. */
  public StructType applyToKnown(StructType schema, boolean caseSensitive) {
    return apply(schema, caseSensitive, false);
  }

  private StructType apply(StructType schema, boolean caseSensitive, boolean append) {
    StructType out = schema;
    for (Hint hint : hints) {
      if (append || indexOf(out, hint.path().get(0), caseSensitive) >= 0) {
        out = (StructType) replace(out, hint, 0, caseSensitive);
      }
    }
    return out;
  }

  private static DataType replace(DataType type, Hint hint, int depth, boolean caseSensitive) {
    if (depth == hint.path().size()) {
      return hint.type();
    }
    String part = hint.path().get(depth);
    if (type instanceof StructType struct) {
      StructField[] fields = struct.fields().clone();
      int at = indexOf(struct, part, caseSensitive);
      if (at < 0) {
        return struct.add(part, replace(new StructType(), hint, depth + 1, caseSensitive), true);
      }
      StructField field = fields[at];
      fields[at] =
          new StructField(
              field.name(),
              replace(field.dataType(), hint, depth + 1, caseSensitive),
              true,
              field.metadata());
      return new StructType(fields);
    }
    if (type instanceof ArrayType array && part.equalsIgnoreCase("element")) {
      return new ArrayType(replace(array.elementType(), hint, depth + 1, caseSensitive), true);
    }
    if (type instanceof MapType map && part.equalsIgnoreCase("key")) {
      return new MapType(
          replace(map.keyType(), hint, depth + 1, caseSensitive), map.valueType(), true);
    }
    if (type instanceof MapType map && part.equalsIgnoreCase("value")) {
      return new MapType(
          map.keyType(), replace(map.valueType(), hint, depth + 1, caseSensitive), true);
    }
    if (type instanceof NullType) {
      return replace(new StructType(), hint, depth, caseSensitive);
    }
    throw DiscoveryErrors.badHint(
        hint.text(),
        "'%s' is of type %s, which has no '%s'"
            .formatted(String.join(".", hint.path().subList(0, depth)), type.sql(), part));
  }

  private static int indexOf(StructType struct, String name, boolean caseSensitive) {
    String[] names = struct.fieldNames();
    for (int i = 0; i < names.length; i++) {
      if (caseSensitive ? names[i].equals(name) : names[i].equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  private static Hint hint(String item) {
    List<String> path = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    int i = 0;
    boolean quoted = false;
    boolean anything = false;
    while (i < item.length()) {
      char c = item.charAt(i);
      if (c == '`') {
        boolean doubled = quoted && i + 1 < item.length() && item.charAt(i + 1) == '`';
        if (doubled) {
          part.append('`');
          i++;
        } else {
          quoted = !quoted;
        }
        anything = true;
      } else if (!quoted && c == '.') {
        path.add(part.toString());
        part.setLength(0);
      } else if (!quoted && (Character.isWhitespace(c) || c == ':')) {
        break;
      } else {
        part.append(c);
        anything = true;
      }
      i++;
    }
    path.add(part.toString());
    String typeText = i < item.length() ? item.substring(i + 1).trim() : "";
    if (!anything || quoted || path.contains("") || typeText.isEmpty()) {
      throw DiscoveryErrors.badHint(item, "it is not a name and a type");
    }
    try {
      return new Hint(item, List.copyOf(path), CatalystSqlParser$.MODULE$.parseDataType(typeText));
    } catch (Exception e) {
      // The parser is Scala and does not declare the exceptions of its grammar.
      throw DiscoveryErrors.badHint(item, "'" + typeText + "' is not a type");
    }
  }

  /** Splits at commas outside of brackets and backticks. */
  private static List<String> items(String option) {
    List<String> out = new ArrayList<>();
    int depth = 0;
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < option.length(); i++) {
      char c = option.charAt(i);
      if (c == '`') {
        quoted = !quoted;
      } else if (!quoted && (c == '<' || c == '(')) {
        depth++;
      } else if (!quoted && (c == '>' || c == ')')) {
        depth--;
      } else if (!quoted && depth == 0 && c == ',') {
        out.add(option.substring(start, i));
        start = i + 1;
      }
    }
    out.add(option.substring(start));
    return out.stream().map(String::trim).filter(text -> !text.isEmpty()).toList();
  }
}

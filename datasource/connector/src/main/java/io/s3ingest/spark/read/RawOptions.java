package io.s3ingest.spark.read;

import io.s3ingest.options.OptionKey;
import io.s3ingest.options.OptionSet;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.options.S3IngestOptions;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a user set for one read, before it is parsed: options of the reader, or properties of a
 * table in Spark's own catalog, over the defaults of the session. May hold secrets and is never
 * printed.
 */
public final class RawOptions {
  private static final String TABLE_OPTION = "option.";

  /** Where to read is one thing in several keys: who gives one of them replaces them all. */
  private static final Set<String> PLACES = Set.of("path", "paths", "bucket", "plan");

  private final Map<String, String> options;
  private final Map<String, String> defaults;
  private final Map<String, String> hadoop;

  private RawOptions(
      Map<String, String> options, Map<String, String> defaults, Map<String, String> hadoop) {
    this.options = options;
    this.defaults = defaults;
    this.hadoop = hadoop;
  }

  /** Takes the map that Spark gives a provider, and the session's settings. */
  public static RawOptions of(Map<String, String> given) {
    return of(given, SessionSettings.defaults(), SessionSettings.hadoop());
  }

  static RawOptions of(
      Map<String, String> given, Map<String, String> defaults, Map<String, String> hadoop) {
    return new RawOptions(over(explicit(given, defaults), defaults), defaults, hadoop);
  }

  /** Returns these options with others over them. */
  public RawOptions with(Map<String, String> others) {
    return new RawOptions(over(explicit(others, defaults), options), defaults, hadoop);
  }

  /** Spark has put the session's defaults among the options without telling them apart. */
  private static Map<String, String> explicit(
      Map<String, String> given, Map<String, String> defaults) {
    Map<String, String> out = new TreeMap<>(isTable(given) ? tableOptions(given) : given);
    out.entrySet().removeIf(set -> set.getValue().equals(ignoringCase(defaults, set.getKey())));
    return out;
  }

  /** Parses; an unknown option is an error. */
  public ReadOptions parse() {
    Map<String, String> store = new TreeMap<>(hadoop);
    options.forEach(
        (key, value) -> {
          if (key.toLowerCase(Locale.ROOT).startsWith("fs.")) {
            store.put(key, value);
          }
        });
    return ReadOptions.of(options, store, OptionSet.Unknown.REJECT);
  }

  /**
   * Returns {@code upper}, and of {@code lower} what no spelling of a key in {@code upper} sets.
   */
  private static Map<String, String> over(Map<String, String> upper, Map<String, String> lower) {
    Map<String, String> out = new TreeMap<>(upper);
    Map<String, String> names = new HashMap<>();
    upper.keySet().forEach(key -> names.put(canonical(key), key));
    boolean pathGiven = PLACES.stream().anyMatch(names::containsKey);
    lower.forEach(
        (key, value) -> {
          String name = canonical(key);
          if (!names.containsKey(name) && !(pathGiven && PLACES.contains(name))) {
            out.put(key, value);
          }
        });
    return out;
  }

  private static String canonical(String key) {
    String name =
        OptionSet.canonicalName(key, S3IngestOptions.ALL).orElse(OptionKey.normalize(key));
    // Two names of one thing; both at once are an error, but one may replace the other.
    return name.equals(S3IngestOptions.CURSOR.name())
        ? S3IngestOptions.MODIFIED_AFTER.name()
        : name;
  }

  private static String ignoringCase(Map<String, String> map, String key) {
    for (Map.Entry<String, String> entry : map.entrySet()) {
      if (entry.getKey().equalsIgnoreCase(key)) {
        return entry.getValue();
      }
    }
    return null;
  }

  /** Spark's catalog marks what stood in OPTIONS, and adds properties of its own. */
  private static boolean isTable(Map<String, String> given) {
    return given.keySet().stream()
        .map(key -> key.toLowerCase(Locale.ROOT))
        .anyMatch(key -> key.startsWith(TABLE_OPTION));
  }

  private static Map<String, String> tableOptions(Map<String, String> given) {
    Map<String, String> out = new TreeMap<>();
    given.forEach(
        (key, value) -> {
          String lower = key.toLowerCase(Locale.ROOT);
          if (lower.startsWith(TABLE_OPTION)) {
            out.put(key.substring(TABLE_OPTION.length()), value);
          } else if (lower.startsWith("fs.")) {
            out.put(key, value);
          }
        });
    boolean located = out.keySet().stream().anyMatch(key -> PLACES.contains(canonical(key)));
    String path = ignoringCase(given, "path");
    if (!located && path != null) {
      out.put("path", path);
    }
    return out;
  }
}

package io.s3ingest.options;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * The CSV and JSON options that the user set, by Spark's names. What is not set has our native
 * default, which {@link #csv()} and {@link #json()} fill in.
 */
public record TextOptions(Map<String, String> given) implements Serializable {
  public TextOptions {
    given = new TreeMap<>(given);
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

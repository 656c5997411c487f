package io.s3ingest.options;

import io.s3ingest.error.OptionErrors;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One option: its canonical name, its aliases, how its text becomes a value, and its sentence of
 * documentation. The docs are generated from these.
 *
 * @param <T> what a parsed value is
 */
public final class ConfigOption<T> {
  private final String name;
  private final List<String> aliases;
  private final String rule;
  private final Function<String, T> parser;
  private final T defaultValue;
  private final String defaultText;
  private final boolean secret;
  private final Topic topic;
  private final String doc;

  private ConfigOption(
      String name,
      List<String> aliases,
      String rule,
      Function<String, T> parser,
      T defaultValue,
      String defaultText,
      boolean secret,
      Topic topic,
      String doc) {
    this.name = name;
    this.aliases = aliases;
    this.rule = rule;
    this.parser = parser;
    this.defaultValue = defaultValue;
    this.defaultText = defaultText;
    this.secret = secret;
    this.topic = topic;
    this.doc = doc;
  }

  /** An option of any type; the parser returns null, or throws, for text that breaks the rule. */
  public static <T> ConfigOption<T> of(
      String name, String rule, Function<String, T> parser, T defaultValue, String doc) {
    String text = defaultValue == null ? "" : String.valueOf(defaultValue);
    return new ConfigOption<>(
        name, List.of(), rule, parser, defaultValue, text, false, Topic.SOURCE, doc);
  }

  /** A text option; {@code defaultValue} may be null for "not set". */
  public static ConfigOption<String> string(String name, String defaultValue, String doc) {
    return of(name, "text", text -> text, defaultValue, doc);
  }

  /** An option that is {@code true} or {@code false}; null for "not set". */
  public static ConfigOption<Boolean> bool(String name, Boolean defaultValue, String doc) {
    return of(
        name,
        "true or false",
        text ->
            switch (text.trim().toLowerCase(Locale.ROOT)) {
              case "true" -> Boolean.TRUE;
              case "false" -> Boolean.FALSE;
              default -> null;
            },
        defaultValue,
        doc);
  }

  /** A whole number of at least {@code min}. */
  public static ConfigOption<Integer> intAtLeast(
      String name, int min, Integer defaultValue, String doc) {
    return of(
        name,
        "an integer >= " + min,
        text -> {
          int value = Integer.parseInt(text.trim());
          return value >= min ? value : null;
        },
        defaultValue,
        doc);
  }

  /** A number of bytes: digits, with an optional unit such as {@code 64m}, {@code 2g} or MiB. */
  public static ConfigOption<Long> bytes(String name, long min, Long defaultValue, String doc) {
    ConfigOption<Long> option =
        of(
            name,
            "a number of bytes such as 1048576, 64m or 2g, at least " + min,
            text -> {
              long value = Quantities.bytes(text);
              return value >= min ? value : null;
            },
            defaultValue,
            doc);
    return defaultValue == null
        ? option
        : new ConfigOption<>(
            name,
            List.of(),
            option.rule,
            option.parser,
            defaultValue,
            Quantities.showBytes(defaultValue),
            false,
            Topic.SOURCE,
            doc);
  }

  /** A duration: {@code 500ms}, {@code 30s}, ISO-8601 or Spark's {@code 5 minutes}. */
  public static ConfigOption<Duration> duration(
      String name, Duration min, Duration defaultValue, String doc) {
    return of(
        name,
        "a duration such as 500ms, 30s or PT5M"
            + (min.isZero() ? "" : ", at least " + min.toMillis() + "ms"),
        text -> {
          Duration value = Quantities.duration(text);
          return value.compareTo(min) >= 0 ? value : null;
        },
        defaultValue,
        doc);
  }

  /** A point in time: ISO-8601, or {@code yyyy-MM-dd[ HH:mm:ss]} in UTC. */
  public static ConfigOption<Instant> instant(String name, String doc) {
    return of(
        name, "a time such as 2024-01-15T10:30:00Z or 2024-01-15", Quantities::instant, null, doc);
  }

  /** A comma-separated list, empty parts left out. */
  public static ConfigOption<List<String>> list(String name, String doc) {
    return new ConfigOption<>(
        name,
        List.of(),
        "a comma-separated list",
        text -> Arrays.stream(text.split(",")).map(String::trim).filter(s -> !s.isEmpty()).toList(),
        List.of(),
        "",
        false,
        Topic.SOURCE,
        doc);
  }

  /** One of the constants of an enum; matched as keys are, so {@code full_prefix} = fullPrefix. */
  public static <E extends Enum<E>> ConfigOption<E> oneOf(
      String name, Class<E> type, E defaultValue, String doc) {
    List<E> constants = List.of(type.getEnumConstants());
    String rule =
        "one of " + constants.stream().map(Enum::toString).collect(Collectors.joining(", "));
    return of(
        name,
        rule,
        text -> {
          String wanted = OptionKey.normalize(text.trim());
          for (E constant : constants) {
            if (OptionKey.normalize(constant.toString()).equals(wanted)) {
              return constant;
            }
          }
          return null;
        },
        defaultValue,
        doc);
  }

  /** Returns this option with more spellings. */
  public ConfigOption<T> alias(String... more) {
    List<String> all = new ArrayList<>(aliases);
    all.addAll(List.of(more));
    return new ConfigOption<>(
        name, List.copyOf(all), rule, parser, defaultValue, defaultText, secret, topic, doc);
  }

  /** Returns this option marked as one whose value is never shown. */
  public ConfigOption<T> asSecret() {
    return new ConfigOption<>(
        name, aliases, rule, parser, defaultValue, defaultText, true, topic, doc);
  }

  /** Returns this option under another heading of the docs. */
  public ConfigOption<T> under(Topic other) {
    return new ConfigOption<>(
        name, aliases, rule, parser, defaultValue, defaultText, secret, other, doc);
  }

  /** Returns this option with its default worded otherwise in the docs. */
  public ConfigOption<T> defaultShownAs(String text) {
    return new ConfigOption<>(name, aliases, rule, parser, defaultValue, text, secret, topic, doc);
  }

  /** Turns the text of a user into the value, or fails with the rule in the message. */
  public T parse(String text) {
    T value;
    try {
      value = parser.apply(text);
    } catch (IllegalArgumentException | java.time.DateTimeException | ArithmeticException e) {
      value = null;
    }
    if (value == null) {
      throw OptionErrors.invalidValue(name, secret ? "***" : text, rule);
    }
    return value;
  }

  /** Returns the canonical, camel-case name. */
  public String name() {
    return name;
  }

  /** Returns the other spellings. */
  public List<String> aliases() {
    return aliases;
  }

  /** Returns what a value must be, as a phrase. */
  public String rule() {
    return rule;
  }

  /** Returns the value when the user sets none; may be null. */
  public T defaultValue() {
    return defaultValue;
  }

  /** Returns the default as the docs show it; empty for none. */
  public String defaultText() {
    return defaultText;
  }

  /** Returns whether the value must never be shown. */
  public boolean secret() {
    return secret;
  }

  /** Returns the heading of the docs that this option stands under. */
  public Topic topic() {
    return topic;
  }

  /** Returns the sentence of documentation. */
  public String doc() {
    return doc;
  }

  @Override
  public String toString() {
    return name;
  }

  /** The headings of the option docs, in their order. */
  public enum Topic {
    SOURCE("What is read"),
    STORE("How the store is reached"),
    FILES("Which files"),
    TEXT("CSV and JSON"),
    SCHEMA("Schema"),
    SPEED("Size and parallelism"),
    STREAM("Streaming"),
    ARRIVAL("Arrival: streams and sync"),
    FAILURES("Bad objects and records"),
    SYNC("Sync to Iceberg");

    private final String heading;

    Topic(String heading) {
      this.heading = heading;
    }

    /** Returns the heading. */
    public String heading() {
      return heading;
    }
  }
}

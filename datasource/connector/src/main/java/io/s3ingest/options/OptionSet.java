package io.s3ingest.options;

import io.s3ingest.error.OptionErrors;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a user set, by canonical name. Keys are matched by {@link OptionKey#normalize}; two
 * spellings of one key with different values are an error that names both.
 */
public final class OptionSet {
  /** What becomes of a key that no option has. */
  public enum Unknown {
    REJECT,
    IGNORE
  }

  private record Given(String spelling, String value) {}

  private final Map<String, Given> given;

  private OptionSet(Map<String, Given> given) {
    this.given = given;
  }

  /** Resolves {@code raw} against {@code options}; {@code fs.*} keys are passed over. */
  public static OptionSet of(
      Map<String, String> raw, Collection<ConfigOption<?>> options, Unknown unknown) {
    Map<String, ConfigOption<?>> byKey = new HashMap<>();
    for (ConfigOption<?> option : options) {
      byKey.put(OptionKey.normalize(option.name()), option);
      for (String alias : option.aliases()) {
        byKey.put(OptionKey.normalize(alias), option);
      }
    }
    Map<String, Given> given = new LinkedHashMap<>();
    for (Map.Entry<String, String> entry : new TreeMap<>(raw).entrySet()) {
      String spelling = entry.getKey();
      if (spelling.toLowerCase(Locale.ROOT).startsWith("fs.")) {
        continue;
      }
      ConfigOption<?> option = byKey.get(OptionKey.normalize(spelling));
      if (option == null) {
        if (unknown == Unknown.REJECT) {
          throw OptionErrors.unknown(spelling, nearest(spelling, options));
        }
        continue;
      }
      Given before = given.get(option.name());
      if (before != null && !before.value().equals(entry.getValue())) {
        throw OptionErrors.conflictingAliases(before.spelling(), spelling, option.name());
      }
      given.put(option.name(), new Given(spelling, entry.getValue()));
    }
    return new OptionSet(given);
  }

  /** Returns the canonical name of a key in any spelling; empty if no option has it. */
  public static Optional<String> canonicalName(String key, Collection<ConfigOption<?>> options) {
    String wanted = OptionKey.normalize(key);
    for (ConfigOption<?> option : options) {
      if (OptionKey.normalize(option.name()).equals(wanted)
          || option.aliases().stream().map(OptionKey::normalize).anyMatch(wanted::equals)) {
        return Optional.of(option.name());
      }
    }
    return Optional.empty();
  }

  /** Returns the parsed value, or the default of the option. */
  public <T> T get(ConfigOption<T> option) {
    Given value = given.get(option.name());
    return value == null ? option.defaultValue() : option.parse(value.value());
  }

  /** Returns whether the user set this option. */
  public boolean has(ConfigOption<?> option) {
    return given.containsKey(option.name());
  }

  /** Returns the spelling that the user chose, for messages; the canonical name if not set. */
  public String spelling(ConfigOption<?> option) {
    Given value = given.get(option.name());
    return value == null ? option.name() : value.spelling();
  }

  /** Returns the set options among {@code options} as text, by canonical name. */
  public Map<String, String> only(Collection<ConfigOption<?>> options) {
    Map<String, String> out = new TreeMap<>();
    for (ConfigOption<?> option : options) {
      Given value = given.get(option.name());
      if (value != null) {
        out.put(option.name(), value.value());
      }
    }
    return out;
  }

  private static String nearest(String spelling, Collection<ConfigOption<?>> options) {
    String wanted = OptionKey.normalize(spelling);
    String best = null;
    int bestDistance = Math.max(2, wanted.length() / 3) + 1;
    for (ConfigOption<?> option : options) {
      int distance = OptionKey.distance(wanted, OptionKey.normalize(option.name()));
      for (String alias : option.aliases()) {
        distance = Math.min(distance, OptionKey.distance(wanted, OptionKey.normalize(alias)));
      }
      if (distance < bestDistance) {
        bestDistance = distance;
        best = option.name();
      }
    }
    return best;
  }
}

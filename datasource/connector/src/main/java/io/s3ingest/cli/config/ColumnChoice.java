package io.s3ingest.cli.config;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which columns of a stream are taken; names are compared without case.
 *
 * @param names in lower case
 * @param others whether columns beside {@code names} are taken, and those are not
 */
public record ColumnChoice(Set<String> names, boolean others) {
  /** Takes every column. */
  public static final ColumnChoice ALL = new ColumnChoice(Set.of(), true);

  public ColumnChoice {
    names = names.stream().map(ColumnChoice::lower).collect(Collectors.toUnmodifiableSet());
  }

  /** Takes these columns and no other. */
  public static ColumnChoice only(Set<String> names) {
    return new ColumnChoice(names, false);
  }

  /** Takes all columns but these. */
  public static ColumnChoice allBut(Set<String> names) {
    return new ColumnChoice(names, true);
  }

  /** Returns whether a column is taken. */
  public boolean takes(String column) {
    return names.contains(lower(column)) != others;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}

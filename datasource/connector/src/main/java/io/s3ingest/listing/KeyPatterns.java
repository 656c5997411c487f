package io.s3ingest.listing;

import java.io.Serializable;
import java.util.List;

/**
 * Patterns on whole keys, as {@code fnmatch} has them: {@code *} crosses slashes. A key passes if
 * one of the includes matches (or there is none) and none of the excludes does.
 */
public final class KeyPatterns implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Lets every key pass. */
  public static final KeyPatterns ALL = new KeyPatterns(List.of(), List.of());

  private final List<Wildcard> includes;
  private final List<Wildcard> excludes;

  /** Compiles the patterns. */
  public KeyPatterns(List<String> includes, List<String> excludes) {
    this.includes = includes.stream().map(Wildcard::acrossFolders).toList();
    this.excludes = excludes.stream().map(Wildcard::acrossFolders).toList();
  }

  /** Returns whether a key passes. */
  public boolean pass(String key) {
    return (includes.isEmpty() || any(includes, key)) && !any(excludes, key);
  }

  private static boolean any(List<Wildcard> patterns, String key) {
    for (Wildcard pattern : patterns) {
      if (pattern.matches(key)) {
        return true;
      }
    }
    return false;
  }
}

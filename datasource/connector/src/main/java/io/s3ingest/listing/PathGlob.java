package io.s3ingest.listing;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A glob of a load path: {@code *} and {@code ?} within a folder, {@code **} across folders, {@code
 * [a-z]}, {@code {a,b}}, a backslash in front of a character that stands for itself. It covers the
 * keys that match and everything below the folders that match.
 */
final class PathGlob implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MOST_ALTERNATIVES = 1000;

  private final String text;
  private final List<Wildcard> alternatives;

  PathGlob(String text) {
    this.text = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    List<Wildcard> out = new ArrayList<>();
    for (String alternative : expand(this.text)) {
      out.add(Wildcard.withinFolders(alternative));
    }
    this.alternatives = List.copyOf(out);
  }

  /** Returns whether a path has a character that only globs have. */
  static boolean isGlob(String path) {
    for (int i = 0; i < path.length(); i++) {
      if ("*?[{\\".indexOf(path.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Returns the text in front of the first special character: what every match begins with. */
  String literalPrefix() {
    int i = 0;
    while (i < text.length() && "*?[{\\".indexOf(text.charAt(i)) < 0) {
      i++;
    }
    return text.substring(0, i);
  }

  /** Returns whether the key matches, or a folder that it lies in. */
  boolean covers(String key) {
    if (matches(key)) {
      return true;
    }
    for (int slash = key.lastIndexOf('/'); slash > 0; slash = key.lastIndexOf('/', slash - 1)) {
      if (matches(key.substring(0, slash))) {
        return true;
      }
    }
    return false;
  }

  private boolean matches(String key) {
    for (Wildcard alternative : alternatives) {
      if (alternative.matches(key)) {
        return true;
      }
    }
    return false;
  }

  /** Replaces each {@code {a,b}} by its alternatives; an unclosed brace stands for itself. */
  private static List<String> expand(String pattern) {
    List<String> out = new ArrayList<>();
    expand("", pattern, out);
    return out;
  }

  private static void expand(String done, String rest, List<String> out) {
    int open = unescaped(rest, '{', 0);
    int close = open < 0 ? -1 : closing(rest, open);
    if (close < 0 || out.size() >= MOST_ALTERNATIVES) {
      out.add(done + rest);
      return;
    }
    for (String choice : choices(rest.substring(open + 1, close))) {
      expand("", done + rest.substring(0, open) + choice + rest.substring(close + 1), out);
    }
  }

  private static int unescaped(String text, char wanted, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static int closing(String text, int open) {
    int depth = 0;
    for (int i = open; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '\\' -> i++;
        case '{' -> depth++;
        case '}' -> {
          depth--;
          if (depth == 0) {
            return i;
          }
        }
        default -> {}
      }
    }
    return -1;
  }

  private static List<String> choices(String inside) {
    List<String> out = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < inside.length(); i++) {
      switch (inside.charAt(i)) {
        case '\\' -> i++;
        case '{' -> depth++;
        case '}' -> depth--;
        case ',' -> {
          if (depth == 0) {
            out.add(inside.substring(start, i));
            start = i + 1;
          }
        }
        default -> {}
      }
    }
    out.add(inside.substring(start));
    return out;
  }

  @Override
  public String toString() {
    return text;
  }
}

package io.s3ingest.listing;

import java.io.Serializable;

/** The inside of {@code [a-z_]}; {@code !} or {@code ^} in front negates; never holds a slash. */
record CharClass(String ranges, boolean negated) implements Serializable {

  /** Returns where the class that opens at {@code open} closes, or -1 if it never does. */
  static int end(String pattern, int open) {
    int from = open + 1;
    if (from < pattern.length() && isNegation(pattern.charAt(from))) {
      from++;
    }
    // A bracket in first place stands for itself.
    return pattern.indexOf(']', from + 1);
  }

  static CharClass of(String inside) {
    boolean negated = isNegation(inside.charAt(0));
    String body = negated ? inside.substring(1) : inside;
    StringBuilder pairs = new StringBuilder();
    int i = 0;
    while (i < body.length()) {
      boolean range = i + 2 < body.length() && body.charAt(i + 1) == '-';
      pairs.append(body.charAt(i)).append(body.charAt(range ? i + 2 : i));
      i += range ? 3 : 1;
    }
    return new CharClass(pairs.toString(), negated);
  }

  boolean contains(char c) {
    if (c == '/') {
      return false;
    }
    for (int i = 0; i < ranges.length(); i += 2) {
      if (ranges.charAt(i) <= c && c <= ranges.charAt(i + 1)) {
        return !negated;
      }
    }
    return negated;
  }

  private static boolean isNegation(char c) {
    return c == '!' || c == '^';
  }
}

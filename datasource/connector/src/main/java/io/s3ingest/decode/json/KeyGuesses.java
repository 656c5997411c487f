package io.s3ingest.decode.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds the column of a key. Records mostly have the same keys in the same order, so the key that
 * followed this one the last time is compared first. Not thread-safe.
 */
final class KeyGuesses {
  private static final int MOST_UNKNOWN = 4096;

  /** A key that has been seen, and the one that came after it. */
  static final class Key {
    private final byte[] name;
    private final int column;
    private Key after;

    private Key(byte[] name, int column) {
      this.name = name;
      this.column = column;
    }

    /** Returns the position of the column, or -1 for a key that no column has. */
    int column() {
      return column;
    }
  }

  private final Map<String, Key> known = new HashMap<>();
  private final Key first = new Key(new byte[0], -1);
  private int unknown;

  KeyGuesses(String[] columns) {
    for (int i = 0; i < columns.length; i++) {
      known.put(columns[i], new Key(columns[i].getBytes(StandardCharsets.UTF_8), i));
    }
  }

  /** Returns what stands before the first key of every record. */
  Key start() {
    return first;
  }

  /** Returns the key in these bytes, guessed from the one before it. */
  Key find(Key before, byte[] bytes, int start, int end) {
    Key guess = before.after;
    if (guess != null && Arrays.equals(guess.name, 0, guess.name.length, bytes, start, end)) {
      return guess;
    }
    String name = new String(bytes, start, end - start, StandardCharsets.UTF_8);
    Key found = known.get(name);
    if (found == null) {
      found = new Key(Arrays.copyOfRange(bytes, start, end), -1);
      if (unknown < MOST_UNKNOWN) {
        unknown++;
        known.put(name, found);
      }
    }
    before.after = found;
    return found;
  }
}

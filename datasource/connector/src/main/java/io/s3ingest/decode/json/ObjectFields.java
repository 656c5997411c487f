package io.s3ingest.decode.json;

import java.util.Arrays;

/**
 * Reads objects into the cells of their fields. Objects mostly have the same keys in the same
 * order, so the key that followed this one before is compared first. Not thread-safe.
 */
final class ObjectFields {
  private static final int LONGEST_KEY = 1000;
  private static final int MOST_UNKNOWN = 4096;
  private static final int GUESSES = 3;

  private final Cell[] cells;
  private final int[] seen;
  private final Key first = new Key(new byte[0], null, -1);
  private final Key stranger = new Key(new byte[0], null, -1);
  private Key[] table;
  private int keys;
  private int unknown;
  private int now;
  private int behindKey;

  ObjectFields(String[] names, Cell[] cells) {
    this.cells = cells.clone();
    this.seen = new int[cells.length];
    this.table = new Key[Integer.highestOneBit(Math.max(8, names.length)) * 4];
    Key before = first;
    for (int i = 0; i < names.length; i++) {
      byte[] name = Key.name(names[i]);
      Key key = find(name, 0, name.length);
      if (key == null) {
        key = new Key(name, cells[i], i);
        put(key);
      }
      before.follow(key);
      before = key;
    }
  }

  Cell[] cells() {
    return cells;
  }

  /** Reads the object whose brace is before {@code start}; returns the position behind it. */
  int read(JsonScan scan, int start, int row) {
    byte[] bytes = scan.bytes();
    int end = scan.end();
    int stamp = ++now;
    int found = 0;
    int at = start - 1;
    if (scan.at(start) != '"' && scan.at(scan.space(start)) == '}') {
      fillMissing(row, stamp);
      return scan.space(start) + 1;
    }
    Key key = first;
    while (true) {
      Key guess = key.after();
      int behind = guess == null ? JsonScan.DECLINED : guess.match(scan, at);
      if (behind < 0) {
        guess = find(scan, at, key);
        if (guess == null) {
          return JsonScan.DECLINED;
        }
        behind = behindKey;
      }
      key = guess;
      at = behind;
      if (at >= end) {
        return JsonScan.DECLINED;
      }
      byte lead = bytes[at];
      if (lead <= ' ') {
        at = scan.space(at);
        if (at >= end) {
          return JsonScan.DECLINED;
        }
        lead = bytes[at];
      }
      Cell cell = key.cell();
      if (cell == null) {
        at = scan.value(at, 0);
      } else {
        int column = key.column();
        if (seen[column] != stamp) {
          seen[column] = stamp;
          found++;
        } else {
          cell.clear(row);
        }
        if (lead == 'n') {
          at = scan.literalNull(at);
          cell.putNull(row);
        } else {
          at = cell.read(scan, at, row);
        }
      }
      if (at < 0 || at >= end) {
        return JsonScan.DECLINED;
      }
      byte next = bytes[at];
      if (next <= ' ') {
        at = scan.space(at);
        next = (byte) scan.at(at);
      }
      if (next == '}') {
        if (found < cells.length) {
          fillMissing(row, stamp);
        }
        return at + 1;
      }
      if (next != ',') {
        return JsonScan.DECLINED;
      }
    }
  }

  private void fillMissing(int row, int stamp) {
    for (int i = 0; i < cells.length; i++) {
      if (seen[i] != stamp) {
        cells[i].putNull(row);
      }
    }
  }

  /**
   * Returns the key behind the comma or brace at {@code at} and keeps where its value begins; null
   * if declined.
   */
  private Key find(JsonScan scan, int at, Key before) {
    // Some keys in between may be missing.
    Key expected = before.after();
    Key guess = expected;
    for (int i = 1; i < GUESSES && guess != null; i++) {
      guess = guess.after();
      if (guess != null) {
        behindKey = guess.match(scan, at);
        if (behindKey >= 0) {
          return guess;
        }
      }
    }
    byte[] bytes = scan.bytes();
    int quote = scan.space(at + 1);
    int start = quote + 1;
    int stop = scan.at(quote) == '"' ? scan.text(start) : JsonScan.DECLINED;
    if (stop < 0 || scan.at(stop) != '"' || stop - start > LONGEST_KEY) {
      return null;
    }
    int colon = scan.space(stop + 1);
    if (scan.at(colon) != ':') {
      return null;
    }
    behindKey = scan.space(colon + 1);
    Key found =
        expected != null && expected.is(bytes, start, stop) ? expected : find(bytes, start, stop);
    if (found == null) {
      if (unknown == MOST_UNKNOWN) {
        return stranger;
      }
      unknown++;
      found = new Key(Arrays.copyOfRange(bytes, start, stop), null, -1);
      put(found);
    }
    if (behindKey - at <= LONGEST_KEY) {
      found.learn(bytes, at, behindKey);
    }
    if (before != stranger) {
      before.follow(found);
    }
    return found;
  }

  private Key find(byte[] bytes, int start, int stop) {
    int mask = table.length - 1;
    int slot = Key.hash(bytes, start, stop) & mask;
    while (table[slot] != null) {
      if (table[slot].is(bytes, start, stop)) {
        return table[slot];
      }
      slot = (slot + 1) & mask;
    }
    return null;
  }

  private void put(Key key) {
    if (++keys > table.length / 2) {
      Key[] before = table;
      table = new Key[before.length * 2];
      for (Key old : before) {
        if (old != null) {
          place(old);
        }
      }
    }
    place(key);
  }

  private void place(Key key) {
    int mask = table.length - 1;
    int slot = key.hash() & mask;
    while (table[slot] != null) {
      slot = (slot + 1) & mask;
    }
    table[slot] = key;
  }
}

package io.s3ingest.decode.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A key of objects, what becomes of its values, and the key that mostly follows. */
final class Key {
  private static final int NEVER = Integer.MAX_VALUE;

  private final byte[] name;
  private final Cell cell;
  private final int column;
  private final long[] pattern;
  private final long lastMask;
  private final int length;
  private Key after;

  /**
   * The key with this name.
   *
   * @param cell null for a key that no column has
   */
  Key(byte[] name, Cell cell, int column) {
    this.name = name;
    this.cell = cell;
    this.column = column;
    byte[] whole = new byte[name.length + 3];
    whole[0] = '"';
    System.arraycopy(name, 0, whole, 1, name.length);
    whole[name.length + 1] = '"';
    whole[name.length + 2] = ':';
    this.length = isPlain(name) ? whole.length : NEVER;
    this.pattern = new long[(whole.length + 7) / 8];
    for (int i = 0; i < whole.length; i++) {
      pattern[i >> 3] |= (whole[i] & 0xffL) << (8 * (i & 7));
    }
    int rest = whole.length & 7;
    this.lastMask = rest == 0 ? -1L : (1L << (8 * rest)) - 1;
  }

  /** Other names are looked up, so that each occurrence is looked at for what is malformed. */
  private static boolean isPlain(byte[] name) {
    for (byte value : name) {
      if (value < 0x20 || value == '"' || value == '\\') {
        return false;
      }
    }
    return true;
  }

  static byte[] name(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  Cell cell() {
    return cell;
  }

  int column() {
    return column;
  }

  Key after() {
    return after;
  }

  void follow(Key next) {
    after = next;
  }

  /** Returns the position behind this key and its colon if both stand at {@code at}, or -1. */
  int match(JsonScan scan, int at) {
    int last = pattern.length - 1;
    if ((scan.word(at + 8 * last) & lastMask) != pattern[last]) {
      return JsonScan.DECLINED;
    }
    for (int i = 0; i < last; i++) {
      if (scan.word(at + 8 * i) != pattern[i]) {
        return JsonScan.DECLINED;
      }
    }
    return length == NEVER || at + length > scan.end() ? JsonScan.DECLINED : at + length;
  }

  boolean is(byte[] bytes, int start, int stop) {
    return Arrays.equals(name, 0, name.length, bytes, start, stop);
  }

  static int hash(byte[] bytes, int start, int stop) {
    int hash = 0;
    for (int i = start; i < stop; i++) {
      hash = hash * 31 + bytes[i];
    }
    return hash ^ hash >>> 15;
  }

  int hash() {
    return hash(name, 0, name.length);
  }
}

package io.s3ingest.decode.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A key of objects, what becomes of its values, and the key that mostly follows. */
final class Key {
  private static final int NEVER = Integer.MAX_VALUE;
  private static final int MOST_LESSONS = 16;
  private static final long NOT_FIRST = ~0xffL;
  private static final long[] NO_WORDS = {};

  private final byte[] name;
  private final Cell cell;
  private final int column;
  private long head;
  private long headMask;
  private long[] tail = NO_WORDS;
  private long lastMask;
  private int length = NEVER;
  private boolean breaks;
  private int lessons;
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
    byte[] usual = new byte[name.length + 4];
    usual[0] = ',';
    usual[1] = '"';
    System.arraycopy(name, 0, usual, 2, name.length);
    usual[name.length + 2] = '"';
    usual[name.length + 3] = ':';
    learn(usual, 0, usual.length);
  }

  /**
   * Remembers how the key is written, from the comma or brace before it up to its value, white
   * space included.
   */
  void learn(byte[] bytes, int start, int stop) {
    if (lessons == MOST_LESSONS || !isPlain()) {
      return;
    }
    lessons++;
    length = stop - start;
    breaks = false;
    long[] words = new long[(length + 7) / 8];
    for (int i = 0; i < length; i++) {
      byte value = bytes[start + i];
      words[i >> 3] |= (value & 0xffL) << (8 * (i & 7));
      breaks |= value == '\n' || value == '\r';
    }
    int rest = length & 7;
    lastMask = rest == 0 ? -1L : (1L << (8 * rest)) - 1;
    headMask = NOT_FIRST & (words.length == 1 ? lastMask : -1L);
    head = words[0] & NOT_FIRST;
    tail = Arrays.copyOfRange(words, 1, words.length);
  }

  /** Other names are looked up, so that each occurrence is looked at for what is malformed. */
  private boolean isPlain() {
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

  /**
   * Returns where the value begins if this key is behind the comma or brace at {@code at}, written
   * as before; else a negative number.
   */
  int match(JsonScan scan, int at) {
    if ((scan.word(at) & headMask) != head) {
      return JsonScan.DECLINED;
    }
    long[] words = tail;
    int last = words.length - 1;
    if (last >= 0) {
      for (int i = 0; i < last; i++) {
        if (scan.word(at + 8 + 8 * i) != words[i]) {
          return JsonScan.DECLINED;
        }
      }
      if ((scan.word(at + 8 + 8 * last) & lastMask) != words[last]) {
        return JsonScan.DECLINED;
      }
    }
    int behind = at + length;
    return length == NEVER || behind > scan.end() || breaks && !scan.breaksAreSpace()
        ? JsonScan.DECLINED
        : behind;
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

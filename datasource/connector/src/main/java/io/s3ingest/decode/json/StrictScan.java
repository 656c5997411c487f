package io.s3ingest.decode.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the ends of strictly well-formed JSON values (RFC 8259). What it declines may still be JSON
 * that some option allows; what it accepts means the same under all options. The text must be valid
 * UTF-8.
 */
final class StrictScan {
  /** Returned for what is declined. */
  static final int DECLINED = -1;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final int DEEPEST = 64;
  private static final int LONGEST_NUMBER = 300;

  private StrictScan() {}

  /**
   * Returns the first position from {@code at} that holds a quote, a backslash or a control
   * character, or {@code end}.
   */
  static int plainText(byte[] bytes, int at, int end) {
    int i = at;
    for (int last = end - 8; i <= last; i += 8) {
      long word = (long) WORD.get(bytes, i);
      long quote = word ^ ONES * '"';
      long slash = word ^ ONES * '\\';
      long hit =
          ((quote - ONES) & ~quote | (slash - ONES) & ~slash | (word - ONES * 0x20) & ~word)
              & HIGHS;
      if (hit != 0) {
        return i + (Long.numberOfTrailingZeros(hit) >>> 3);
      }
    }
    while (i < end && bytes[i] != '"' && bytes[i] != '\\' && (bytes[i] & 0xff) >= 0x20) {
      i++;
    }
    return i;
  }

  /** Returns the position behind the value that begins at {@code at}. */
  static int value(byte[] bytes, int at, int end, int depth) {
    if (at >= end) {
      return DECLINED;
    }
    return switch (bytes[at]) {
      case '"' -> string(bytes, at + 1, end);
      case '{' -> depth > DEEPEST ? DECLINED : object(bytes, at + 1, end, depth + 1);
      case '[' -> depth > DEEPEST ? DECLINED : array(bytes, at + 1, end, depth + 1);
      case 't' -> literal(bytes, at, end, "true");
      case 'f' -> literal(bytes, at, end, "false");
      case 'n' -> literal(bytes, at, end, "null");
      default -> number(bytes, at, end);
    };
  }

  /** Returns the position behind the closing quote; {@code at} is behind the opening one. */
  static int string(byte[] bytes, int at, int end) {
    int i = plainText(bytes, at, end);
    while (i < end && bytes[i] == '\\') {
      if (i + 1 >= end) {
        return DECLINED;
      }
      int escape = bytes[i + 1];
      if (escape == 'u') {
        if (i + 6 > end || hex(bytes, i + 2) < 0) {
          return DECLINED;
        }
        i += 6;
      } else if (isSimpleEscape(escape)) {
        i += 2;
      } else {
        return DECLINED;
      }
      i = plainText(bytes, i, end);
    }
    return i < end && bytes[i] == '"' ? i + 1 : DECLINED;
  }

  static boolean isSimpleEscape(int value) {
    return value == '"'
        || value == '\\'
        || value == '/'
        || value == 'b'
        || value == 'f'
        || value == 'n'
        || value == 'r'
        || value == 't';
  }

  /** Returns the value of four hexadecimal digits, or a negative number. */
  static int hex(byte[] bytes, int at) {
    int value = 0;
    for (int i = at; i < at + 4; i++) {
      int digit = Character.digit(bytes[i], 16);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  /** Returns the position behind a number. */
  static int number(byte[] bytes, int at, int end) {
    int i = at;
    if (i < end && bytes[i] == '-') {
      i++;
    }
    int digits = i;
    i = digits(bytes, i, end);
    if (i == digits || (bytes[digits] == '0' && i > digits + 1)) {
      return DECLINED;
    }
    if (i < end && bytes[i] == '.') {
      int fraction = i + 1;
      i = digits(bytes, fraction, end);
      if (i == fraction) {
        return DECLINED;
      }
    }
    if (i < end && (bytes[i] == 'e' || bytes[i] == 'E')) {
      i++;
      if (i < end && (bytes[i] == '+' || bytes[i] == '-')) {
        i++;
      }
      int exponent = i;
      i = digits(bytes, exponent, end);
      if (i == exponent) {
        return DECLINED;
      }
    }
    return i - at <= LONGEST_NUMBER && endsHere(bytes, i, end) ? i : DECLINED;
  }

  private static int digits(byte[] bytes, int at, int end) {
    int i = at;
    while (i < end && bytes[i] >= '0' && bytes[i] <= '9') {
      i++;
    }
    return i;
  }

  static int literal(byte[] bytes, int at, int end, String text) {
    int after = at + text.length();
    if (after > end) {
      return DECLINED;
    }
    for (int i = 1; i < text.length(); i++) {
      if (bytes[at + i] != text.charAt(i)) {
        return DECLINED;
      }
    }
    return endsHere(bytes, after, end) ? after : DECLINED;
  }

  /** Returns whether a number or literal may end before {@code at}. */
  static boolean endsHere(byte[] bytes, int at, int end) {
    if (at >= end) {
      return false;
    }
    byte next = bytes[at];
    return next == ',' || next == '}' || next == ']' || JsonSpace.is(next);
  }

  private static int object(byte[] bytes, int start, int end, int depth) {
    int at = JsonSpace.skip(bytes, start, end);
    if (at < end && bytes[at] == '}') {
      return at + 1;
    }
    while (at < end && bytes[at] == '"') {
      at = string(bytes, at + 1, end);
      if (at == DECLINED) {
        return DECLINED;
      }
      at = JsonSpace.skip(bytes, at, end);
      if (at >= end || bytes[at] != ':') {
        return DECLINED;
      }
      at = value(bytes, JsonSpace.skip(bytes, at + 1, end), end, depth);
      if (at == DECLINED) {
        return DECLINED;
      }
      at = JsonSpace.skip(bytes, at, end);
      if (at < end && bytes[at] == '}') {
        return at + 1;
      }
      if (at >= end || bytes[at] != ',') {
        return DECLINED;
      }
      at = JsonSpace.skip(bytes, at + 1, end);
    }
    return DECLINED;
  }

  private static int array(byte[] bytes, int start, int end, int depth) {
    int at = JsonSpace.skip(bytes, start, end);
    if (at < end && bytes[at] == ']') {
      return at + 1;
    }
    while (at < end) {
      at = value(bytes, at, end, depth);
      if (at == DECLINED) {
        return DECLINED;
      }
      at = JsonSpace.skip(bytes, at, end);
      if (at < end && bytes[at] == ']') {
        return at + 1;
      }
      if (at >= end || bytes[at] != ',') {
        return DECLINED;
      }
      at = JsonSpace.skip(bytes, at + 1, end);
    }
    return DECLINED;
  }
}

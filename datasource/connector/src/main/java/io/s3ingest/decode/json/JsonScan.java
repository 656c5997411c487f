package io.s3ingest.decode.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Walks over strictly well-formed JSON (RFC 8259), eight bytes at a time. What it declines may
 * still be JSON that some option allows; what it accepts means the same under all options, if the
 * text is valid UTF-8. Not thread-safe.
 */
final class JsonScan {
  /** Returned in place of a position for what is declined. */
  static final int DECLINED = -1;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long QUOTES = ONES * '"';
  private static final long SLASHES = ONES * '\\';
  private static final long SPACES = ONES * 0x20;
  private static final long HIGH_HALVES = 0xf0f0f0f0f0f0f0f0L;
  private static final long ZEROS = ONES * '0';
  private static final long SIXES = ONES * 6;
  private static final long TRUE = word("true");
  private static final long FALSE = word("false");
  private static final long NULL = word("null");
  private static final long FOUR_BYTES = 0xffffffffL;
  private static final long FIVE_BYTES = 0xffffffffffL;
  private static final int DEEPEST = 64;
  private static final int LONGEST_NUMBER = 300;

  private byte[] bytes;
  private int end;
  private int lastWord;
  private boolean breaksAreSpace;
  private long high;

  /**
   * Turns to the text that ends before {@code textEnd}.
   *
   * @param lineBreaks whether line breaks may stand between tokens
   */
  void begin(byte[] text, int textEnd, boolean lineBreaks) {
    bytes = text;
    end = textEnd;
    lastWord = text.length - 8;
    breaksAreSpace = lineBreaks;
    high = 0;
  }

  byte[] bytes() {
    return bytes;
  }

  int end() {
    return end;
  }

  /** Returns whether line breaks may stand between tokens. */
  boolean breaksAreSpace() {
    return breaksAreSpace;
  }

  /** Returns whether a string that was passed since the beginning may hold other than ASCII. */
  boolean sawNonAscii() {
    return high != 0;
  }

  static long word(String text) {
    long word = 0;
    for (int i = 0; i < text.length(); i++) {
      word |= (long) text.charAt(i) << (8 * i);
    }
    return word;
  }

  /** Returns the eight bytes from {@code at}, the first one lowest; zeros behind the array. */
  long word(int at) {
    return at <= lastWord ? (long) WORD.get(bytes, at) : lastWord(at);
  }

  private long lastWord(int at) {
    long word = 0;
    for (int i = Math.min(bytes.length, at + 8) - 1; i >= at; i--) {
      word = word << 8 | bytes[i] & 0xff;
    }
    return word;
  }

  /** Returns the byte, or 0 behind the end. */
  int at(int at) {
    return at < end ? bytes[at] : 0;
  }

  /** Returns the first position from {@code at} that holds no white space, or the end. */
  int space(int at) {
    int i = at;
    while (i < end) {
      byte value = bytes[i];
      if (value != ' ' && value != '\t' && !(breaksAreSpace && (value == '\n' || value == '\r'))) {
        break;
      }
      i++;
    }
    return i;
  }

  /**
   * Returns the first position from {@code at} that holds a quote, a backslash or a control
   * character, or the end.
   */
  int text(int at) {
    byte[] b = bytes;
    int last = lastWord;
    long seen = 0;
    int i = at;
    while (true) {
      long word = i <= last ? (long) WORD.get(b, i) : lastWord(i);
      long quote = word ^ QUOTES;
      long slash = word ^ SLASHES;
      long hit =
          ((quote - ONES) & ~quote | (slash - ONES) & ~slash | (word - SPACES) & ~word) & HIGHS;
      if (hit != 0) {
        seen |= word & (hit & -hit) - 1;
        if ((seen & HIGHS) != 0) {
          high = seen;
        }
        return Math.min(end, i + (Long.numberOfTrailingZeros(hit) >>> 3));
      }
      seen |= word;
      i += 8;
    }
  }

  /**
   * Returns where the line from {@code at} ends, if its break is before the end and it holds no
   * control character but tabs and no escape by number, which could spell a key in another way.
   */
  int plainLineEnd(int at) {
    byte[] b = bytes;
    int lastFour = lastWord - 24;
    int i = at;
    while (i < end) {
      while (i <= lastFour
          && (unusual((long) WORD.get(b, i))
                  | unusual((long) WORD.get(b, i + 8))
                  | unusual((long) WORD.get(b, i + 16))
                  | unusual((long) WORD.get(b, i + 24)))
              == 0) {
        i += 32;
      }
      long hit = unusual(word(i));
      if (hit == 0) {
        i += 8;
        continue;
      }
      i += Long.numberOfTrailingZeros(hit) >>> 3;
      int found = at(i);
      if (found == '\n' || found == '\r' && i + 1 < end) {
        return i;
      }
      if (found != '\t' && (found != '\\' || at(i + 1) == 'u')) {
        return DECLINED;
      }
      i++;
    }
    return DECLINED;
  }

  /** Marks the first byte that is a backslash or a control character, and perhaps some behind. */
  private static long unusual(long word) {
    long slash = word ^ SLASHES;
    return ((slash - ONES) & ~slash | (word - SPACES) & ~word) & HIGHS;
  }

  /** Returns how many digits the word begins with. */
  static int digits(long word) {
    long other = word & HIGH_HALVES ^ ZEROS | (word + SIXES) & HIGH_HALVES ^ ZEROS;
    return Long.numberOfTrailingZeros(other) >>> 3;
  }

  /** Returns the value of the first {@code count} digits, 1 to 8, of the word. */
  static long number(long word, int count) {
    long value = word << (64 - 8 * count) & 0x0f0f0f0f0f0f0f0fL;
    value = value * 2561 >>> 8 & 0x00ff00ff00ff00ffL;
    value = value * 6553601 >>> 16 & 0x0000ffff0000ffffL;
    return value * 42949672960001L >>> 32;
  }

  /** Returns the position behind the digits from {@code at}. */
  int digitsEnd(int at) {
    int i = at;
    while (true) {
      int count = digits(word(i));
      i += count;
      if (count < 8) {
        return i;
      }
    }
  }

  /**
   * Returns the position behind the value that begins at {@code at}. Whether a number or literal
   * may end there is seen by who looks for what follows.
   */
  int value(int at, int depth) {
    if (at >= end) {
      return DECLINED;
    }
    return switch (bytes[at]) {
      case '"' -> string(at + 1);
      case '{' -> depth > DEEPEST ? DECLINED : object(at + 1, depth + 1);
      case '[' -> depth > DEEPEST ? DECLINED : array(at + 1, depth + 1);
      case 't' -> literalTrue(at);
      case 'f' -> literalFalse(at);
      case 'n' -> literalNull(at);
      default -> number(at);
    };
  }

  /** Returns the position behind the closing quote; {@code at} is behind the opening one. */
  int string(int at) {
    int i = text(at);
    while (i < end && bytes[i] == '\\') {
      int escape = at(i + 1);
      if (escape == 'u') {
        if (hex(i + 2) < 0) {
          return DECLINED;
        }
        i += 6;
      } else if (isSimpleEscape(escape)) {
        i += 2;
      } else {
        return DECLINED;
      }
      i = text(i);
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
  int hex(int at) {
    if (at + 4 > end) {
      return DECLINED;
    }
    int value = 0;
    for (int i = at; i < at + 4; i++) {
      int digit = Character.digit(bytes[i], 16);
      if (digit < 0) {
        return DECLINED;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  /** Returns the position behind a number. */
  int number(int at) {
    int first = at(at) == '-' ? at + 1 : at;
    int i = digitsEnd(first);
    if (i == first || (bytes[first] == '0' && i > first + 1)) {
      return DECLINED;
    }
    if (at(i) == '.') {
      int fraction = i + 1;
      i = digitsEnd(fraction);
      if (i == fraction) {
        return DECLINED;
      }
    }
    if ((at(i) | 0x20) == 'e') {
      i++;
      if (at(i) == '+' || at(i) == '-') {
        i++;
      }
      int exponent = i;
      i = digitsEnd(exponent);
      if (i == exponent) {
        return DECLINED;
      }
    }
    return i - at <= LONGEST_NUMBER ? i : DECLINED;
  }

  int literalTrue(int at) {
    return (word(at) & FOUR_BYTES) == TRUE ? at + 4 : DECLINED;
  }

  int literalFalse(int at) {
    return (word(at) & FIVE_BYTES) == FALSE ? at + 5 : DECLINED;
  }

  /** Returns 4 or 5, the length of {@code true} or {@code false} at {@code at}, or 0. */
  int booleanLength(int at) {
    long word = word(at);
    return (word & FOUR_BYTES) == TRUE ? 4 : (word & FIVE_BYTES) == FALSE ? 5 : 0;
  }

  int literalNull(int at) {
    return (word(at) & FOUR_BYTES) == NULL ? at + 4 : DECLINED;
  }

  private int object(int start, int depth) {
    int at = space(start);
    if (at(at) == '}') {
      return at + 1;
    }
    while (at(at) == '"') {
      at = string(at + 1);
      if (at == DECLINED) {
        return DECLINED;
      }
      at = space(at);
      if (at(at) != ':') {
        return DECLINED;
      }
      at = value(space(at + 1), depth);
      if (at == DECLINED) {
        return DECLINED;
      }
      at = space(at);
      int next = at(at);
      if (next == '}') {
        return at + 1;
      }
      if (next != ',') {
        return DECLINED;
      }
      at = space(at + 1);
    }
    return DECLINED;
  }

  private int array(int start, int depth) {
    int at = space(start);
    if (at(at) == ']') {
      return at + 1;
    }
    while (true) {
      at = value(at, depth);
      if (at == DECLINED) {
        return DECLINED;
      }
      at = space(at);
      int next = at(at);
      if (next == ']') {
        return at + 1;
      }
      if (next != ',') {
        return DECLINED;
      }
      at = space(at + 1);
    }
  }
}

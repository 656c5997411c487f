package io.s3ingest.decode.csv;

import java.util.Arrays;

/**
 * The fields of one record, cut from its bytes. Takes what RFC 4180 calls well-formed, quotes
 * inside unquoted fields included; refuses the rest, for Spark's tokenizer. Not thread-safe.
 */
final class Fields {
  private final byte separator;
  private final byte[] longSeparator;
  private final int quote;
  private final int escape;
  private final boolean trimsLeft;
  private final boolean trimsRight;
  private byte[] source;
  private byte[] scratch = {};
  private int[] from = new int[64];
  private int[] to = new int[64];
  private boolean[] quoted = new boolean[64];
  private boolean anyQuoted;
  private int count;

  Fields(CsvDialect dialect) {
    this.separator = dialect.separator()[0];
    this.longSeparator = dialect.separator().length > 1 ? dialect.separator() : null;
    this.quote = dialect.quote();
    this.escape = dialect.escape();
    this.trimsLeft = dialect.trimsLeft();
    this.trimsRight = dialect.trimsRight();
  }

  /** Cuts a record; false if it is not well-formed. */
  boolean cut(byte[] b, int start, int end, boolean mayHaveQuotes) {
    source = b;
    count = 0;
    if (anyQuoted) {
      Arrays.fill(quoted, false);
      anyQuoted = false;
    }
    boolean hasQuotes = mayHaveQuotes && quote != CsvDialect.NONE;
    if (longSeparator != null) {
      // Beside these, Spark's tokenizer has ideas of its own about quotes.
      return !hasQuotes && cutByLong(start, end);
    }
    if (hasQuotes) {
      return cutQuoted(start, end);
    }
    cutPlain(b, start, end);
    if (trimsLeft || trimsRight) {
      for (int i = 0; i < count; i++) {
        trim(i);
      }
    }
    return true;
  }

  int count() {
    return count;
  }

  /** Returns the array that holds the fields. */
  byte[] source() {
    return source;
  }

  int from(int field) {
    return from[field];
  }

  int to(int field) {
    return to[field];
  }

  boolean quoted(int field) {
    return quoted[field];
  }

  private void cutPlain(byte[] b, int start, int end) {
    int[] froms = from;
    int[] tos = to;
    int fields = 0;
    int fieldStart = start;
    byte wanted = separator;
    for (int at = start; at < end; at++) {
      if (b[at] == wanted) {
        if (fields == froms.length) {
          grow();
          froms = from;
          tos = to;
        }
        froms[fields] = fieldStart;
        tos[fields++] = at;
        fieldStart = at + 1;
      }
    }
    count = fields;
    add(fieldStart, end);
  }

  /**
   * Cuts at separators of several bytes; false where one may begin that does not end, as it is not
   * ours to say then which of the bytes before are a separator.
   */
  private boolean cutByLong(int start, int end) {
    byte[] b = source;
    int fieldStart = start;
    for (int at = start; at < end; at++) {
      if (b[at] == separator) {
        int behind = at + longSeparator.length;
        if (behind > end || !Arrays.equals(b, at, behind, longSeparator, 0, longSeparator.length)) {
          return false;
        }
        add(fieldStart, at);
        fieldStart = behind;
        at = behind - 1;
      }
    }
    add(fieldStart, end);
    return true;
  }

  private boolean cutQuoted(int start, int end) {
    int at = start;
    int last = end;
    while (true) {
      byte[] b = source;
      int fieldStart = at;
      while (trimsLeft && at < last && isSpace(b[at])) {
        at++;
      }
      if (at < last && b[at] == quote) {
        int close = at + 1;
        int escapes = 0;
        while (close < last) {
          byte value = b[close];
          if (value == quote) {
            if (escape != quote || close + 1 == last || b[close + 1] != quote) {
              break;
            }
            escapes++;
            close += 2;
          } else if (value == escape) {
            return false;
          } else {
            close++;
          }
        }
        int behind = close + 1;
        while (behind < last && isSpace(b[behind])) {
          behind++;
        }
        if (close >= last || behind < last && b[behind] != separator) {
          return false;
        }
        if (count == quoted.length) {
          grow();
        }
        quoted[count] = true;
        anyQuoted = true;
        if (escapes > 0) {
          int moved = copy(start, last);
          at += moved;
          close += moved;
          behind += moved;
          last += moved;
          start += moved;
          add(at + 1, unescape(at + 1, close));
        } else {
          add(at + 1, close);
        }
        at = behind;
      } else {
        if (at == last && at > fieldStart && anyQuoted) {
          // Spark's tokenizer takes white space at the end for a quoted field behind some of those.
          return false;
        }
        while (at < last && b[at] != separator) {
          at++;
        }
        add(fieldStart, at);
        trim(count - 1);
      }
      if (at == last) {
        return true;
      }
      at++;
    }
  }

  private void trim(int field) {
    byte[] b = source;
    int start = from[field];
    int end = to[field];
    while (trimsLeft && start < end && isSpace(b[start])) {
      start++;
    }
    while (trimsRight && start < end && isSpace(b[end - 1])) {
      end--;
    }
    from[field] = start;
    to[field] = end;
  }

  private boolean isSpace(byte value) {
    return value >= 0 && value <= ' ' && value != separator;
  }

  /** Moves the record to the scratch array, once, and returns by how far. */
  private int copy(int start, int end) {
    if (source == scratch) {
      return 0;
    }
    int length = end - start;
    if (scratch.length < length) {
      scratch = new byte[Math.max(length, 2 * scratch.length)];
    }
    System.arraycopy(source, start, scratch, 0, length);
    source = scratch;
    for (int i = 0; i < count; i++) {
      from[i] -= start;
      to[i] -= start;
    }
    return -start;
  }

  /** Takes one of each pair of quotes away, in place, and returns the new end. */
  private int unescape(int start, int end) {
    byte[] b = source;
    int out = start;
    for (int at = start; at < end; at++) {
      b[out++] = b[at];
      if (b[at] == quote) {
        at++;
      }
    }
    return out;
  }

  private void add(int start, int end) {
    if (count == from.length) {
      grow();
    }
    from[count] = start;
    to[count++] = end;
  }

  private void grow() {
    int size = from.length * 2;
    from = Arrays.copyOf(from, size);
    to = Arrays.copyOf(to, size);
    quoted = Arrays.copyOf(quoted, size);
  }
}

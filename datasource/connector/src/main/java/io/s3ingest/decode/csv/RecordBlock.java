package io.s3ingest.decode.csv;

import io.s3ingest.decode.text.LineReader;
import io.s3ingest.decode.text.Marks;
import io.s3ingest.decode.text.Utf8;

/**
 * Many neighbouring records, cut into fields in one pass over the bytes that the reader holds.
 * Takes well-formed records that lie there whole; stops before any other, which {@link CsvRecords}
 * then frames alone. Both find the same records. Not thread-safe.
 */
final class RecordBlock {
  /** The span of a field that is empty, or that its record does not have. */
  static final long NULL = -1;

  private static final long ODD = Long.MIN_VALUE;
  private static final int MOST_SPANS = 4096;
  private static final int MOST_ROWS = 64;
  private static final int FEWEST_ROWS = 8;

  private final Marks marks;
  private final byte separator;
  private final int quote;
  private final int escape;
  private final int comment;
  private final boolean anyBreak;
  private final boolean skipsSpaceLines;
  private final long maxRecordBytes;
  private final int fields;
  private final int mostRows;
  private final long[] spans;
  private final int[] starts;
  private final int[] ends;
  private final boolean[] ragged;
  private byte[] bytes;
  private int rows;
  private int next;
  private int mark;
  private long lines;
  private boolean joinsLines;
  private boolean odd;
  private boolean sound;

  private RecordBlock(CsvDialect dialect, int fields, long maxRecordBytes) {
    byte[] given = dialect.lineSeparator();
    this.separator = dialect.separator()[0];
    this.quote = dialect.quote();
    this.escape = dialect.escape();
    // No byte is 256, but one may be -1.
    this.comment = dialect.comment() == CsvDialect.NONE ? 256 : dialect.comment();
    this.anyBreak = given.length == 0;
    this.skipsSpaceLines = dialect.skipsSpaceLines();
    this.maxRecordBytes = maxRecordBytes;
    this.fields = fields;
    this.mostRows = Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, MOST_SPANS / Math.max(1, fields)));
    this.spans = new long[mostRows * fields];
    this.starts = new int[mostRows];
    this.ends = new int[mostRows];
    this.ragged = new boolean[mostRows];
    this.marks =
        new Marks(
            separator,
            quote == CsvDialect.NONE ? separator : quote,
            anyBreak ? '\n' : given[0],
            anyBreak ? '\r' : given[0]);
  }

  /** Makes a block for records of so many fields; null if the dialect is not a usual one. */
  static RecordBlock of(CsvDialect dialect, int fields, long maxRecordBytes) {
    byte[] given = dialect.lineSeparator();
    byte separator = dialect.separator()[0];
    boolean usual =
        dialect.plain()
            && dialect.separator().length == 1
            && !dialect.trimsLeft()
            && !dialect.trimsRight()
            && given.length <= 1
            && !isBreak(separator, given)
            && !isBreak(dialect.quote(), given)
            && !isBreak(dialect.comment(), given)
            && dialect.comment() != separator
            && (dialect.comment() != dialect.quote() || dialect.quote() == CsvDialect.NONE);
    return usual ? new RecordBlock(dialect, fields, maxRecordBytes) : null;
  }

  private static boolean isBreak(int value, byte[] given) {
    return given.length == 0 ? value == '\n' || value == '\r' : value == given[0];
  }

  /**
   * Frames the records ahead of the reader, which is left where it is.
   *
   * @param most most records to frame
   * @param joins whether a record goes on behind a line break inside quotes
   * @return how many; 0 if the next record is not one for us
   */
  int frame(LineReader reader, int most, boolean joins) {
    rows = 0;
    sound = true;
    lines = 0;
    next = reader.ahead();
    if (!reader.isBegun()) {
      return 0; // What may be a byte order mark is not for us.
    }
    joinsLines = joins;
    marks.moveTo(reader);
    bytes = reader.bytes();
    mark = marks.begin();
    odd = false;
    int begin = next;
    int wanted = Math.min(most, mostRows);
    while (rows < wanted) {
      if (cut()) {
        rows++;
      } else if (rows > 0 || odd || !scanOn(reader)) {
        break;
      }
    }
    sound = rows == 0 || !marks.mayHaveNonAscii() || Utf8.isValid(bytes, begin, next);
    return rows;
  }

  /** Returns whether the records are well-formed UTF-8, so that they may be read as they stand. */
  boolean sound() {
    return sound;
  }

  /** Returns where the records end, counted as {@link LineReader#consumed()} is. */
  long end(LineReader reader) {
    return reader.consumed() + next - reader.ahead();
  }

  private boolean scanOn(LineReader reader) {
    boolean more = marks.scan(reader);
    mark = marks.begin();
    return more;
  }

  /** Moves the reader behind the records that were framed. */
  void take(LineReader reader) {
    reader.take(next, lines);
  }

  int rows() {
    return rows;
  }

  /** Returns the most records that one block can have. */
  int mostRows() {
    return mostRows;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Returns the spans, record by record, {@link #fields()} of each. */
  long[] spans() {
    return spans;
  }

  int fields() {
    return fields;
  }

  int start(int row) {
    return starts[row];
  }

  int end(int row) {
    return ends[row];
  }

  /** Returns whether the record has more or fewer fields than it should. */
  boolean isRagged(int row) {
    return ragged[row];
  }

  /** Forgets the records that are not kept; those behind move up. */
  void keep(boolean[] kept) {
    int count = 0;
    for (int i = 0; i < rows; i++) {
      if (kept[i]) {
        System.arraycopy(spans, i * fields, spans, count * fields, fields);
        starts[count] = starts[i];
        ends[count] = ends[i];
        ragged[count] = ragged[i];
        count++;
      }
    }
    rows = count;
  }

  static int from(long span) {
    return (int) (span >>> 32) & Integer.MAX_VALUE;
  }

  static int to(long span) {
    return (int) span;
  }

  /** Returns whether it is a quoted field that is empty or has doubled quotes inside. */
  static boolean isOdd(long span) {
    return span < 0 && span != NULL;
  }

  private static long span(int from, int to) {
    return (long) from << 32 | to;
  }

  /**
   * Cuts the record ahead into fields; false, with nothing changed, if it is not for us or cut off.
   */
  private boolean cut() {
    byte[] b = bytes;
    int[] positions = marks.positions();
    int count = marks.end();
    int p = mark;
    int start = next;
    long breaks = 0;
    while (true) {
      if (p == count) {
        return false;
      }
      boolean blank = positions[p] == start && isBreak(b[start]);
      if (!blank && b[start] != comment) {
        int base = rows * fields;
        int field = 0;
        int from = start;
        long inner = 0;
        int at;
        while (true) {
          if (p == count) {
            return false;
          }
          at = positions[p];
          byte value = b[at];
          long span;
          if (value != quote) {
            span = at == from ? NULL : span(from, at);
          } else if (at == from) {
            boolean doubled = false;
            while (true) {
              if (++p == count) {
                return false;
              }
              at = positions[p];
              value = b[at];
              if (value == quote) {
                if (at + 1 == marks.scanned()) {
                  return false;
                }
                if (b[at + 1] != quote || escape != quote) {
                  break;
                }
                doubled = true;
                p++;
              } else if (value != separator) {
                if (!joinsLines) {
                  return refuse();
                }
                inner += value == '\n' && anyBreak && b[at - 1] == '\r' ? 0 : 1;
              }
            }
            if (++p == count) {
              return false;
            }
            if (positions[p] != at + 1 || escape != quote && has(b, escape, from + 1, at)) {
              return refuse();
            }
            span = span(from + 1, at) | (doubled || from + 1 == at ? ODD : 0);
            at++;
            value = b[at];
            if (value == quote) {
              return refuse();
            }
          } else {
            do {
              if (++p == count) {
                return false;
              }
              at = positions[p];
              value = b[at];
            } while (value == quote);
            span = span(from, at);
          }
          p++;
          if (field < fields) {
            spans[base + field] = span;
          }
          field++;
          if (value != separator) {
            break;
          }
          from = at + 1;
        }
        int behind = behindBreak(b, at);
        if (behind < 0) {
          return false;
        }
        p += behind - at - 1;
        breaks += 1 + inner;
        if (at - start > maxRecordBytes) {
          return refuse();
        }
        if (!skipsSpaceLines || b[start] > ' ' || b[start] < 0 || !isSpace(b, start, at)) {
          ragged[rows] = field != fields;
          for (; field < fields; field++) {
            spans[base + field] = NULL;
          }
          starts[rows] = start;
          ends[rows] = at;
          next = behind;
          mark = p;
          lines += breaks;
          return true;
        }
        start = behind;
      } else {
        while (!isBreak(b[positions[p]])) {
          if (++p == count) {
            return false;
          }
        }
        int at = positions[p];
        int behind = behindBreak(b, at);
        if (behind < 0) {
          return false;
        }
        p += behind - at;
        breaks++;
        start = behind;
      }
    }
  }

  /** Returns where the line behind a break begins, -1 if that is not known yet. */
  private int behindBreak(byte[] b, int at) {
    if (b[at] != '\r' || !anyBreak) {
      return at + 1;
    }
    if (at + 1 >= marks.scanned()) {
      return -1;
    }
    return b[at + 1] == '\n' ? at + 2 : at + 1;
  }

  private boolean refuse() {
    odd = true;
    return false;
  }

  private boolean isBreak(byte value) {
    return value != separator && value != quote;
  }

  private static boolean has(byte[] b, int wanted, int from, int to) {
    for (int at = from; at < to; at++) {
      if (b[at] == wanted) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSpace(byte[] b, int from, int to) {
    for (int at = from; at < to; at++) {
      if (b[at] < 0 || b[at] > ' ') {
        return false;
      }
    }
    return true;
  }
}

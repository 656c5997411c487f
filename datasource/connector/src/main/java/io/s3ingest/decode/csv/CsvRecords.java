package io.s3ingest.decode.csv;

import io.s3ingest.decode.text.LineReader;

/**
 * Cuts an object into records: lines, or several lines where a break stands inside quotes. Lines
 * that are no record (blank ones, comments) are passed over. Not thread-safe.
 *
 * <p>A quote that is never closed does not swallow the rest of the object: its line becomes a
 * record of its own, {@link #unclosed()}, and records go on behind it, line by line.
 */
final class CsvRecords implements AutoCloseable {
  private final LineReader lines;
  private final CsvDialect dialect;
  private final byte[] separator;
  private boolean joinsLines;
  private boolean unclosed;
  private boolean scanningQuotes;
  private int scanned;

  CsvRecords(LineReader lines, CsvDialect dialect) {
    this.lines = lines;
    this.dialect = dialect;
    this.separator = dialect.separator();
    this.joinsLines = dialect.joinsLines();
  }

  /** Passes over lines, whatever is in them; false if the object ends before. */
  boolean skipLines(long count) {
    for (long i = 0; i < count; i++) {
      if (!lines.next()) {
        return false;
      }
    }
    return true;
  }

  /** Moves to the next record; false at the end. */
  boolean next() {
    unclosed = false;
    while (lines.next()) {
      if (!isBlank() && !isComment()) {
        if (joinsLines && lines.sawWatched()) {
          join();
        }
        return true;
      }
    }
    return false;
  }

  /** Frames many records ahead, without moving there; 0 if the next one must be framed alone. */
  int frame(RecordBlock block, int most) {
    return block.frame(lines, most, joinsLines);
  }

  /** Returns what {@link #consumed()} is behind the framed records. */
  long end(RecordBlock block) {
    return block.end(lines);
  }

  /** Moves behind the framed records. */
  void take(RecordBlock block) {
    block.take(lines);
  }

  byte[] bytes() {
    return lines.bytes();
  }

  int start() {
    return lines.start();
  }

  int end() {
    return lines.end();
  }

  /** Returns the number of the line on which the record begins. */
  long line() {
    return lines.line();
  }

  /** Returns how many bytes lie before the next record. */
  long consumed() {
    return lines.consumed();
  }

  /** Returns whether a quote may be in the record. */
  boolean mayHaveQuotes() {
    return lines.sawWatched();
  }

  boolean mayHaveNonAscii() {
    return lines.sawNonAscii();
  }

  /** Returns whether the record opens a quote that the object never closes. */
  boolean unclosed() {
    return unclosed;
  }

  /** Returns whether a line break is behind the record; if not, the end of the object is. */
  boolean endsByBreak() {
    return lines.ahead() > lines.end();
  }

  @Override
  public void close() {
    lines.close();
  }

  private void join() {
    scanned = 0;
    scanningQuotes = false;
    while (endsInsideQuotes()) {
      if (!lines.extend()) {
        lines.shorten();
        // The next quote would look for its end over the same bytes again.
        joinsLines = false;
        unclosed = true;
        return;
      }
    }
  }

  /** Goes on where the last line ended; only inside quotes can a record outlive its line. */
  private boolean endsInsideQuotes() {
    byte[] b = lines.bytes();
    int end = lines.end();
    int at = lines.start() + scanned;
    while (true) {
      while (dialect.trimsLeft() && !scanningQuotes && at < end && isSpace(b[at])) {
        at++;
      }
      if (scanningQuotes || at < end && b[at] == dialect.quote()) {
        int close = closingQuote(b, scanningQuotes ? at : at + 1, end);
        if (close < 0) {
          scanningQuotes = true;
          scanned = end - lines.start();
          return true;
        }
        scanningQuotes = false;
        at = close + 1;
      }
      at = separatorFrom(b, at, end);
      if (at < 0) {
        return false;
      }
      at += separator.length;
    }
  }

  private int closingQuote(byte[] b, int from, int end) {
    int quote = dialect.quote();
    int escape = dialect.escape();
    for (int at = from; at < end; at++) {
      if (b[at] == escape && at + 1 < end && (b[at + 1] == quote || b[at + 1] == escape)) {
        at++;
      } else if (b[at] == quote) {
        return at;
      }
    }
    return -1;
  }

  private int separatorFrom(byte[] b, int from, int end) {
    for (int at = from; at <= end - separator.length; at++) {
      if (b[at] == separator[0] && matches(b, at)) {
        return at;
      }
    }
    return -1;
  }

  private boolean matches(byte[] b, int at) {
    for (int i = 1; i < separator.length; i++) {
      if (b[at + i] != separator[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns where the text of a bad record ends: as for Spark, before a line break, which is there
   * where another separator of lines is given.
   */
  static int withoutBreak(byte[] b, int start, int end) {
    if (end == start || b[end - 1] != '\n' && b[end - 1] != '\r') {
      return end;
    }
    boolean pair = b[end - 1] == '\n' && end - 1 > start && b[end - 2] == '\r';
    return end - (pair ? 2 : 1);
  }

  private boolean isBlank() {
    int end = lines.end();
    int at = lines.start();
    if (at == end) {
      return true;
    }
    // In a stream, Spark's tokenizer leaves out white space before a field, and then finds none.
    int field = separator[0];
    if (dialect.isStream()) {
      if (!dialect.trimsLeft() || !endsByBreak()) {
        return false;
      }
    } else {
      field = CsvDialect.NONE;
    }
    byte[] b = lines.bytes();
    while (at < end && isSpace(b[at]) && b[at] != field) {
      at++;
    }
    return at == end;
  }

  private static boolean isSpace(byte value) {
    return value >= 0 && value <= ' ';
  }

  private boolean isComment() {
    return dialect.comment() != CsvDialect.NONE
        && lines.bytes()[lines.start()] == dialect.comment();
  }
}

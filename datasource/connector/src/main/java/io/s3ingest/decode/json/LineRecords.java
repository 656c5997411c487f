package io.s3ingest.decode.json;

import io.s3ingest.decode.text.LineReader;
import io.s3ingest.error.JsonErrors;

/** Takes every line that is not blank as a record. */
final class LineRecords implements JsonRecords {
  private final LineReader lines;
  private final String uri;
  private final boolean usualBreaks;
  private final boolean oneShape;
  private byte shape;

  /**
   * Records of {@code lines}.
   *
   * @param usualBreaks whether these end at the usual breaks
   * @param oneShape whether a file that begins with objects must go on with objects, and one that
   *     begins with arrays with arrays
   */
  LineRecords(LineReader lines, String uri, boolean usualBreaks, boolean oneShape) {
    this.usualBreaks = usualBreaks;
    this.lines = lines;
    this.uri = uri;
    this.oneShape = oneShape;
  }

  /** Says that the first record lies before these lines, and is an object. */
  void beganWithAnObject() {
    shape = '{';
  }

  @Override
  public boolean next() {
    while (lines.next()) {
      byte[] bytes = lines.bytes();
      int first = JsonSpace.skip(bytes, lines.start(), lines.end());
      if (first < lines.end()) {
        if (oneShape) {
          checkShape(bytes[first]);
        }
        return true;
      }
    }
    return false;
  }

  @Override
  public int ahead() {
    int at = lines.ahead();
    if (!usualBreaks || !lines.isBegun() || at >= lines.limit() || lines.bytes()[at] != '{') {
      return -1;
    }
    return shape == '{' || !oneShape ? at : -1;
  }

  @Override
  public int limit() {
    return lines.limit();
  }

  @Override
  public void pass(int lineEnd) {
    lines.pass(lineEnd);
  }

  private void checkShape(byte first) {
    if (first == '{' || first == '[') {
      if (shape == 0) {
        shape = first;
      } else if (shape != first) {
        throw JsonErrors.mixedShapes(
            uri, lines.line(), first == '[' ? "an array among objects" : "an object among arrays");
      }
    }
  }

  @Override
  public byte[] bytes() {
    return lines.bytes();
  }

  @Override
  public int start() {
    return lines.start();
  }

  @Override
  public int end() {
    return lines.end();
  }

  @Override
  public long line() {
    return lines.line();
  }

  @Override
  public long consumed() {
    return lines.consumed();
  }

  @Override
  public boolean arraysAreRows() {
    return true;
  }

  @Override
  public void close() {
    lines.close();
  }
}

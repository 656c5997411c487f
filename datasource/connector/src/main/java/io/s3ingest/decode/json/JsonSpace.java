package io.s3ingest.decode.json;

/** The white space of RFC 8259. */
final class JsonSpace {
  private JsonSpace() {}

  static boolean is(byte value) {
    return value == ' ' || value == '\n' || value == '\r' || value == '\t';
  }

  /** Returns the first position from {@code start} that is no white space, or {@code end}. */
  static int skip(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end && is(bytes[at])) {
      at++;
    }
    return at;
  }
}

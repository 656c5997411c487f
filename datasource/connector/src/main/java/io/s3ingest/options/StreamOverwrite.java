package io.s3ingest.options;

/** What a stream does with an object that it has taken and that has other content now. */
public enum StreamOverwrite {
  /** It stays unread, and is counted. */
  IGNORE("ignore"),
  /** It is read again, whole. */
  APPEND("append"),
  FAIL("fail");

  private final String text;

  StreamOverwrite(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}

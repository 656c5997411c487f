package io.s3ingest.options;

/** How the bytes of an object are compressed. */
public enum Compression {
  AUTO("auto"),
  NONE("none"),
  GZIP("gzip");

  private final String text;

  Compression(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}

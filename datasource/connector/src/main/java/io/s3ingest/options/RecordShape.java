package io.s3ingest.options;

/** What one row is made of. */
public enum RecordShape {
  /** A record inside an object. */
  ROWS("rows"),
  /** An object as a whole. */
  OBJECT("object");

  private final String text;

  RecordShape(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}

package io.s3ingest.cursor;

/** What became of a key. */
public enum ChangeType {
  /** An object where there was none. */
  INSERT("insert"),
  /** Another version of an object. */
  UPDATE("update"),
  /** No object any more. */
  DELETE("delete");

  private final String text;

  ChangeType(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}

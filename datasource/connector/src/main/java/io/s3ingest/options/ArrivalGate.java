package io.s3ingest.options;

/** How it is announced that an object has arrived. */
public enum ArrivalGate {
  /** Not at all: an object is taken when it is listed. */
  NONE("none"),
  /** A file such as {@code _SUCCESS} in its folder. */
  MARKER("marker"),
  /** A file in its folder that names it. */
  MANIFEST("manifest"),
  /** A second object of its name and a suffix such as {@code .done}. */
  TWIN("twin");

  private final String text;

  ArrivalGate(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}

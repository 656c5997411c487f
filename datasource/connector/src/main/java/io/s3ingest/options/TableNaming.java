package io.s3ingest.options;

/** How folders become tables. */
public enum TableNaming {
  FIRST_FOLDER("firstFolder"),
  FULL_PREFIX("fullPrefix");

  private final String text;

  TableNaming(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}

package io.s3ingest.options;

/** Whether the files of one table may differ in their schema. */
public enum SchemaCheck {
  EVOLVE("evolve"),
  STRICT("strict");

  private final String text;

  SchemaCheck(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}

package io.s3ingest.options;

/** What becomes of an object that cannot be read as planned. */
public enum BadObjectPolicy {
  FAIL("fail"),
  SKIP("skip");

  private final String text;

  BadObjectPolicy(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}

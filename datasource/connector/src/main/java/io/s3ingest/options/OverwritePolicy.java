package io.s3ingest.options;

/** What becomes of an object that was taken and has other content now. */
public enum OverwritePolicy {
  FAIL("fail");

  private final String text;

  OverwritePolicy(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}

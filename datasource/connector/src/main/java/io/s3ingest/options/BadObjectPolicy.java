package io.s3ingest.options;

/** What becomes of an object that cannot be read as planned. */
public enum BadObjectPolicy {
  /** The read or the sync ends. */
  FAIL("fail"),
  /** It is passed over. */
  SKIP("skip"),
  /** It is passed over, and a sync remembers it and offers it again. */
  QUARANTINE("quarantine");

  private final String text;

  BadObjectPolicy(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}

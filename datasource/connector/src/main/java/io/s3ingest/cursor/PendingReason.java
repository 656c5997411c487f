package io.s3ingest.cursor;

/** Why an object that takes part is left for a later run. */
public enum PendingReason {
  /** Younger than {@code minFileAge} by the store's clock. */
  TOO_YOUNG("too-young"),
  /** Its arrival has not been announced. */
  NOT_ANNOUNCED("not-announced");

  private final String text;

  PendingReason(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}

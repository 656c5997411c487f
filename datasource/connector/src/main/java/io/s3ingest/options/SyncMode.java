package io.s3ingest.options;

/** What a sync brings. */
public enum SyncMode {
  INCREMENTAL("incremental"),
  FULL_REFRESH("full_refresh");

  private final String text;

  SyncMode(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}

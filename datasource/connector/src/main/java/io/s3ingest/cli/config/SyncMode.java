package io.s3ingest.cli.config;

/** What a sync of one stream brings. */
public enum SyncMode {
  /** Every object again, in place of what the table held. */
  FULL_REFRESH("full_refresh"),
  /** What is new since the sync before. */
  INCREMENTAL("incremental");

  private final String text;

  SyncMode(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}

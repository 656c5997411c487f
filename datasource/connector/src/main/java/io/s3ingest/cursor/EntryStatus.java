package io.s3ingest.cursor;

/** What became of an object that the ledger knows; the codes are part of the format. */
public enum EntryStatus {
  INGESTED(1),
  PENDING(2),
  QUARANTINED(3),
  /** Ingested, and no longer listed; its rows are still in the table. */
  GONE(4),
  /** Taken by another tool, as its state file says. */
  IMPORTED(5),
  /** Left out on purpose; under its key are the rows of an older version, or none. */
  SKIPPED(6),
  /** Ingested, no longer listed, and its rows are gone; the same as if it was never taken. */
  REMOVED(7);

  private final int code;

  EntryStatus(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** Returns whether entries of this status are part of counts and fingerprints. */
  boolean summed() {
    return this == INGESTED || this == IMPORTED || this == SKIPPED;
  }

  /** Returns whether the object is still to be taken: such entries stand in the open file. */
  public boolean open() {
    return this == PENDING || this == QUARANTINED;
  }

  /** Returns null for an unknown code. */
  static EntryStatus ofCode(long code) {
    for (EntryStatus status : values()) {
      if (status.code == code) {
        return status;
      }
    }
    return null;
  }
}

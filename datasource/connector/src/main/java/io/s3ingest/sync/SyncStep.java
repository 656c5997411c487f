package io.s3ingest.sync;

/** The moments of a sync at which a crash leaves something else behind. */
public enum SyncStep {
  /** The table exists and has the columns; nothing is planned yet. */
  TABLE_READY,
  /** The plan file is written. */
  PLANNED,
  /** The rows are staged, no snapshot has them. */
  STAGED,
  /** The next ledger is written; nothing points at it. */
  LEDGER_WRITTEN,
  /** Rows and ledger are committed. */
  COMMITTED,
  /** All slices are committed; what the caller keeps is not written yet. */
  DONE
}

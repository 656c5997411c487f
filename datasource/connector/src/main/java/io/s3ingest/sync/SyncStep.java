package io.s3ingest.sync;

/**
 * The moments of a sync at which a crash leaves something else behind, in the order in which a sync
 * comes to them; those of a slice come again with each.
 */
public enum SyncStep {
  /** The stream is known; nothing is read of the table yet. */
  STARTED,
  /** The listing is compared with the ledger. */
  LISTED,
  /** The table exists and has the columns; nothing is planned yet. */
  TABLE_READY,
  /** An epoch is committed that fences off the run that left staged files behind. */
  FENCED,
  /** What earlier runs left behind is deleted. */
  CLEANED,
  /** A full refresh has a branch, on which all rows are gone. */
  BRANCH_CREATED,
  /** The plan file is written. */
  PLANNED,
  /** The rows are staged, no snapshot has them. */
  STAGED,
  /** The counts of what was read and of what was staged agree. */
  COUNTED,
  /** The next ledger is written; nothing points at it. */
  LEDGER_WRITTEN,
  /** Rows and ledger of a slice are committed to the table. */
  COMMITTED,
  /** Rows and ledger of a slice are committed to the branch of a full refresh. */
  SLICE_COMMITTED,
  /** The plan of a committed slice is deleted. */
  PLAN_DELETED,
  /** The branch of a full refresh has become the table's state. */
  PUBLISHED,
  /** What runs that this one has overtaken left behind is deleted. */
  SWEPT,
  /** The sync is complete; what the caller keeps is not written yet. */
  DONE
}

package io.s3ingest.error;

/**
 * Every user-facing failure, by the name that stands in brackets in front of its message. Names are
 * stable: scripts may match on them.
 */
public enum ErrorCondition {
  // Options and configuration files.
  INVALID_OPTION(Blame.USER),
  UNKNOWN_OPTION(Blame.USER),
  CONFLICTING_OPTIONS(Blame.USER),
  MISSING_OPTION(Blame.USER),
  INVALID_CONFIG_FILE(Blame.USER),
  UNSUPPORTED_SAVE_MODE(Blame.USER),

  // The store.
  BUCKET_NOT_FOUND(Blame.STORE),
  OBJECT_NOT_FOUND(Blame.STORE),
  OBJECT_CHANGED(Blame.STORE),
  OBJECT_ARCHIVED(Blame.STORE),
  ACCESS_DENIED(Blame.STORE),
  INVALID_CREDENTIALS(Blame.STORE),
  WRONG_REGION(Blame.STORE),
  STORE_UNREACHABLE(Blame.STORE),
  STORE_THROTTLED(Blame.STORE),
  STORE_FAILED(Blame.STORE),
  TRUNCATED_BODY(Blame.STORE),
  UNSUPPORTED_BY_STORE(Blame.STORE),

  // Discovery and schema.
  NO_MATCHING_FILES(Blame.USER),
  TABLE_NOT_FOUND(Blame.USER),
  AMBIGUOUS_TABLE_NAME(Blame.USER),
  AMBIGUOUS_COLUMN_NAME(Blame.USER),
  RESERVED_COLUMN_NAME(Blame.USER),
  SCHEMA_MISMATCH(Blame.USER),
  UNKNOWN_FORMAT(Blame.USER),

  // Decoding.
  CORRUPT_RECORD(Blame.USER),
  CORRUPT_FILE(Blame.USER),
  RECORD_TOO_LARGE(Blame.USER),
  BAD_OBJECTS(Blame.USER),

  // Cursor, sync and catalog.
  INVALID_LEDGER(Blame.STORE),
  INVALID_PLAN(Blame.STORE),
  OBJECT_OVERWRITTEN(Blame.USER),
  MASS_DELETE(Blame.USER),
  PIPELINE_MISMATCH(Blame.USER),
  CONCURRENT_SYNC(Blame.STORE),
  UNBALANCED_COUNTS(Blame.OURS),
  COMMIT_UNKNOWN(Blame.STORE),
  COMMIT_UNDONE(Blame.STORE),
  CATALOG_FAILED(Blame.STORE),
  INCOMPATIBLE_TABLE(Blame.USER),
  INVALID_STATE_FILE(Blame.USER),
  INVALID_CHECKPOINT(Blame.STORE),
  CHECKPOINT_MISMATCH(Blame.USER),
  ICEBERG_MISSING(Blame.USER),

  INTERNAL_ERROR(Blame.OURS);

  private final Blame blame;

  ErrorCondition(Blame blame) {
    this.blame = blame;
  }

  /** Returns whose move it is. */
  public Blame blame() {
    return blame;
  }

  /** Returns the public name, such as {@code S3INGEST_INVALID_OPTION}. */
  public String publicName() {
    return "S3INGEST_" + name();
  }
}

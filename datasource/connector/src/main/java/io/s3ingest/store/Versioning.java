package io.s3ingest.store;

/** Whether a bucket keeps what was overwritten and deleted. */
public enum Versioning {
  /** Every version is kept. */
  ENABLED,
  /** Versions were kept once; what is overwritten now is lost. */
  SUSPENDED,
  /** No version was ever kept. */
  NEVER
}

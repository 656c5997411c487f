package io.s3ingest.error;

/** Words the failures of what is kept between runs: ledger, plan and state files. */
public final class CursorErrors {
  private CursorErrors() {}

  /** A ledger file that cannot be believed; {@code why} is a clause. */
  public static S3IngestException invalidLedger(String uri, String why, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.INVALID_LEDGER,
        "Cannot read the ledger file %s: %s. Restore the file, or run with syncMode=full_refresh to begin a new ledger."
            .formatted(uri, why),
        cause);
  }

  /** A ledger file that a newer release wrote. */
  public static S3IngestException newerLedger(String uri, int version, int known) {
    return new S3IngestException(
        ErrorCondition.INVALID_LEDGER,
        "Cannot read the ledger file %s: it has version %d, this s3ingest knows up to %d. Use a newer s3ingest."
            .formatted(uri, version, known));
  }

  /** A ledger that cannot be found where the table says it is, or two answers to where it is. */
  public static S3IngestException ledgerUnknown(String table, String pipeline, String why) {
    return new S3IngestException(
        ErrorCondition.INVALID_LEDGER,
        "Cannot tell what pipeline %s has taken into %s: %s. Roll the table back to a snapshot that names its ledger, or run with syncMode=full_refresh."
            .formatted(pipeline, table, why));
  }

  /** A ledger file that could not be written. */
  public static S3IngestException ledgerNotWritten(String uri, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.STORE_FAILED,
        "Cannot write the ledger file %s: %s. Check that the warehouse can be written, then run again; nothing was committed."
            .formatted(uri, cause.getMessage()),
        cause);
  }

  /** Room on the local disk that is needed while a listing is compared and could not be had. */
  public static S3IngestException localDisk(String path, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.STORE_FAILED,
        "Cannot keep the changes of a listing in the local file %s: %s. Make room there, or set java.io.tmpdir to a folder that has some."
            .formatted(path, cause.getMessage()),
        cause);
  }

  /** A plan file that cannot be believed; {@code why} is a clause. */
  public static S3IngestException invalidPlan(String uri, String why, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.INVALID_PLAN,
        "Cannot read the plan file %s: %s. Make the plan again.".formatted(uri, why),
        cause);
  }

  /** A plan file that a newer release wrote. */
  public static S3IngestException newerPlan(String uri, int version, int known) {
    return new S3IngestException(
        ErrorCondition.INVALID_PLAN,
        "Cannot read the plan file %s: it has version %d, this s3ingest knows up to %d. Use a newer s3ingest."
            .formatted(uri, version, known));
  }
}

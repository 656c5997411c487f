package io.s3ingest.error;

/** Words what must not happen. */
public final class InternalErrors {
  private InternalErrors() {}

  /** A state that only a defect of s3ingest can bring about. */
  public static S3IngestException unexpected(String what, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.INTERNAL_ERROR,
        "Cannot %s: this is a defect of s3ingest. Report it with this stack trace.".formatted(what),
        cause);
  }
}

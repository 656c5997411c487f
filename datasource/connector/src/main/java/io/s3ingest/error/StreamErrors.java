package io.s3ingest.error;

/** Words the failures of streams. */
public final class StreamErrors {
  private StreamErrors() {}

  /** A stream over a plan file. */
  public static S3IngestException planIsFixed(String uri) {
    return new S3IngestException(
        ErrorCondition.CONFLICTING_OPTIONS,
        "Cannot stream plan %s: a plan names its objects once and for all. Read it with spark.read, or leave 'plan' out to stream the folder."
            .formatted(uri));
  }

  /** A stream of the past. */
  public static S3IngestException noTimeTravel(String time) {
    return new S3IngestException(
        ErrorCondition.CONFLICTING_OPTIONS,
        "Cannot stream as of %s: a stream follows what changes. Leave option 'timestampAsOf' out, or read the past by spark.read."
            .formatted(time));
  }

  /** A file of a stream's log, or an offset, that cannot be believed; {@code why} is a clause. */
  public static S3IngestException invalidCheckpoint(String uri, String why, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.INVALID_CHECKPOINT,
        "Cannot read the stream's log %s: %s. Restore the checkpoint from a copy, or begin a new one with startingFrom set to where the old one ended."
            .formatted(uri, why),
        cause);
  }

  /** A file of a stream's log that a newer release wrote. */
  public static S3IngestException newerCheckpoint(String uri, int version, int known) {
    return new S3IngestException(
        ErrorCondition.INVALID_CHECKPOINT,
        "Cannot read the stream's log %s: it has version %d, this s3ingest knows up to %d. Use a newer s3ingest."
            .formatted(uri, version, known));
  }

  /** A file of a stream's log that could not be written. */
  public static S3IngestException checkpointNotWritten(String uri, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.STORE_FAILED,
        "Cannot write the stream's log %s: %s. Check that the checkpoint can be written, then start the query again."
            .formatted(uri, cause.getMessage()),
        cause);
  }

  /** A file that another query has written first. */
  public static S3IngestException checkpointShared(String uri, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.CHECKPOINT_MISMATCH,
        "Cannot write the stream's log %s: another query has written it. Give each query a checkpointLocation of its own, and stop one before it is started again."
            .formatted(uri),
        cause);
  }

  /** A checkpoint of a stream that reads somewhere else. */
  public static S3IngestException otherPlace(String uri, String logged, String asked) {
    return new S3IngestException(
        ErrorCondition.CHECKPOINT_MISMATCH,
        "Cannot go on with the stream of %s: it reads %s, the query asks for %s. Set the path back, or give the query a new checkpointLocation."
            .formatted(uri, logged, asked));
  }

  /** Kept columns of another place. */
  public static S3IngestException schemaOfOtherPlace(String uri, String kept, String asked) {
    return new S3IngestException(
        ErrorCondition.CHECKPOINT_MISMATCH,
        "Cannot take the columns of %s: they are of %s, the query asks for %s. Give each place a schemaLocation of its own."
            .formatted(uri, kept, asked));
  }

  /** A checkpoint of a stream whose inferred columns were others. */
  public static S3IngestException otherSchema(String uri, String logged, String inferred) {
    return new S3IngestException(
        ErrorCondition.CHECKPOINT_MISMATCH,
        "Cannot go on with the stream of %s: its columns were inferred as (%s), now they are (%s). Give the columns that you want with .schema(\"...\"), or set schemaLocation to keep those of the first start."
            .formatted(uri, logged, inferred));
  }

  /** An object that was taken and is not what it was, with {@code onOverwrite=fail}. */
  public static S3IngestException overwritten(String uri, long others) {
    return new S3IngestException(
        ErrorCondition.OBJECT_OVERWRITTEN,
        "Cannot go on with the stream: %s%s was overwritten after it was taken. Set onOverwrite=append to read it again, or onOverwrite=ignore to leave it."
            .formatted(uri, others == 0 ? "" : " (and " + others + " more objects)"));
  }
}

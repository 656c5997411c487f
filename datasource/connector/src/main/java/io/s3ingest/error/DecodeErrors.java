package io.s3ingest.error;

/**
 * Words the failures of decoding. {@code why} and {@code wayOut} are given without their last full
 * stop; lines count from 1, bytes from 0.
 */
public final class DecodeErrors {
  /** What {@code mode=FAILFAST} offers. */
  public static final String READ_WITH_NULLS = "Set mode=PERMISSIVE to read it with NULLs";

  private DecodeErrors() {}

  /** A record that does not obey its format or its schema; {@code cause} may be null. */
  public static S3IngestException corruptRecord(
      String uri, long line, String why, String wayOut, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.CORRUPT_RECORD,
        "Cannot decode %s line %d: %s. %s.".formatted(uri, line, why, wayOut),
        cause);
  }

  /** A record that does not obey its format or its schema. */
  public static S3IngestException corruptRecord(String uri, long line, String why, String wayOut) {
    return corruptRecord(uri, line, why, wayOut, null);
  }

  /** An object whose bytes cannot be understood from {@code position} on. */
  public static S3IngestException corruptFile(
      String uri, long position, String why, String wayOut, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.CORRUPT_FILE,
        "Cannot decode %s byte %d: %s. %s.".formatted(uri, position, why, wayOut),
        cause);
  }

  /** An object whose bytes cannot be understood from {@code position} on. */
  public static S3IngestException corruptFile(
      String uri, long position, String why, String wayOut) {
    return corruptFile(uri, position, why, wayOut, null);
  }

  /** An object that is to be one record and is larger than a record may be. */
  public static S3IngestException objectTooLarge(String uri, long size, long limit) {
    return new S3IngestException(
        ErrorCondition.RECORD_TOO_LARGE,
        "Cannot read %s as one record: it has %d bytes, more than maxRecordBytes=%d. Raise maxRecordBytes, set onCorrupt=skip to leave it out, or exclude its key with excludePatterns."
            .formatted(uri, size, limit));
  }

  /** An object named or declared as gzip that does not begin with gzip's two bytes. */
  public static S3IngestException notGzip(String uri, String declaredBy) {
    return corruptFile(
        uri,
        0,
        "%s says gzip, but the object does not begin with the bytes 1f 8b".formatted(declaredBy),
        "Set compression=none if it is plain text, or upload it again");
  }

  /** A gzip object that ends inside its stream; {@code position} counts stored bytes. */
  public static S3IngestException truncatedGzip(String uri, long position) {
    return corruptFile(
        uri,
        position,
        "the gzip stream ends before its trailer",
        "Upload the object again, or set onCorrupt=skip to leave it out");
  }

  /** A gzip object that is damaged at about {@code position} of its stored bytes. */
  public static S3IngestException damagedGzip(
      String uri, long position, String why, Throwable cause) {
    return corruptFile(
        uri,
        position,
        "the gzip stream is damaged (%s)".formatted(why),
        "Upload the object again, or set onCorrupt=skip to leave it out",
        cause);
  }

  /** A record that is longer than {@code maxRecordBytes} and begins at {@code line}. */
  public static S3IngestException recordTooLarge(String uri, long line, long maxRecordBytes) {
    return new S3IngestException(
        ErrorCondition.RECORD_TOO_LARGE,
        "Cannot decode %s line %d: the record is longer than maxRecordBytes = %d. Raise maxRecordBytes, or look for an unclosed quote or bracket."
            .formatted(uri, line, maxRecordBytes));
  }
}

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

  /** An object named or declared as compressed that does not begin so. */
  public static S3IngestException notCompressed(
      String uri, String declaredBy, String compression, String beginning) {
    return corruptFile(
        uri,
        0,
        "%s says %s, but the object does not begin with the bytes %s"
            .formatted(declaredBy, compression, beginning),
        "Set compression=none if it is plain text, or upload it again");
  }

  /** A compressed object that ends inside its stream; {@code position} counts stored bytes. */
  public static S3IngestException truncated(String uri, long position, String compression) {
    return corruptFile(
        uri,
        position,
        "the %s stream ends before its trailer".formatted(compression),
        "Upload the object again, or set onCorrupt=skip to leave it out");
  }

  /** A compressed object that is damaged at about {@code position} of its stored bytes. */
  public static S3IngestException damaged(
      String uri, long position, String compression, String why, Throwable cause) {
    return corruptFile(
        uri,
        position,
        "the %s stream is damaged (%s)".formatted(compression, why),
        "Upload the object again, or set onCorrupt=skip to leave it out",
        cause);
  }

  /** A piece of a compressed object that does not end where its next one begins. */
  public static S3IngestException noFrameEnd(String uri, long position, String compression) {
    return corruptFile(
        uri,
        position,
        "the %s stream is damaged, or it goes on where a new part of it seems to begin"
            .formatted(compression),
        "Upload the object again, or set minSplitBytes to more than its size to read it as one");
  }

  /** A piece of a compressed object that has less text than its plan says. */
  public static S3IngestException shortText(String uri, long position) {
    return corruptFile(
        uri,
        position,
        "there is less text around here than when the read was planned",
        "Start the read again");
  }

  /** A record that is longer than {@code maxRecordBytes} and begins at {@code line}. */
  public static S3IngestException recordTooLarge(String uri, long line, long maxRecordBytes) {
    return new S3IngestException(
        ErrorCondition.RECORD_TOO_LARGE,
        "Cannot decode %s line %d: the record is longer than maxRecordBytes = %d. Raise maxRecordBytes, or look for an unclosed quote or bracket."
            .formatted(uri, line, maxRecordBytes));
  }
}

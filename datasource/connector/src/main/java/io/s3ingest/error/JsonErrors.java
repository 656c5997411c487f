package io.s3ingest.error;

/** Words the failures of JSON that no other format has. */
public final class JsonErrors {
  private JsonErrors() {}

  /** A file that is neither lines of one kind nor one document. */
  public static S3IngestException mixedShapes(String uri, long line, String what) {
    return new S3IngestException(
        ErrorCondition.CORRUPT_FILE,
        "Cannot decode %s line %d: %s. Keep one shape in a file, set multiLine=false to read every line by itself, or set onCorrupt=skip to leave it out."
            .formatted(uri, line, what));
  }

  /** A document whose records cannot be told apart from {@code position} on. */
  public static S3IngestException brokenDocument(String uri, long line, long position, String why) {
    return new S3IngestException(
        ErrorCondition.CORRUPT_FILE,
        "Cannot decode %s line %d (byte %d): %s. Upload the object again, or set onCorrupt=skip to leave it out."
            .formatted(uri, line, position, why));
  }
}

package io.s3ingest.error;

/** Words the failures of the catalog over folders. */
public final class CatalogErrors {
  private CatalogErrors() {}

  /** A change; {@code what} is what was asked for. */
  public static S3IngestException readOnly(String what) {
    return new S3IngestException(
        ErrorCondition.UNSUPPORTED_SAVE_MODE,
        "Cannot %s: a catalog of s3ingest is read-only. Change the objects in the bucket, or use a catalog of Iceberg."
            .formatted(what));
  }
}

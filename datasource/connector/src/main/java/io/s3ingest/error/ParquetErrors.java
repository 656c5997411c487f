package io.s3ingest.error;

/** Words the failures of Parquet that no other format has. */
public final class ParquetErrors {
  private ParquetErrors() {}

  /** A column whose type in the file cannot be read as the table's. */
  public static S3IngestException typeMismatch(
      String uri, String column, String fileType, String tableType, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.SCHEMA_MISMATCH,
        "Cannot decode %s column '%s': the file has %s, the table %s. Set schemaHints to a type that both fit, or exclude the object with excludePatterns."
            .formatted(uri, column, fileType, tableType),
        cause);
  }

  /** A schema that Spark has no types for. */
  public static S3IngestException unsupportedSchema(String uri, String why, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.SCHEMA_MISMATCH,
        "Cannot decode %s: its schema cannot be read (%s). Exclude the object with excludePatterns, or write it with types that Spark knows."
            .formatted(uri, why),
        cause);
  }
}

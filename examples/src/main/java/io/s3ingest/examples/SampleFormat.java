package io.s3ingest.examples;

/** How the files of a sample table are written. */
enum SampleFormat {
  CSV(".csv"),
  CSV_GZIP(".csv.gz"),
  JSON_LINES(".jsonl"),
  JSON_LINES_GZIP(".json.gz"),
  JSON_ARRAY(".json"),
  JSON_OBJECT(".json"),
  PARQUET(".parquet");

  private final String extension;

  SampleFormat(String extension) {
    this.extension = extension;
  }

  String extension() {
    return extension;
  }
}

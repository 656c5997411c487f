package io.s3ingest.options;

/** Which road leads to the objects. */
public enum StoreKind {
  S3("s3"),
  HADOOP("hadoop");

  private final String text;

  StoreKind(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}

package io.s3ingest.testing;

/**
 * An S3 server that tests may use.
 *
 * @param name as a test run prints it
 * @param minio whether it is MinIO, which checks keys and permissions as S3 does
 * @param borrowed whether it outlives the tests, so that they must clean up
 */
record S3Server(
    String name,
    String endpoint,
    String accessKey,
    String secretKey,
    boolean minio,
    boolean borrowed) {
  @Override
  public String toString() {
    return name + " at " + endpoint;
  }
}

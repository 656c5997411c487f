package io.s3ingest.store;

/** An upload in parts. Not thread-safe; {@link #close} aborts it unless it was completed. */
public interface MultipartUpload extends AutoCloseable {
  /** Sends the next part; all but the last have at least 5 MiB. */
  void part(byte[] bytes, int length);

  /** Makes the object visible and returns its ETag. */
  String complete();

  /** Aborts an upload that was not completed. */
  @Override
  void close();
}

package io.s3ingest.decode.json;

import io.s3ingest.error.DecodeErrors;
import io.s3ingest.error.InternalErrors;
import io.s3ingest.error.S3IngestException;
import java.io.IOException;
import java.io.InputStream;

/** Takes the whole text as one record: what Spark does with {@code multiLine=true}. */
final class WholeRecord implements JsonRecords {
  private final InputStream in;
  private final String uri;
  private final long maxRecordBytes;
  private byte[] bytes;

  WholeRecord(InputStream in, String uri, long maxRecordBytes) {
    this.in = in;
    this.uri = uri;
    this.maxRecordBytes = Math.min(maxRecordBytes, Integer.MAX_VALUE - 64);
  }

  @Override
  public boolean next() {
    if (bytes != null) {
      return false;
    }
    try {
      bytes = in.readNBytes((int) maxRecordBytes + 1);
    } catch (IOException e) {
      S3IngestException worded = S3IngestException.in(e);
      throw worded != null ? worded : InternalErrors.unexpected("read " + uri, e);
    }
    if (bytes.length > maxRecordBytes) {
      throw DecodeErrors.recordTooLarge(uri, 1, maxRecordBytes);
    }
    return JsonSpace.skip(bytes, 0, bytes.length) < bytes.length;
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int start() {
    return 0;
  }

  @Override
  public int end() {
    return bytes.length;
  }

  @Override
  public long line() {
    return 1;
  }

  @Override
  public long consumed() {
    return bytes == null ? 0 : bytes.length;
  }

  @Override
  public boolean arraysAreRows() {
    return true;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw InternalErrors.unexpected("close " + uri, e);
    }
  }
}

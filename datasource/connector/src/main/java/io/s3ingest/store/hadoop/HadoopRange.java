package io.s3ingest.store.hadoop;

import io.s3ingest.error.StoreErrors;
import io.s3ingest.store.GetLimit;
import io.s3ingest.store.ObjectRef;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Objects;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * A range of a file that must be the listed one before its first byte and behind its last: the last
 * bytes are not handed out before that is known.
 */
final class HadoopRange extends InputStream {
  private final HadoopRoot root;
  private final URI uri;
  private final Path path;
  private final GetLimit.Permit permit;
  private final ObjectRef object;
  private final long start;
  private final long length;
  private final int retries;
  private long received;
  private int failures;
  private FSDataInputStream in;
  private boolean closed;

  HadoopRange(
      HadoopRoot root,
      GetLimit.Permit permit,
      ObjectRef object,
      long start,
      long length,
      int retries) {
    this.root = root;
    this.path = root.path(object.key());
    this.uri = root.fileSystem().getUri();
    this.permit = permit;
    this.object = object;
    this.start = start;
    this.length = length;
    this.retries = retries;
    verify();
    reopen();
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int count) {
    Objects.checkFromIndexSize(offset, count, buffer.length);
    if (count == 0) {
      return 0;
    }
    while (received < length) {
      if (closed) {
        throw new IllegalStateException("the stream of " + object.uri() + " is closed");
      }
      int got;
      try {
        got = in.read(buffer, offset, (int) Math.min(count, length - received));
      } catch (IOException e) {
        again(e);
        continue;
      }
      if (got < 0) {
        again(null);
        continue;
      }
      received += got;
      if (received == length) {
        verify();
        release();
      }
      return got;
    }
    return -1;
  }

  /** Never 0 in front of the end: GZIPInputStream takes 0 for "no further member". */
  @Override
  public int available() throws IOException {
    if (closed || received == length) {
      return 0;
    }
    return (int) Math.min(length - received, Math.max(1, in.available()));
  }

  @Override
  public void close() {
    closed = true;
    release();
  }

  private void again(IOException cause) {
    verify();
    if (failures++ >= retries) {
      throw StoreErrors.truncatedBody(object.uri(), received, length, failures, cause);
    }
    reopen();
  }

  private void reopen() {
    closeQuietly();
    try {
      in = root.fileSystem().open(path);
      in.seek(start + received);
    } catch (IOException e) {
      throw HadoopFailures.of(e, "read", object.uri(), uri);
    }
  }

  private void verify() {
    FileStatus status;
    try {
      status = root.fileSystem().getFileStatus(path);
    } catch (IOException e) {
      throw HadoopFailures.of(e, "read", object.uri(), uri);
    }
    if (status.isDirectory()) {
      throw StoreErrors.objectNotFound("read", object.uri(), null);
    }
    if (status.getLen() != object.size() || !HadoopRoot.identity(status).equals(object.etag())) {
      throw StoreErrors.objectChanged(
          "read",
          object.uri(),
          "listed with ETag " + object.etag() + " and " + object.size() + " bytes",
          null);
    }
  }

  private void release() {
    closeQuietly();
    permit.giveBack();
  }

  private void closeQuietly() {
    if (in != null) {
      try {
        in.close();
      } catch (IOException e) {
        // What was read has been counted and compared; nothing hangs on the close.
        in = null;
      }
      in = null;
    }
  }
}

package io.s3ingest.store.s3;

import io.s3ingest.error.S3IngestException;
import io.s3ingest.error.StoreErrors;
import io.s3ingest.store.GetLimit;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.s3.S3Failure.Kind;
import io.s3ingest.store.s3.S3Messages.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A range of exactly one version of an object. Counts what it receives: a body that is cut is asked
 * for again from where it broke, so the stream ends only behind its last byte.
 */
final class RangeStream extends InputStream {
  /** So much received in one go and the retries start anew: a long read may break many times. */
  private static final long PROGRESS = 1 << 20;

  private final S3Bucket bucket;
  private final Retries retries;
  private final GetLimit.Permit permit;
  private final ObjectRef object;
  private final long start;
  private final long length;
  private long received;
  private long receivedAtFailure;
  private int failures;
  private Answer answer;
  private InputStream body;
  private Map<String, String> metadata = Map.of();
  private boolean closed;

  /** Sends the first GET, so that a missing or changed object fails here. */
  RangeStream(
      S3Bucket bucket,
      Retries retries,
      GetLimit.Permit permit,
      ObjectRef object,
      long start,
      long length) {
    this.bucket = bucket;
    this.retries = retries;
    this.permit = permit;
    this.object = object;
    this.start = start;
    this.length = length;
    try {
      request();
    } catch (S3Failure failure) {
      recover(failure);
    }
  }

  /** Returns what the store keeps beside the bytes. */
  Map<String, String> metadata() {
    return metadata;
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
        got = body.read(buffer, offset, (int) Math.min(count, length - received));
      } catch (IOException e) {
        recover(S3Failure.of(e));
        continue;
      }
      if (got < 0) {
        // HttpURLConnection ends a cut body like a whole one.
        recover(S3Failure.of(Kind.CUT, "the body ended early", null));
        continue;
      }
      received += got;
      if (received == length) {
        release(false);
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
    return (int) Math.min(length - received, Math.max(1, body.available()));
  }

  @Override
  public void close() {
    release(received < length);
    closed = true;
  }

  private void release(boolean broken) {
    if (answer != null) {
      if (broken) {
        answer.abort();
      } else {
        closeBody();
      }
      answer = null;
    }
    permit.giveBack();
  }

  private void closeBody() {
    try {
      body.close();
    } catch (IOException e) {
      // All bytes are here; the connection is not used again.
      answer.abort();
    }
  }

  private void recover(S3Failure first) {
    S3Failure failure = first;
    if (received - receivedAtFailure >= PROGRESS) {
      failures = 0;
    }
    receivedAtFailure = received;
    while (true) {
      if (answer != null) {
        answer.abort();
        answer = null;
      }
      try {
        if (!failure.retryable() || failures >= retries.most()) {
          throw failure;
        }
        retries.await(failure, failures++);
        request();
        return;
      } catch (S3Failure next) {
        if (next == failure || next.kind() == Kind.INTERRUPTED) {
          permit.giveBack();
          closed = true;
          throw worded(next);
        }
        failure = next;
      }
    }
  }

  private S3IngestException worded(S3Failure failure) {
    int tries = failures + 1;
    if (failure.kind() == Kind.CUT || (failure.kind() == Kind.NETWORK && received > 0)) {
      return StoreErrors.truncatedBody(object.uri(), received, length, tries, failure);
    }
    if (failure.status() == 412 || failure.status() == 416) {
      return StoreErrors.objectChanged("read", object.uri(), identity(), failure);
    }
    Operation operation = object.versionId() == null ? Operation.READ : Operation.READ_VERSION;
    return S3Messages.of(failure, operation, object.uri(), bucket.address(), tries);
  }

  private String identity() {
    return "listed with ETag " + object.etag() + " and " + object.size() + " bytes";
  }

  private void request() throws S3Failure {
    long from = start + received;
    long to = start + length - 1;
    boolean whole = from == 0 && length == object.size();
    Map<String, String> headers = new LinkedHashMap<>();
    if (!object.etag().isEmpty()) {
      headers.put("If-Match", Etags.quoted(object.etag()));
    }
    if (!whole) {
      headers.put("Range", "bytes=" + from + "-" + to);
    }
    Map<String, String> query =
        object.versionId() == null ? Map.of() : Map.of("versionId", object.versionId());
    Answer got = bucket.get(object.key(), query, headers);
    try {
      InputStream stream = got.body();
      if (verify(got, from, to)) {
        stream.skipNBytes(from);
      }
      answer = got;
      body = stream;
      metadata = got.metadata();
    } catch (IOException e) {
      got.abort();
      throw S3Failure.of(Kind.CUT, "the body ended early", e);
    } catch (S3Failure e) {
      got.abort();
      throw e;
    }
  }

  /**
   * Checks that this is the listed version, also on a store that ignores {@code If-Match}. Returns
   * whether the body is the whole object although a range was asked for.
   */
  private boolean verify(Answer got, long from, long to) throws S3Failure {
    String etag = got.header("ETag");
    if (!object.etag().isEmpty()) {
      if (etag == null) {
        throw S3Failure.of(Kind.MALFORMED, "its answer has no ETag", null);
      }
      if (!Etags.bare(etag).equals(object.etag())) {
        throw S3Failure.changed("ETag " + Etags.bare(etag));
      }
    }
    if (got.status() == 206) {
      String range = String.valueOf(got.header("Content-Range")).trim();
      String expected = "bytes " + from + "-" + to + "/";
      if (!range.startsWith(expected)) {
        throw range.endsWith("/" + object.size())
            ? S3Failure.of(Kind.MALFORMED, "it sent another range than was asked for", null)
            : S3Failure.changed("Content-Range " + range);
      }
      if (!range.equals(expected + object.size())) {
        throw S3Failure.changed("Content-Range " + range);
      }
      return false;
    }
    long size = got.length();
    if (size >= 0 && size != object.size()) {
      throw S3Failure.changed(size + " bytes");
    }
    return from > 0;
  }
}

package io.s3ingest.store.s3;

import io.s3ingest.error.ErrorCondition;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.store.MultipartUpload;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.s3.S3Messages.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** An upload in parts over the SDK. */
final class S3MultipartUpload implements MultipartUpload {
  private static final Logger LOG = LoggerFactory.getLogger(S3MultipartUpload.class);

  private final S3Store store;
  private final ObjectPath path;
  private final String id;
  private final List<String> etags = new ArrayList<>();
  private boolean done;

  S3MultipartUpload(S3Store store, ObjectPath path, String id) {
    this.store = store;
    this.path = path;
    this.id = id;
  }

  @Override
  public void part(byte[] bytes, int length) {
    Objects.checkFromIndexSize(0, length, bytes.length);
    byte[] body = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    int number = etags.size() + 1;
    add(
        store.call(
            Operation.WRITE,
            path,
            sdk ->
                sdk.uploadPart(
                        r ->
                            r.bucket(path.bucket()).key(path.key()).uploadId(id).partNumber(number),
                        RequestBody.fromBytes(body))
                    .eTag()));
  }

  void add(String etag) {
    etags.add(Etags.bare(etag));
  }

  String id() {
    return id;
  }

  int nextNumber() {
    return etags.size() + 1;
  }

  @Override
  public String complete() {
    List<CompletedPart> parts = new ArrayList<>();
    for (int i = 0; i < etags.size(); i++) {
      parts.add(CompletedPart.builder().partNumber(i + 1).eTag(Etags.quoted(etags.get(i))).build());
    }
    String etag;
    try {
      etag =
          store.call(
              Operation.WRITE,
              path,
              sdk ->
                  sdk.completeMultipartUpload(
                          r ->
                              r.bucket(path.bucket())
                                  .key(path.key())
                                  .uploadId(id)
                                  .multipartUpload(u -> u.parts(parts)))
                      .eTag());
    } catch (S3IngestException e) {
      etag = completedBefore(e);
    }
    done = true;
    return Etags.bare(etag);
  }

  /** A retry after a lost answer finds no upload, but the object that it became. */
  private String completedBefore(S3IngestException e) {
    boolean noUpload =
        e.condition() == ErrorCondition.STORE_FAILED
            && e.getCause() instanceof S3Failure failure
            && failure.code().equals("NoSuchUpload");
    String expected = Md5.ofParts(etags);
    if (noUpload && store.find(path).filter(o -> o.etag().equals(expected)).isPresent()) {
      return expected;
    }
    throw e;
  }

  @Override
  public void close() {
    if (done) {
      return;
    }
    done = true;
    try {
      store.call(
          Operation.WRITE,
          path,
          sdk ->
              sdk.abortMultipartUpload(r -> r.bucket(path.bucket()).key(path.key()).uploadId(id)));
    } catch (S3IngestException e) {
      // Whatever made the caller give up matters more; the bucket's lifecycle rule cleans up.
      LOG.warn("Parts of an upload that was given up stay behind", e);
    }
  }
}

package io.s3ingest.store.s3;

import io.s3ingest.error.ErrorCondition;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.error.StoreErrors;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.s3.S3Messages.Operation;
import java.util.Map;

/** Copies one version inside the store; what is larger than one request may copy goes in parts. */
final class ObjectCopy {
  private static final long LARGEST = 5L << 30;
  private static final long PART = 512L << 20;

  private final S3Store store;
  private final ObjectRef from;
  private final ObjectPath to;
  private final long largest;
  private final long part;

  ObjectCopy(S3Store store, ObjectRef from, ObjectPath to) {
    this(store, from, to, LARGEST, PART);
  }

  ObjectCopy(S3Store store, ObjectRef from, ObjectPath to, long largest, long part) {
    this.store = store;
    this.from = from;
    this.to = to;
    this.largest = largest;
    this.part = part;
  }

  /** Returns the new ETag. */
  String run() {
    try {
      return from.size() <= largest ? whole() : inParts();
    } catch (S3IngestException e) {
      // What is missing or changed is the source, not the target that the request went to.
      if (e.condition() == ErrorCondition.OBJECT_CHANGED) {
        throw StoreErrors.objectChanged(
            "copy",
            from.uri(),
            "listed with ETag " + from.etag() + " and " + from.size() + " bytes",
            e.getCause());
      }
      if (e.condition() == ErrorCondition.OBJECT_NOT_FOUND) {
        throw StoreErrors.objectNotFound("copy", from.uri(), e.getCause());
      }
      throw e;
    }
  }

  private String whole() {
    return store.call(
        Operation.COPY,
        to,
        sdk ->
            Etags.bare(
                sdk.copyObject(
                        r ->
                            r.sourceBucket(from.bucket())
                                .sourceKey(from.key())
                                .sourceVersionId(from.versionId())
                                .copySourceIfMatch(Etags.quoted(from.etag()))
                                .destinationBucket(to.bucket())
                                .destinationKey(to.key()))
                    .copyObjectResult()
                    .eTag()));
  }

  private String inParts() {
    try (S3MultipartUpload upload = (S3MultipartUpload) store.startMultipart(to, Map.of())) {
      for (long start = 0; start < from.size(); start += part) {
        String range = "bytes=" + start + "-" + (Math.min(from.size(), start + part) - 1);
        int number = upload.nextNumber();
        upload.add(
            store.call(
                Operation.COPY,
                to,
                sdk ->
                    sdk.uploadPartCopy(
                            r ->
                                r.sourceBucket(from.bucket())
                                    .sourceKey(from.key())
                                    .sourceVersionId(from.versionId())
                                    .copySourceIfMatch(Etags.quoted(from.etag()))
                                    .copySourceRange(range)
                                    .destinationBucket(to.bucket())
                                    .destinationKey(to.key())
                                    .uploadId(upload.id())
                                    .partNumber(number))
                        .copyPartResult()
                        .eTag()));
      }
      return upload.complete();
    }
  }
}

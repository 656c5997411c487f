package io.s3ingest.store.s3;

import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.Precondition;
import io.s3ingest.store.s3.S3Messages.Operation;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Writes an object if a condition holds. When an answer got lost and the retry finds the condition
 * broken, the object that is there decides: if it has our bytes, the write was ours.
 */
final class ConditionalPut {
  private final S3Bucket bucket;
  private final Retries retries;
  private final S3Store store;
  private final ObjectPath path;
  private final byte[] body;
  private int tries;

  ConditionalPut(S3Bucket bucket, Retries retries, S3Store store, ObjectPath path, byte[] body) {
    this.bucket = bucket;
    this.retries = retries;
    this.store = store;
    this.path = path;
    this.body = body;
  }

  /** Returns the new ETag; empty if the condition does not hold. */
  Optional<String> run(Precondition condition) {
    try {
      return Optional.of(retries.run(() -> once(condition)));
    } catch (S3Failure failure) {
      boolean absentTarget =
          failure.status() == 404
              && condition instanceof Precondition.Matches
              && !noBucket(failure);
      if (failure.status() != 412 && !absentTarget) {
        throw store.worded(failure, Operation.WRITE, path.uri(), bucket);
      }
      return tries > 1 ? ownWrite() : Optional.empty();
    }
  }

  private String once(Precondition condition) throws S3Failure {
    tries++;
    return bucket.call(
        sdk ->
            Etags.bare(
                sdk.putObject(
                        r -> {
                          r.bucket(path.bucket()).key(path.key());
                          if (condition instanceof Precondition.Matches matches) {
                            r.ifMatch(Etags.quoted(matches.etag()));
                          } else {
                            r.ifNoneMatch("*");
                          }
                        },
                        RequestBody.fromBytes(body))
                    .eTag()));
  }

  private Optional<String> ownWrite() {
    return store.find(path).map(ObjectRef::etag).filter(Md5.hex(body)::equals);
  }

  private static boolean noBucket(S3Failure failure) {
    return failure.code().equals("NoSuchBucket");
  }
}

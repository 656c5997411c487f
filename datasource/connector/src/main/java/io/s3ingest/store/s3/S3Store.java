package io.s3ingest.store.s3;

import io.s3ingest.error.ErrorCondition;
import io.s3ingest.error.InternalErrors;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.error.StoreErrors;
import io.s3ingest.options.StoreOptions;
import io.s3ingest.store.GetLimit;
import io.s3ingest.store.KeptTails;
import io.s3ingest.store.ListPage;
import io.s3ingest.store.ListRequest;
import io.s3ingest.store.MultipartUpload;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import io.s3ingest.store.Precondition;
import io.s3ingest.store.VersionPage;
import io.s3ingest.store.Versioning;
import io.s3ingest.store.WholeObject;
import io.s3ingest.store.s3.S3Bucket.SdkCall;
import io.s3ingest.store.s3.S3Failure.Kind;
import io.s3ingest.store.s3.S3Messages.Operation;
import io.s3ingest.store.s3.XmlScanner.MalformedXmlException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.Tag;

/** The port over S3's own protocol. */
final class S3Store implements ObjectStore {
  private static final int LONGEST_PAGE = 64 << 20;

  private final StoreOptions options;
  private final Map<String, String> environment;
  private final Retries retries;
  private static final int NOT_IMPLEMENTED = 501;

  private static final long TAIL_BYTES = 16 << 20;

  private final GetLimit gets;
  private final KeptTails tails = new KeptTails(TAIL_BYTES);
  private final Map<String, S3Bucket> buckets = new ConcurrentHashMap<>();

  S3Store(StoreOptions options, Map<String, String> environment, Retries retries) {
    this.options = options;
    this.environment = environment;
    this.retries = retries;
    this.gets = new GetLimit(options.concurrency());
  }

  @Override
  public ListPage list(ListRequest request) {
    Map<String, String> query = new TreeMap<>();
    query.put("list-type", "2");
    query.put("encoding-type", "url");
    query.put("max-keys", String.valueOf(request.maxKeys()));
    putIfSet(query, "prefix", request.prefix());
    putIfSet(query, "delimiter", request.delimiter());
    if (request.continuationToken() != null) {
      query.put("continuation-token", request.continuationToken());
    } else {
      putIfSet(query, "start-after", request.startAfter());
    }
    String uri = new ObjectPath(request.bucket(), request.prefix()).uri();
    return page(
        request.bucket(),
        query,
        Operation.LIST,
        uri,
        (bytes, date) -> PageParser.objects(request.bucket(), bytes, date));
  }

  @Override
  public VersionPage listVersions(
      String bucket, String prefix, String keyMarker, String versionIdMarker, int maxKeys) {
    Map<String, String> query = new TreeMap<>();
    query.put("versions", "");
    query.put("encoding-type", "url");
    query.put("max-keys", String.valueOf(maxKeys));
    putIfSet(query, "prefix", prefix);
    putIfSet(query, "key-marker", keyMarker);
    putIfSet(query, "version-id-marker", versionIdMarker);
    return page(
        bucket,
        query,
        Operation.LIST_VERSIONS,
        new ObjectPath(bucket, prefix).uri(),
        (bytes, date) -> PageParser.versions(bucket, bytes));
  }

  @Override
  public Versioning versioning(String name) {
    S3Bucket bucket = bucket(name);
    try {
      String status =
          retries.run(
              () ->
                  bucket.call(
                      sdk -> sdk.getBucketVersioning(r -> r.bucket(name)).statusAsString()));
      return "Enabled".equals(status)
          ? Versioning.ENABLED
          : "Suspended".equals(status) ? Versioning.SUSPENDED : Versioning.NEVER;
    } catch (S3Failure failure) {
      if (failure.status() == 501) {
        return Versioning.NEVER;
      }
      throw worded(failure, Operation.VERSIONING, new ObjectPath(name, "").uri(), bucket);
    }
  }

  @Override
  public InputStream open(ObjectRef object, long offset, long length) {
    if (offset < 0 || length < 0 || offset + length > object.size()) {
      throw new IndexOutOfBoundsException(
          "bytes " + offset + " + " + length + " of " + object.uri() + ", size " + object.size());
    }
    return length == 0 ? InputStream.nullInputStream() : range(object, offset, length);
  }

  @Override
  public WholeObject readWhole(ObjectRef object) {
    try (RangeStream in = range(object, 0, object.size())) {
      return new WholeObject(ObjectStore.filled(in, Math.toIntExact(object.size())), in.metadata());
    } catch (IOException e) {
      throw InternalErrors.unexpected("read " + object.uri(), e);
    }
  }

  @Override
  public Map<String, String> metadata(ObjectRef object) {
    try (RangeStream in = range(object, 0, Math.min(1, object.size()))) {
      return in.metadata();
    }
  }

  @Override
  public KeptTails tails() {
    return tails;
  }

  private RangeStream range(ObjectRef object, long offset, long length) {
    GetLimit.Permit permit;
    try {
      permit = gets.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StoreErrors.interrupted("read", object.uri(), e);
    }
    try {
      return new RangeStream(bucket(object.bucket()), retries, permit, object, offset, length);
    } catch (RuntimeException e) {
      permit.giveBack();
      throw e;
    }
  }

  @Override
  public String put(ObjectPath path, byte[] body, Map<String, String> metadata) {
    return call(
        Operation.WRITE,
        path,
        sdk ->
            Etags.bare(
                sdk.putObject(
                        r -> r.bucket(path.bucket()).key(path.key()).metadata(metadata),
                        RequestBody.fromBytes(body))
                    .eTag()));
  }

  @Override
  public Optional<String> put(ObjectPath path, byte[] body, Precondition condition) {
    return new ConditionalPut(bucket(path.bucket()), retries, this, path, body).run(condition);
  }

  @Override
  public MultipartUpload startMultipart(ObjectPath path, Map<String, String> metadata) {
    String id =
        call(
            Operation.WRITE,
            path,
            sdk ->
                sdk.createMultipartUpload(
                        r -> r.bucket(path.bucket()).key(path.key()).metadata(metadata))
                    .uploadId());
    return new S3MultipartUpload(this, path, id);
  }

  @Override
  public String copy(ObjectRef from, ObjectPath to) {
    return new ObjectCopy(this, from, to).run();
  }

  @Override
  public void delete(ObjectPath path) {
    call(
        Operation.DELETE,
        path,
        sdk -> sdk.deleteObject(r -> r.bucket(path.bucket()).key(path.key())));
  }

  /** A store that knows conditional deletes closes the gap between the look and the delete. */
  @Override
  public void delete(ObjectRef object) {
    requireCurrent(object);
    ObjectPath path = new ObjectPath(object.bucket(), object.key());
    S3Bucket bucket = bucket(path.bucket());
    try {
      retries.run(
          () ->
              bucket.call(
                  sdk ->
                      sdk.deleteObject(
                          r ->
                              r.bucket(path.bucket())
                                  .key(path.key())
                                  .ifMatch(Etags.quoted(object.etag())))));
    } catch (S3Failure failure) {
      if (failure.status() != NOT_IMPLEMENTED) {
        throw worded(failure, Operation.DELETE, path.uri(), bucket);
      }
      delete(path);
    }
  }

  @Override
  public Map<String, String> tags(ObjectPath path) {
    Map<String, String> out = new TreeMap<>();
    call(
            Operation.READ_TAGS,
            path,
            sdk -> sdk.getObjectTagging(r -> r.bucket(path.bucket()).key(path.key())).tagSet())
        .forEach(tag -> out.put(tag.key(), tag.value()));
    return out;
  }

  @Override
  public void tag(ObjectPath path, Map<String, String> tags) {
    List<Tag> set =
        tags.entrySet().stream()
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .toList();
    call(
        Operation.TAG,
        path,
        sdk ->
            sdk.putObjectTagging(
                r -> r.bucket(path.bucket()).key(path.key()).tagging(t -> t.tagSet(set))));
  }

  @Override
  public void check(String bucket) {
    check(bucket, "");
  }

  @Override
  public void check(String bucket, String prefix) {
    // Folder markers are empty: a page of keys most likely holds one with a byte to read.
    List<ObjectRef> objects = list(ListRequest.below(bucket, prefix)).objects();
    for (ObjectRef object : objects) {
      if (object.size() == 0) {
        continue;
      }
      try {
        read(object, 0, 1);
        return;
      } catch (S3IngestException e) {
        boolean gone =
            e.condition() == ErrorCondition.OBJECT_NOT_FOUND
                || e.condition() == ErrorCondition.OBJECT_CHANGED;
        if (e.condition() == ErrorCondition.OBJECT_ARCHIVED) {
          // Only who may read is told that an object is archived.
          return;
        }
        if (!gone) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() {
    buckets.values().forEach(S3Bucket::close);
  }

  S3Bucket bucket(String name) {
    return buckets.computeIfAbsent(name, b -> new S3Bucket(options, b, environment));
  }

  /** Calls the SDK with retries; what comes out of it is final. */
  <T> T call(Operation operation, ObjectPath path, SdkCall<T> call) {
    S3Bucket bucket = bucket(path.bucket());
    try {
      return retries.run(() -> bucket.call(call));
    } catch (S3Failure failure) {
      throw worded(failure, operation, path.uri(), bucket);
    }
  }

  /** Returns how many more GETs may start now. */
  int freeGets() {
    return gets.free();
  }

  S3IngestException worded(S3Failure failure, Operation operation, String uri, S3Bucket bucket) {
    int tries = failure.retryable() ? retries.most() + 1 : 1;
    return S3Messages.of(failure, operation, uri, bucket.address(), tries);
  }

  private interface PageReader<T> {
    T read(byte[] page, Instant storeTime) throws MalformedXmlException;
  }

  private <T> T page(
      String name,
      Map<String, String> query,
      Operation operation,
      String uri,
      PageReader<T> reader) {
    if (name.isEmpty()) {
      throw InternalErrors.unexpected("list without a bucket", null);
    }
    S3Bucket bucket = bucket(name);
    try {
      return retries.run(
          () -> {
            Answer answer = bucket.get("", query, Map.of());
            byte[] bytes = body(answer);
            try {
              return reader.read(bytes, answer.date());
            } catch (MalformedXmlException e) {
              throw S3Failure.of(Kind.MALFORMED, "a page cannot be read: " + e.getMessage(), e);
            }
          });
    } catch (S3Failure failure) {
      throw worded(failure, operation, uri, bucket);
    }
  }

  private static byte[] body(Answer answer) throws S3Failure {
    long expected = answer.length();
    try (InputStream in = answer.body()) {
      byte[] bytes = in.readNBytes(LONGEST_PAGE);
      if (bytes.length == LONGEST_PAGE) {
        answer.abort();
        throw S3Failure.of(Kind.MALFORMED, "a page is larger than 64 MiB", null);
      }
      if (expected >= 0 && bytes.length != expected) {
        throw S3Failure.of(Kind.CUT, "a page ended early", null);
      }
      return bytes;
    } catch (IOException e) {
      throw S3Failure.of(e);
    }
  }

  private static void putIfSet(Map<String, String> query, String name, String value) {
    if (value != null && !value.isEmpty()) {
      query.put(name, value);
    }
  }
}

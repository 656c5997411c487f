package io.s3ingest.testing;

import io.s3ingest.decode.ObjectContent;
import io.s3ingest.store.ListPage;
import io.s3ingest.store.ListRequest;
import io.s3ingest.store.MultipartUpload;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import io.s3ingest.store.Precondition;
import io.s3ingest.store.VersionPage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Objects in memory, to be opened only: what decoders need of a store. Counts what is read. */
public final class MemoryStore implements ObjectStore {
  private final Map<ObjectPath, byte[]> objects =
      new TreeMap<>(java.util.Comparator.comparing(ObjectPath::uri));
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong bytesRead = new AtomicLong();

  /** Makes a store with one object and returns it as content. */
  public static ObjectContent content(String key, byte[] body) {
    MemoryStore store = new MemoryStore();
    return new ObjectContent(store, store.add("b", key, body));
  }

  /** Makes a store with one text object and returns it as content. */
  public static ObjectContent content(String key, String body) {
    return content(key, body.getBytes(StandardCharsets.UTF_8));
  }

  /** Puts an object into bucket {@code b} and returns it as a listing would. */
  public ObjectRef add(String key, byte[] body) {
    return add("b", key, body);
  }

  /** Returns the GETs so far. */
  public int requests() {
    return requests.get();
  }

  /** Returns the bytes asked for so far. */
  public long bytesRead() {
    return bytesRead.get();
  }

  /** Puts an object and returns it as a listing would. */
  public ObjectRef add(String bucket, String key, byte[] body) {
    objects.put(new ObjectPath(bucket, key), body.clone());
    return new ObjectRef(
        bucket, key, body.length, "etag" + java.util.Arrays.hashCode(body), null, Instant.EPOCH);
  }

  @Override
  public InputStream open(ObjectRef object, long offset, long length) {
    byte[] body = objects.get(object.path());
    if (offset < 0 || length < 0 || offset + length > body.length) {
      throw new IllegalArgumentException(
          "range %d+%d of %d bytes".formatted(offset, length, body.length));
    }
    requests.incrementAndGet();
    bytesRead.addAndGet(length);
    return new ByteArrayInputStream(body, Math.toIntExact(offset), Math.toIntExact(length));
  }

  @Override
  public ListPage list(ListRequest request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public VersionPage listVersions(
      String bucket, String prefix, String keyMarker, String versionIdMarker, int maxKeys) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String put(ObjectPath path, byte[] body, Map<String, String> metadata) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<String> put(ObjectPath path, byte[] body, Precondition condition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MultipartUpload startMultipart(ObjectPath path, Map<String, String> metadata) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String copy(ObjectRef from, ObjectPath to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void delete(ObjectPath path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void tag(ObjectPath path, Map<String, String> tags) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void check(String bucket) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}

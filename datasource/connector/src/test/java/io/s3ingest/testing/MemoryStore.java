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

/** Objects in memory, to be opened only: what decoders need of a store. */
public final class MemoryStore implements ObjectStore {
  private final Map<ObjectPath, byte[]> objects =
      new TreeMap<>(java.util.Comparator.comparing(ObjectPath::uri));

  /** Makes a store with one object and returns it as content. */
  public static ObjectContent content(String key, byte[] body) {
    MemoryStore store = new MemoryStore();
    return new ObjectContent(store, store.add("b", key, body));
  }

  /** Makes a store with one text object and returns it as content. */
  public static ObjectContent content(String key, String body) {
    return content(key, body.getBytes(StandardCharsets.UTF_8));
  }

  /** Puts an object and returns it as a listing would. */
  public ObjectRef add(String bucket, String key, byte[] body) {
    objects.put(new ObjectPath(bucket, key), body.clone());
    return new ObjectRef(
        bucket, key, body.length, "etag" + java.util.Arrays.hashCode(body), null, Instant.EPOCH);
  }

  @Override
  public InputStream open(ObjectRef object, long offset, long length) {
    return new ByteArrayInputStream(
        objects.get(object.path()), Math.toIntExact(offset), Math.toIntExact(length));
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

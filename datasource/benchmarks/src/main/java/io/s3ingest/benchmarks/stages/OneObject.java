package io.s3ingest.benchmarks.stages;

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
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A store of one object that lies in memory and is only read. */
final class OneObject implements ObjectStore {
  private final byte[] body;
  private final ObjectRef object;

  OneObject(String key, byte[] body) {
    this.body = body;
    this.object = new ObjectRef("b", key, body.length, "e", null, Instant.EPOCH);
  }

  ObjectRef object() {
    return object;
  }

  @Override
  public InputStream open(ObjectRef wanted, long offset, long length) {
    return new ByteArrayInputStream(body, (int) offset, (int) length);
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
  public String put(ObjectPath path, byte[] content, Map<String, String> metadata) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<String> put(ObjectPath path, byte[] content, Precondition condition) {
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

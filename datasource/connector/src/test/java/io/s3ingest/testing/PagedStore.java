package io.s3ingest.testing;

import io.s3ingest.store.ListPage;
import io.s3ingest.store.ListRequest;
import io.s3ingest.store.MultipartUpload;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import io.s3ingest.store.Precondition;
import io.s3ingest.store.VersionPage;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/** Answers listings with given pages, token {@code n} being page n; can do nothing else. */
public final class PagedStore implements ObjectStore {
  private final ListPage[] pages;

  public PagedStore(ListPage... pages) {
    this.pages = pages;
  }

  @Override
  public ListPage list(ListRequest request) {
    String token = request.continuationToken();
    return pages[token == null ? 0 : Integer.parseInt(token)];
  }

  @Override
  public VersionPage listVersions(
      String bucket, String prefix, String keyMarker, String versionIdMarker, int maxKeys) {
    throw new UnsupportedOperationException();
  }

  @Override
  public InputStream open(ObjectRef object, long offset, long length) {
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

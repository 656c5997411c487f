package io.s3ingest.store;

import io.s3ingest.error.StoreErrors;
import io.s3ingest.store.VersionPage.ObjectVersion;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A versioned store as it was at one moment: lists, for each key, the newest version that is not
 * younger, and nothing where that is a delete marker. Objects are opened by their version. "Newest"
 * is the order in which the store lists the versions of a key, since times can be equal, or older
 * than those before: an upload in parts has the time of its start. Cannot write.
 *
 * <p>Holds one page of versions; a page of this listing may be empty and still have a next one.
 */
public final class StoreAsOf implements ObjectStore {
  private static final Logger LOG = LoggerFactory.getLogger(StoreAsOf.class);

  /** Sorts behind every key that continues the text in front of it. */
  private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

  private static final int VERSIONS_OF_ONE_KEY = 100;

  private final ObjectStore store;
  private final Instant time;

  private StoreAsOf(ObjectStore store, Instant time) {
    this.store = store;
    this.time = time;
  }

  /** Returns the store as it was at {@code time}, inclusive; as it is if that is null. */
  public static ObjectStore of(ObjectStore store, Instant time) {
    return time == null ? store : new StoreAsOf(store, time);
  }

  @Override
  public ListPage list(ListRequest request) {
    VersionPlace place = VersionPlace.of(request);
    if (request.continuationToken() == null) {
      requireVersions(request.bucket());
    }
    VersionPage page =
        store.listVersions(
            request.bucket(),
            request.prefix(),
            place.keyMarker(),
            place.versionMarker(),
            request.maxKeys());
    List<ObjectRef> objects = new ArrayList<>();
    Set<String> folders = new LinkedHashSet<>();
    String settled = place.settled();
    String folder = place.folder();
    for (ObjectVersion version : page.versions()) {
      String key = version.path().key();
      if (key.equals(settled) || version.lastModified().isAfter(time)) {
        continue;
      }
      settled = key;
      if (version.deleteMarker()) {
        continue;
      }
      String group = folderOf(request, key);
      if (group == null) {
        objects.add(version.object());
      } else if (!group.equals(folder)) {
        folders.add(group);
        folder = group;
      }
    }
    if (page.nextKeyMarker() == null) {
      return new ListPage(objects, List.copyOf(folders), null, null);
    }
    VersionPlace next =
        folder != null && page.nextKeyMarker().startsWith(folder)
            ? new VersionPlace(folder + LAST, null, null, folder)
            : new VersionPlace(page.nextKeyMarker(), page.nextVersionIdMarker(), settled, folder);
    return new ListPage(objects, List.copyOf(folders), next.token(), null);
  }

  private static String folderOf(ListRequest request, String key) {
    if (request.delimiter() == null) {
      return null;
    }
    int at = key.indexOf(request.delimiter(), request.prefix().length());
    return at < 0 ? null : key.substring(0, at + request.delimiter().length());
  }

  private void requireVersions(String bucket) {
    switch (store.versioning(bucket)) {
      case ENABLED -> {}
      case SUSPENDED ->
          LOG.warn(
              "Versioning of s3://{}/ is suspended: what is overwritten since then is not kept, so"
                  + " it may be missing as of {}.",
              bucket,
              time);
      case NEVER -> throw StoreErrors.noVersions(new ObjectPath(bucket, "").uri(), time.toString());
    }
  }

  @Override
  public Optional<ObjectRef> find(ObjectPath path) {
    requireVersions(path.bucket());
    String keyMarker = null;
    String versionMarker = null;
    do {
      VersionPage page =
          store.listVersions(
              path.bucket(), path.key(), keyMarker, versionMarker, VERSIONS_OF_ONE_KEY);
      for (ObjectVersion version : page.versions()) {
        if (!version.path().key().equals(path.key())) {
          return Optional.empty();
        }
        if (!version.lastModified().isAfter(time)) {
          return version.deleteMarker() ? Optional.empty() : Optional.of(version.object());
        }
      }
      boolean stuck =
          page.nextKeyMarker() != null
              && page.nextKeyMarker().equals(keyMarker)
              && String.valueOf(page.nextVersionIdMarker()).equals(versionMarker);
      keyMarker = stuck ? null : page.nextKeyMarker();
      versionMarker = page.nextVersionIdMarker();
    } while (keyMarker != null);
    return Optional.empty();
  }

  @Override
  public InputStream open(ObjectRef object, long offset, long length) {
    return store.open(object, offset, length);
  }

  @Override
  public byte[] read(ObjectRef object, long offset, int length) {
    return store.read(object, offset, length);
  }

  @Override
  public WholeObject readWhole(ObjectRef object) {
    return store.readWhole(object);
  }

  @Override
  public KeptTails tails() {
    return store.tails();
  }

  @Override
  public Map<String, String> metadata(ObjectRef object) {
    return store.metadata(object);
  }

  @Override
  public VersionPage listVersions(
      String bucket, String prefix, String keyMarker, String versionIdMarker, int maxKeys) {
    return store.listVersions(bucket, prefix, keyMarker, versionIdMarker, maxKeys);
  }

  @Override
  public Versioning versioning(String bucket) {
    return store.versioning(bucket);
  }

  @Override
  public void check(String bucket) {
    store.check(bucket);
  }

  @Override
  public void check(String bucket, String prefix) {
    store.check(bucket, prefix);
  }

  @Override
  public String put(ObjectPath path, byte[] body, Map<String, String> metadata) {
    throw readOnly();
  }

  @Override
  public Optional<String> put(ObjectPath path, byte[] body, Precondition condition) {
    throw readOnly();
  }

  @Override
  public MultipartUpload startMultipart(ObjectPath path, Map<String, String> metadata) {
    throw readOnly();
  }

  @Override
  public String copy(ObjectRef from, ObjectPath to) {
    throw readOnly();
  }

  @Override
  public void delete(ObjectPath path) {
    throw readOnly();
  }

  @Override
  public void tag(ObjectPath path, Map<String, String> tags) {
    throw readOnly();
  }

  private static UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException("the past cannot be written");
  }

  /** The store itself belongs to the JVM. */
  @Override
  public void close() {}
}

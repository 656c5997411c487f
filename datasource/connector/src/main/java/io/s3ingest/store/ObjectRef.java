package io.s3ingest.store;

import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

/**
 * One version of an object as it was listed. What is read later is exactly this version.
 *
 * @param size bytes as stored
 * @param etag without quotes; on a store without ETags, what {@link ObjectStore} puts in its place
 * @param versionId null where the listing does not tell
 * @param lastModified from the listing, never from a header
 */
public record ObjectRef(
    String bucket, String key, long size, String etag, String versionId, Instant lastModified)
    implements Serializable {
  public ObjectRef {
    Objects.requireNonNull(bucket, "bucket");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(etag, "etag");
    Objects.requireNonNull(lastModified, "lastModified");
  }

  /** Returns where the object lies. */
  public ObjectPath path() {
    return new ObjectPath(bucket, key);
  }

  /** Returns {@code s3://bucket/key}. */
  public String uri() {
    return path().uri();
  }

  /** Returns the part of the key behind its last slash. */
  public String name() {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  /** Returns the version id, else the ETag: what {@code _source_version} holds. */
  public String version() {
    return versionId != null ? versionId : etag;
  }
}

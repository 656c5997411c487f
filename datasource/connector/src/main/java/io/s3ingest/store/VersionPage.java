package io.s3ingest.store;

import java.time.Instant;
import java.util.List;

/**
 * One page of the versions below a prefix: by key, the newest version of a key first.
 *
 * @param nextKeyMarker null on the last page
 */
public record VersionPage(
    List<ObjectVersion> versions, String nextKeyMarker, String nextVersionIdMarker) {
  public VersionPage {
    versions = List.copyOf(versions);
  }

  /**
   * A version of a key, or the marker of its delete.
   *
   * @param etag null for a delete marker
   */
  public record ObjectVersion(
      ObjectPath path,
      String versionId,
      boolean latest,
      boolean deleteMarker,
      Instant lastModified,
      String etag,
      long size) {

    /** Returns this version as an object to be read; a delete marker has none. */
    public ObjectRef object() {
      return new ObjectRef(
          path.bucket(), path.key(), size, etag == null ? "" : etag, versionId, lastModified);
    }
  }
}

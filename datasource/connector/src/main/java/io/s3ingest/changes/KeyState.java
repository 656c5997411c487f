package io.s3ingest.changes;

import io.s3ingest.cursor.ChangeType;
import io.s3ingest.cursor.FileSplit;
import io.s3ingest.cursor.SplitChange;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.VersionPage.ObjectVersion;
import java.time.Instant;
import java.util.Objects;

/**
 * The newest version of a key that a feed has given out.
 *
 * @param versionId {@code null}, as stores write it, where there are no versions
 * @param etag empty for a delete
 * @param live whether that left an object
 */
public record KeyState(String versionId, String etag, boolean live, Instant lastModified) {
  private static final String NONE = "null";

  public KeyState {
    Objects.requireNonNull(versionId, "versionId");
    Objects.requireNonNull(etag, "etag");
    Objects.requireNonNull(lastModified, "lastModified");
  }

  /** Returns what a version leaves behind. */
  public static KeyState of(ObjectVersion version) {
    return new KeyState(
        id(version), etag(version), !version.deleteMarker(), version.lastModified());
  }

  /** Returns what a change that was logged left behind. */
  public static KeyState of(FileSplit split) {
    String id = split.object().versionId();
    return new KeyState(
        id == null ? NONE : id,
        split.object().etag(),
        !split.isDelete(),
        split.object().lastModified());
  }

  /** Returns this as {@link #of(FileSplit)} reads it. */
  public FileSplit split(String bucket, String key) {
    return FileSplit.of(
        new ObjectRef(bucket, key, 0, etag, versionId, lastModified),
        new SplitChange(live ? ChangeType.UPDATE : ChangeType.DELETE, ""));
  }

  /** Returns whether this is that version. The one without an id is known by its ETag. */
  boolean is(ObjectVersion version) {
    return versionId.equals(id(version)) && (!versionId.equals(NONE) || etag.equals(etag(version)));
  }

  /** Returns whether that version stands in the place of this one, under the same id. */
  boolean isReplacedBy(ObjectVersion version) {
    return versionId.equals(NONE) && versionId.equals(id(version)) && !is(version);
  }

  private static String id(ObjectVersion version) {
    return version.versionId() == null ? NONE : version.versionId();
  }

  private static String etag(ObjectVersion version) {
    return version.etag() == null ? "" : version.etag();
  }
}

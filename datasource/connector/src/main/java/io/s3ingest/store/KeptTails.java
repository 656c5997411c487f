package io.s3ingest.store;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The last bytes of objects, where some formats have what all their readers need, for all tasks of
 * a JVM. Bounded: what was used longest ago goes first. Thread-safe.
 */
public final class KeptTails {
  /** Keeps nothing. */
  public static final KeptTails NONE = new KeptTails(0);

  /** No object may take more than this part of the room. */
  private static final int FEWEST_OBJECTS = 8;

  private final long mostBytes;
  private final Map<Version, byte[]> tails = new LinkedHashMap<>(16, 0.75f, true);
  private long heldBytes;

  /** What never changes. */
  private record Version(String bucket, String key, long size, String etag, String versionId) {
    static Version of(ObjectRef object) {
      return new Version(
          object.bucket(), object.key(), object.size(), object.etag(), object.versionId());
    }
  }

  /** Room for so many bytes. */
  public KeptTails(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Returns the last bytes of exactly this version, not to be written to; null if unknown. */
  public synchronized byte[] of(ObjectRef object) {
    return tails.get(Version.of(object));
  }

  /** Keeps the last bytes of a version, unless it has no ETag or they are too many. */
  public synchronized void keep(ObjectRef object, byte[] tail) {
    if (object.etag().isEmpty() || tail.length > mostBytes / FEWEST_OBJECTS) {
      return;
    }
    byte[] before = tails.put(Version.of(object), tail);
    heldBytes += tail.length - (before == null ? 0 : before.length);
    Iterator<byte[]> oldest = tails.values().iterator();
    while (heldBytes > mostBytes) {
      heldBytes -= oldest.next().length;
      oldest.remove();
    }
  }
}

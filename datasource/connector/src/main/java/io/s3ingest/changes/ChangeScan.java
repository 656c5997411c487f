package io.s3ingest.changes;

import io.s3ingest.error.ErrorCondition;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.listing.ListingRoot;
import io.s3ingest.listing.ObjectFilter;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import io.s3ingest.store.VersionPage.ObjectVersion;
import io.s3ingest.store.Versioning;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Looks for changes below a place: through all versions where the bucket keeps them, else by
 * comparing a listing with what is known.
 */
public final class ChangeScan {
  private final ObjectStore store;
  private final String bucket;
  private final List<ListingRoot> roots;
  private final Versioning versioning;

  /**
   * What one look found.
   *
   * @param snapshot objects to be given as they are, in the order of keys
   * @param changes what happened, in its order
   * @param listed how many versions the store named
   * @param atStart how many keys count as given out although their second is that of the start
   */
  public record Found(List<ObjectRef> snapshot, List<Change> changes, long listed, long atStart) {}

  private ChangeScan(
      ObjectStore store, String bucket, List<ListingRoot> roots, Versioning versioning) {
    this.store = store;
    this.bucket = bucket;
    this.roots = List.copyOf(roots);
    this.versioning = versioning;
  }

  /** Asks the bucket whether it keeps versions, and tries that they may be listed and read. */
  public static ChangeScan open(ObjectStore store, String bucket, List<ListingRoot> roots) {
    ChangeScan scan = new ChangeScan(store, bucket, roots, store.versioning(bucket));
    String prefix = VersionWalk.prefix(roots.get(0));
    if (scan.versioning == Versioning.NEVER) {
      store.check(bucket, prefix);
      return scan;
    }
    for (ObjectVersion version : store.listVersions(bucket, prefix, null, null, 1000).versions()) {
      if (version.size() > 0 && mayBeRead(store, version.object())) {
        break;
      }
    }
    return scan;
  }

  private static boolean mayBeRead(ObjectStore store, ObjectRef object) {
    try {
      store.read(object, 0, 1);
      return true;
    } catch (S3IngestException e) {
      if (e.condition() == ErrorCondition.OBJECT_ARCHIVED) {
        return true; // Only who may read is told that an object is archived.
      }
      if (e.condition() == ErrorCondition.OBJECT_NOT_FOUND
          || e.condition() == ErrorCondition.OBJECT_CHANGED) {
        return false;
      }
      throw e;
    }
  }

  /** Returns whether the bucket keeps versions. */
  public Versioning versioning() {
    return versioning;
  }

  /** Returns the bucket, for messages. */
  public String uri() {
    return new ObjectPath(bucket, "").uri();
  }

  /** Looks once; the arguments are those of {@link ChangeFinder}. */
  public Found look(Map<String, KeyState> known, ChangePosition start, ObjectFilter filter) {
    ChangeFinder finder = new ChangeFinder(known, start, filter);
    VersionWalk walk = new VersionWalk(store, bucket, roots);
    Newest newest = new Newest();
    if (versioning == Versioning.NEVER) {
      walk.objects(version -> finder.take(newest.of(version)));
    } else {
      walk.versions(version -> finder.take(newest.of(version)));
    }
    // What has vanished without a trace has done so by the store's clock, never by ours.
    Instant now = walk.storeTime() != null ? walk.storeTime() : newest.time;
    List<Change> changes = finder.changes(bucket, now);
    return new Found(finder.snapshot(), changes, walk.listed(), finder.atStart());
  }

  private static final class Newest {
    private Instant time = Instant.EPOCH;

    ObjectVersion of(ObjectVersion version) {
      time = time.isAfter(version.lastModified()) ? time : version.lastModified();
      return version;
    }
  }
}

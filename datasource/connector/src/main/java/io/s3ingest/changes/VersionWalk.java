package io.s3ingest.changes;

import io.s3ingest.error.DiscoveryErrors;
import io.s3ingest.listing.ListingRoot;
import io.s3ingest.store.ListPage;
import io.s3ingest.store.ListRequest;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import io.s3ingest.store.VersionPage;
import io.s3ingest.store.VersionPage.ObjectVersion;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Lists every version below some roots, one page in memory; a key below several of them once. */
public final class VersionWalk {
  private static final int PAGE = 1000;

  private final ObjectStore store;
  private final String bucket;
  private final List<ListingRoot> roots;
  private long listed;
  private Instant storeTime;

  /** A walk below these roots. */
  public VersionWalk(ObjectStore store, String bucket, List<ListingRoot> roots) {
    this.store = store;
    this.bucket = bucket;
    this.roots = List.copyOf(roots);
  }

  /** Gives every version and delete marker. */
  public void versions(Consumer<ObjectVersion> taker) {
    for (int root = 0; root < roots.size(); root++) {
      String keyMarker = null;
      String versionMarker = null;
      do {
        VersionPage page =
            store.listVersions(bucket, prefix(roots.get(root)), keyMarker, versionMarker, PAGE);
        for (ObjectVersion version : page.versions()) {
          give(version, root, taker);
        }
        boolean stuck =
            page.nextKeyMarker() != null
                && page.nextKeyMarker().equals(keyMarker)
                && String.valueOf(page.nextVersionIdMarker()).equals(String.valueOf(versionMarker));
        if (stuck) {
          throw loops(roots.get(root));
        }
        keyMarker = page.nextKeyMarker();
        versionMarker = page.nextVersionIdMarker();
      } while (keyMarker != null);
    }
  }

  /** Gives every object as its only version, for buckets that keep none. */
  public void objects(Consumer<ObjectVersion> taker) {
    for (int root = 0; root < roots.size(); root++) {
      ListRequest request = ListRequest.below(bucket, prefix(roots.get(root)));
      String token = null;
      do {
        ListPage page = store.list(token == null ? request : request.page(token));
        if (storeTime == null) {
          storeTime = page.storeTime();
        }
        for (ObjectRef object : page.objects()) {
          give(
              new ObjectVersion(
                  object.path(),
                  object.versionId(),
                  true,
                  false,
                  object.lastModified(),
                  object.etag(),
                  object.size()),
              root,
              taker);
        }
        if (page.nextToken() != null && page.nextToken().equals(token)) {
          throw loops(roots.get(root));
        }
        token = page.nextToken();
      } while (token != null);
    }
  }

  private void give(ObjectVersion version, int root, Consumer<ObjectVersion> taker) {
    String key = version.path().key();
    boolean wanted = roots.get(root).covers(key) && !key.endsWith("/");
    for (int before = 0; wanted && before < root; before++) {
      wanted = !roots.get(before).covers(key);
    }
    if (wanted) {
      listed++;
      taker.accept(version);
    }
  }

  /** Returns how many versions were given. */
  public long listed() {
    return listed;
  }

  /** Returns the store's clock at the first page of objects; null if it did not say. */
  public Instant storeTime() {
    return storeTime;
  }

  private RuntimeException loops(ListingRoot root) {
    return DiscoveryErrors.listingLoops(new ObjectPath(bucket, prefix(root)).uri(), 1);
  }

  /** A folder without its slash may be a key as well; what only begins like it is passed by. */
  static String prefix(ListingRoot root) {
    String path = root.isGlob() ? root.baseFolder() : root.text();
    return path.startsWith("/") ? path.substring(1) : path;
  }
}

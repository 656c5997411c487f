package io.s3ingest.discovery;

import io.s3ingest.listing.Exclusions;
import io.s3ingest.store.ObjectRef;
import java.time.Instant;
import java.util.List;

/**
 * A table as the listing alone tells it: nothing has been opened.
 *
 * @param objects what belongs to it, in key order
 * @param excluded what lies there and takes no part
 * @param storeTime the store's clock when the listing began; null if the store has none
 */
public record TableFiles(
    TableScope scope, List<ObjectRef> objects, Exclusions excluded, Instant storeTime) {
  public TableFiles {
    objects = List.copyOf(objects);
  }

  /** Returns the name by the naming rule. */
  public String name() {
    return scope.name();
  }

  /** Returns the stored bytes of all objects. */
  public long bytes() {
    return objects.stream().mapToLong(ObjectRef::size).sum();
  }
}

package io.s3ingest.discovery;

import io.s3ingest.listing.Exclusions;
import io.s3ingest.store.ObjectRef;
import java.time.Instant;
import java.util.List;

/**
 * A table as the listing alone tells it: nothing has been opened.
 *
 * @param objects what belongs to it, in key order; a sample of it where there is a tally
 * @param tally counts of all objects; null where {@code objects} has them all
 * @param excluded what lies there and takes no part
 * @param storeTime the store's clock when the listing began; null if the store has none
 */
public record TableFiles(
    TableScope scope,
    List<ObjectRef> objects,
    Exclusions excluded,
    Instant storeTime,
    TableTally tally) {
  public TableFiles {
    objects = List.copyOf(objects);
  }

  /** All of a table's objects. */
  TableFiles(TableScope scope, List<ObjectRef> objects, Exclusions excluded, Instant storeTime) {
    this(scope, objects, excluded, storeTime, null);
  }

  /** A table whose objects were counted and not kept. */
  static TableFiles tallied(
      TableScope scope, TableTally tally, Exclusions excluded, Instant storeTime) {
    return new TableFiles(scope, tally.sample(), excluded, storeTime, tally);
  }

  /** Returns how many objects there are. */
  public long count() {
    return tally == null ? objects.size() : tally.count();
  }

  /** Returns the name by the naming rule. */
  public String name() {
    return scope.name();
  }

  /** Returns the stored bytes of all objects. */
  public long bytes() {
    return tally == null ? objects.stream().mapToLong(ObjectRef::size).sum() : tally.bytes();
  }
}

package io.s3ingest.changes;

import io.s3ingest.cursor.ChangeType;
import io.s3ingest.cursor.FileSplit;
import io.s3ingest.cursor.SplitChange;
import io.s3ingest.store.ObjectRef;
import java.time.Instant;

/**
 * One thing that happened to a key.
 *
 * @param object the version that came about; of a delete the marker, without bytes
 * @param order when it counts as having happened: not before what happened to the key before it,
 *     whatever the store's times say
 */
public record Change(ObjectRef object, ChangeType type, Instant order) {
  /** Returns this change as something to read. */
  public FileSplit split() {
    String mark = ChangePosition.changeMark(object.lastModified().getEpochSecond());
    return FileSplit.of(object, new SplitChange(type, mark));
  }
}

package io.s3ingest.sync;

import io.s3ingest.cursor.ObjectChange;
import io.s3ingest.store.ObjectRef;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What became of the objects of one slice.
 *
 * @param changes what the slice is made of, in key order
 * @param staged null if no object was left to read
 * @param taken the objects whose rows are staged
 * @param rows rows of each of them, by key
 * @param problems why others are not
 */
record SliceResult(
    String planId,
    List<ObjectChange> changes,
    Destination.Staged staged,
    Map<String, Integer> fieldIds,
    List<ObjectRef> taken,
    Map<String, Long> rows,
    Map<ObjectRef, ObjectProblem> problems) {

  long rowCount() {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns the changes that the commit of this slice settles: taken ones, and what is gone. */
  List<ObjectChange> settled() {
    Set<String> keys = new HashSet<>();
    taken.forEach(object -> keys.add(object.key()));
    return changes.stream()
        .filter(change -> !change.taken() || keys.contains(change.key()))
        .toList();
  }

  long bytes() {
    return taken.stream().mapToLong(ObjectRef::size).sum();
  }
}

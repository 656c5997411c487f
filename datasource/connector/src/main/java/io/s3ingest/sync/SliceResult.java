package io.s3ingest.sync;

import io.s3ingest.store.ObjectRef;
import java.util.List;
import java.util.Map;

/**
 * What became of the objects of one slice.
 *
 * @param staged null if no object was left to read
 * @param taken the objects whose rows are staged
 * @param rows rows of each of them, by key
 * @param problems why others are not
 */
record SliceResult(
    String planId,
    Destination.Staged staged,
    Map<String, Integer> fieldIds,
    List<ObjectRef> taken,
    Map<String, Long> rows,
    Map<ObjectRef, ObjectProblem> problems) {

  long rowCount() {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }

  long bytes() {
    return taken.stream().mapToLong(ObjectRef::size).sum();
  }
}

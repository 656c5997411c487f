package io.s3ingest.sync;

import io.s3ingest.cursor.KeyOrder;
import io.s3ingest.cursor.Ledger;
import io.s3ingest.cursor.LedgerChange;
import io.s3ingest.cursor.LedgerDiff;
import io.s3ingest.cursor.LedgerEntry;
import io.s3ingest.store.ObjectRef;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a sync begins with: the objects to take, and what the ledger learns besides.
 *
 * @param candidates objects to take, in key order
 * @param retries the entries of those that were set aside before, by key
 * @param unchanged objects that are taken already
 * @param vanished taken objects that are no longer listed
 * @param importedAtTime keys of the imported state's own second
 * @param change what the first commit records besides its own objects
 * @param urgent whether that is worth a commit without rows
 */
record Starting(
    List<ObjectRef> candidates,
    Map<String, LedgerEntry> retries,
    long unchanged,
    long vanished,
    List<String> importedAtTime,
    LedgerChange change,
    boolean urgent) {

  /** Everything is to be taken. */
  static Starting all(List<ObjectRef> objects) {
    return new Starting(sorted(objects), Map.of(), 0, 0, List.of(), new LedgerChange(), false);
  }

  /** What differs from the ledger. */
  static Starting of(LedgerDiff diff) {
    LedgerChange change = new LedgerChange();
    diff.vanished().forEach(change::vanish);
    diff.returned().forEach(change::comeBack);
    diff.openVanished().forEach(change::forget);
    List<ObjectRef> candidates = new ArrayList<>(diff.fresh());
    Map<String, LedgerEntry> retries = new LinkedHashMap<>();
    for (LedgerDiff.Known known : diff.retried()) {
      candidates.add(known.object());
      retries.put(known.object().key(), known.entry());
    }
    return new Starting(
        sorted(candidates),
        retries,
        diff.unchanged(),
        diff.vanished().size(),
        List.of(),
        change,
        false);
  }

  /** What another tool's state leaves: objects up to the second of {@code time} are done. */
  static Starting imported(List<ObjectRef> objects, Instant time) {
    Instant second = time.truncatedTo(ChronoUnit.SECONDS);
    LedgerChange change = new LedgerChange();
    List<ObjectRef> candidates = new ArrayList<>();
    List<String> atTime = new ArrayList<>();
    long done = 0;
    for (ObjectRef object : objects) {
      int order = object.lastModified().truncatedTo(ChronoUnit.SECONDS).compareTo(second);
      if (order > 0) {
        candidates.add(object);
        continue;
      }
      change.take(LedgerEntry.imported(object));
      done++;
      if (order == 0) {
        atTime.add(object.key());
      }
    }
    return new Starting(sorted(candidates), Map.of(), done, 0, atTime, change, done > 0);
  }

  /** The same with all that another pipeline has taken. */
  Starting adopting(Ledger other) {
    other.forEach(change::take);
    other.open().forEach(change::hold);
    return new Starting(candidates, retries, unchanged, vanished, importedAtTime, change, true);
  }

  private static List<ObjectRef> sorted(List<ObjectRef> objects) {
    List<ObjectRef> out = new ArrayList<>(objects);
    out.sort((a, b) -> KeyOrder.INSTANCE.compare(a.key(), b.key()));
    return List.copyOf(out);
  }
}

package io.s3ingest.sync;

import io.s3ingest.cursor.Ledger;
import io.s3ingest.cursor.LedgerChange;
import io.s3ingest.cursor.LedgerDiff;
import io.s3ingest.cursor.ObjectChange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;

/**
 * What a sync begins with: the objects to take, and what the ledger learns besides.
 *
 * @param diff the listing beside the ledger; whoever began the sync closes it
 * @param policy what becomes of objects that changed or are gone
 * @param importedAtTime keys of the imported state's own second
 * @param change what the first commit records besides its own objects
 * @param urgent whether that is worth a commit without rows
 */
record Starting(
    LedgerDiff diff,
    ChangePolicy policy,
    List<String> importedAtTime,
    LedgerChange change,
    boolean urgent) {

  /** What differs from the ledger. */
  static Starting of(LedgerDiff diff, ChangePolicy policy) {
    LedgerChange change = new LedgerChange();
    change.learn(diff, policy.noted());
    return new Starting(diff, policy, List.of(), change, policy.ignored(diff) > 0);
  }

  /** Returns how many objects are to be read. */
  long taken() {
    return policy.taken(diff);
  }

  /** Returns whether any slice has something to do. */
  boolean hasWork() {
    return taken() + policy.deleted(diff) > 0;
  }

  /** What another tool's state leaves: objects up to the second of {@code time} are done. */
  static Starting imported(LedgerDiff diff, ChangePolicy policy, Instant time) {
    Instant second = time.truncatedTo(ChronoUnit.SECONDS);
    List<String> atTime = new ArrayList<>();
    for (ObjectChange done : diff.changes(ObjectChange.Kind.IMPORTED)) {
      if (done.object().lastModified().truncatedTo(ChronoUnit.SECONDS).equals(second)) {
        atTime.add(done.key());
      }
    }
    Starting all = of(diff, policy);
    boolean any = diff.count(ObjectChange.Kind.IMPORTED) > 0;
    return new Starting(diff, policy, List.copyOf(atTime), all.change(), any);
  }

  /** The same with all that another pipeline has taken. */
  Starting adopting(Ledger other) {
    change.takeAll(other);
    return new Starting(diff, policy, importedAtTime, change, true);
  }

  /**
   * Returns the slices. What failed before comes last, in slices of its own: it would fail the
   * others' tasks again.
   */
  Iterator<List<ObjectChange>> slices(int maxFiles, long maxBytes) {
    Iterator<List<ObjectChange>> first =
        new Slices(objects(change -> !change.retried()), maxFiles, maxBytes);
    Iterator<List<ObjectChange>> last =
        new Slices(objects(ObjectChange::retried), maxFiles, maxBytes);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return first.hasNext() || last.hasNext();
      }

      @Override
      public List<ObjectChange> next() {
        return first.hasNext() ? first.next() : last.next();
      }
    };
  }

  private Iterator<ObjectChange> objects(Predicate<ObjectChange> wanted) {
    Iterator<ObjectChange> all = diff.changes(policy.sliced()).iterator();
    return new Iterator<>() {
      private ObjectChange next = step();

      private ObjectChange step() {
        while (all.hasNext()) {
          ObjectChange change = all.next();
          if (wanted.test(change)) {
            return change;
          }
        }
        return null;
      }

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public ObjectChange next() {
        if (next == null) {
          throw new NoSuchElementException();
        }
        ObjectChange out = next;
        next = step();
        return out;
      }
    };
  }
}

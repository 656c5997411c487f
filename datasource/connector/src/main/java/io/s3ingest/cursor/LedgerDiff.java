package io.s3ingest.cursor;

import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * A listing compared with a ledger: how many objects there are of each kind, known exactly, and
 * those that differ, kept on the local disk. The caller closes it.
 */
public final class LedgerDiff implements AutoCloseable {
  private final ChangeFile file = ChangeFile.create();
  private final long[] counts = new long[ObjectChange.Kind.values().length];
  private final Map<PendingReason, Long> pending = new EnumMap<>(PendingReason.class);
  private Map<ExclusionReason, Long> excluded = Map.of();
  private Instant storeTime;
  private long end;
  private long seen;
  private long unchanged;
  private long retried;
  private long takenBytes;
  private int blocksRead;

  LedgerDiff() {}

  void add(ObjectChange change) {
    counts[change.kind().code]++;
    retried += change.retried() ? 1 : 0;
    takenBytes += change.taken() ? change.object().size() : 0;
    file.add(change);
  }

  void see() {
    seen++;
  }

  void addUnchanged() {
    unchanged++;
  }

  void addPending(PendingReason reason) {
    pending.merge(reason, 1L, Long::sum);
  }

  void readBlock() {
    blocksRead++;
  }

  void finish(ObjectListing.Walk walk) {
    excluded = Map.copyOf(walk.excluded());
    storeTime = walk.storeTime();
    end = file.cut();
  }

  /** Returns how many objects were listed; each is one of the outcomes below. */
  public long listed() {
    return seen + excludedCount();
  }

  /** Returns how many objects take no part, by reason. */
  public Map<ExclusionReason, Long> excluded() {
    return excluded;
  }

  /** Returns how many objects take no part. */
  public long excludedCount() {
    return excluded.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns how many listed objects are taken already, returned and imported ones included. */
  public long unchanged() {
    return unchanged + count(ObjectChange.Kind.RETURNED) + count(ObjectChange.Kind.IMPORTED);
  }

  /** Returns how many objects are left for a later run, by reason. */
  public Map<PendingReason, Long> pending() {
    return Map.copyOf(pending);
  }

  /** Returns how many changes there are of a kind. */
  public long count(ObjectChange.Kind kind) {
    return counts[kind.code];
  }

  /** Returns how many objects are to be taken. */
  public long taken() {
    return count(ObjectChange.Kind.NEW) + count(ObjectChange.Kind.OVERWRITTEN);
  }

  /** Returns how many of them were tried before. */
  public long retried() {
    return retried;
  }

  /** Returns the stored bytes of what is to be taken. */
  public long takenBytes() {
    return takenBytes;
  }

  /** Returns how many blocks of the ledger had to be read. */
  public int blocksRead() {
    return blocksRead;
  }

  /** Returns the store's clock when the listing began; null if it has none. */
  public Instant storeTime() {
    return storeTime;
  }

  /** Returns the changes of these kinds in key order, anew each time. */
  public Iterable<ObjectChange> changes(ObjectChange.Kind first, ObjectChange.Kind... others) {
    return changes(EnumSet.of(first, others));
  }

  /** Returns the changes of these kinds in key order, anew each time. */
  public Iterable<ObjectChange> changes(Set<ObjectChange.Kind> kinds) {
    return () -> new Filtered(file.read(0, end), kinds);
  }

  @Override
  public void close() {
    file.close();
  }

  private static final class Filtered implements Iterator<ObjectChange> {
    private final Iterator<ObjectChange> all;
    private final Set<ObjectChange.Kind> kinds;
    private ObjectChange next;

    Filtered(Iterator<ObjectChange> all, Set<ObjectChange.Kind> kinds) {
      this.all = all;
      this.kinds = kinds;
      advance();
    }

    private void advance() {
      next = null;
      while (next == null && all.hasNext()) {
        ObjectChange change = all.next();
        next = kinds.contains(change.kind()) ? change : null;
      }
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
      advance();
      return out;
    }
  }
}

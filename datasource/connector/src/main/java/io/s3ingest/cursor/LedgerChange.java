package io.s3ingest.cursor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the next state of a ledger knows differently. Built from a diff and from what became of its
 * objects; one entry for each key. What is said of single objects is held in memory, what a whole
 * diff or another ledger says is read from there when it is written.
 */
public final class LedgerChange {
  /** Lines in key order that are read where they lie. */
  private record Source(Iterable<DeltaEntry> lines, long count) {}

  private final NavigableMap<String, DeltaEntry> settled = new TreeMap<>(KeyOrder.INSTANCE);
  private final NavigableMap<String, LedgerEntry> open = new TreeMap<>(KeyOrder.INSTANCE);
  private final List<String> closed = new ArrayList<>();
  private final List<Source> sources = new ArrayList<>();

  /** An object that the ledger did not know (or that was open) is taken. */
  public void take(LedgerEntry entry) {
    settled.put(entry.key(), new DeltaEntry(entry, null));
  }

  /** An object is taken in place of what the ledger knew of its key; null for nothing. */
  public void take(LedgerEntry entry, LedgerEntry known) {
    boolean counted = known != null && known.status().summed();
    settled.put(entry.key(), new DeltaEntry(entry, counted ? known.hash() : null));
  }

  /** An object stays to be taken. */
  public void hold(LedgerEntry entry) {
    open.put(entry.key(), entry);
  }

  /** An open object is no longer listed: nothing is to be taken any more. */
  public void forget(LedgerEntry entry) {
    closed.add(entry.key());
  }

  /** A taken object is no longer listed. */
  public void vanish(LedgerEntry entry) {
    settled.put(entry.key(), new DeltaEntry(entry.gone(), entry.hash()));
  }

  /** A taken object is no longer listed, and its rows go. */
  public void remove(LedgerEntry entry) {
    settled.put(
        entry.key(),
        new DeltaEntry(entry.removed(), entry.status().summed() ? entry.hash() : null));
  }

  /** An object that was gone is listed again as it was. */
  public void comeBack(LedgerEntry entry) {
    settled.put(entry.key(), new DeltaEntry(entry.back(), null));
  }

  /**
   * What a diff says of these kinds, and what is to be forgotten. A vanished object's rows stay, an
   * overwritten one is left out. What is said of a single object goes before it.
   */
  public void learn(LedgerDiff diff, Set<ObjectChange.Kind> kinds) {
    long count = kinds.stream().mapToLong(diff::count).sum();
    Iterable<ObjectChange> changes = diff.changes(kinds);
    sources.add(new Source(() -> mapped(changes.iterator(), LedgerChange::line), count));
    diff.changes(Set.of(ObjectChange.Kind.FORGOTTEN)).forEach(change -> forget(change.failed()));
    if (kinds.contains(ObjectChange.Kind.OVERWRITTEN)) {
      for (ObjectChange change : diff.changes(Set.of(ObjectChange.Kind.OVERWRITTEN))) {
        if (change.failed() != null) {
          forget(change.failed());
        }
      }
    }
  }

  /** All that a diff would take counts as done; {@code by} says who says so. */
  public void mark(LedgerDiff diff, String by, Instant time) {
    Set<ObjectChange.Kind> kinds = Set.of(ObjectChange.Kind.NEW);
    Iterable<ObjectChange> changes = diff.changes(kinds);
    sources.add(
        new Source(
            () ->
                mapped(
                    changes.iterator(),
                    change -> new DeltaEntry(LedgerEntry.marked(change.object(), by, time), null)),
            diff.count(ObjectChange.Kind.NEW)));
    for (ObjectChange change : changes) {
      if (change.failed() != null) {
        forget(change.failed());
      }
    }
  }

  /** All that another ledger has taken and holds open; goes before what {@link #learn} says. */
  public void takeAll(Ledger other) {
    sources.add(
        0,
        new Source(
            () -> mapped(other.entries().iterator(), entry -> new DeltaEntry(entry, null)),
            other.entryCount()));
    other.open().forEach(this::hold);
  }

  /** Lines in key order, for keys of which nothing else is said. */
  void takeAll(Iterable<DeltaEntry> lines, long count) {
    sources.add(new Source(lines, count));
  }

  private static DeltaEntry line(ObjectChange change) {
    return switch (change.kind()) {
      case VANISHED -> new DeltaEntry(change.known().gone(), change.known().hash());
      case OVERWRITTEN ->
          new DeltaEntry(
              LedgerEntry.skipped(change.object(), change.known()),
              change.known().status().summed() ? change.known().hash() : null);
      case RETURNED -> new DeltaEntry(change.known().back(), null);
      default -> new DeltaEntry(LedgerEntry.imported(change.object()), null);
    };
  }

  /** Returns at most how many lines there are. */
  long settledCount() {
    return settled.size() + sources.stream().mapToLong(Source::count).sum();
  }

  /** Returns the lines in key order, one for each key. */
  Iterator<DeltaEntry> settled() {
    Iterator<DeltaEntry> out = settled.values().iterator();
    for (Source source : sources) {
      out = source.count() == 0 ? out : new Merged(out, source.lines().iterator());
    }
    return out;
  }

  /** Returns the open entries behind this change, {@code before} being those ahead of it. */
  NavigableMap<String, LedgerEntry> open(Iterable<LedgerEntry> before) {
    NavigableMap<String, LedgerEntry> out = new TreeMap<>(KeyOrder.INSTANCE);
    before.forEach(entry -> out.put(entry.key(), entry));
    settled.keySet().forEach(out::remove);
    closed.forEach(out::remove);
    out.putAll(open);
    return out;
  }

  private static <T> Iterator<DeltaEntry> mapped(
      Iterator<T> in, java.util.function.Function<T, DeltaEntry> mapping) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return in.hasNext();
      }

      @Override
      public DeltaEntry next() {
        return mapping.apply(in.next());
      }
    };
  }

  /** Two in one; where both have a key, the first one counts. */
  private static final class Merged implements Iterator<DeltaEntry> {
    private final Iterator<DeltaEntry> first;
    private final Iterator<DeltaEntry> second;
    private DeltaEntry a;
    private DeltaEntry b;

    Merged(Iterator<DeltaEntry> first, Iterator<DeltaEntry> second) {
      this.first = first;
      this.second = second;
      this.a = step(first);
      this.b = step(second);
    }

    private static DeltaEntry step(Iterator<DeltaEntry> in) {
      return in.hasNext() ? in.next() : null;
    }

    @Override
    public boolean hasNext() {
      return a != null || b != null;
    }

    @Override
    public DeltaEntry next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int order =
          a == null
              ? 1
              : b == null ? -1 : KeyOrder.INSTANCE.compare(a.entry().key(), b.entry().key());
      DeltaEntry out = order <= 0 ? a : b;
      if (order <= 0) {
        a = step(first);
      }
      if (order >= 0) {
        b = step(second);
      }
      return out;
    }
  }
}

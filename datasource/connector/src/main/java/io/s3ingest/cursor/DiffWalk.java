package io.s3ingest.cursor;

import io.s3ingest.error.InternalErrors;
import io.s3ingest.store.ObjectRef;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Walks a listing in key order beside a ledger, range by range. Holds the objects of one range
 * until its count and sum are known, and reads the block only if they differ; a range that shows
 * more than the ledger has is known to differ at once, so that no more than a block's worth is ever
 * held.
 */
final class DiffWalk {
  private static final int MOST_WALKS = 5;

  /** The listing is not in key order. */
  private static final class Disorder extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Disorder() {
      super(null, null, false, false);
    }
  }

  private final Ledger ledger;
  private final ObjectListing.Walk walk;
  private final ListingView view;
  private final Instant importedUpTo;
  private final boolean again;
  private final LedgerDiff diff;
  private final Set<String> openSeen = new HashSet<>();
  private final List<ObjectRef> held = new ArrayList<>();
  private Fingerprint sum = Fingerprint.ZERO;
  private boolean holdsOpen;
  private int range;
  private String end;
  private long expectedCount;
  private Fingerprint expectedSum;

  /** The range's entries while they are laid beside the listing; null while objects are held. */
  private List<LedgerEntry> entries;

  private int at;

  private DiffWalk(
      Ledger ledger,
      ObjectListing.Walk walk,
      ListingView view,
      Instant importedUpTo,
      boolean again,
      LedgerDiff diff) {
    this.ledger = ledger;
    this.walk = walk;
    this.view = view;
    this.importedUpTo = importedUpTo;
    this.again = again;
    this.diff = diff;
    begin(0);
  }

  /**
   * Compares.
   *
   * @param imported objects up to the second of this time that the ledger does not know were taken
   *     by another tool; null for none
   */
  static LedgerDiff of(Ledger ledger, ObjectListing listing, Instant imported) {
    Instant upTo = imported == null ? null : imported.truncatedTo(ChronoUnit.SECONDS);
    return walked(ledger, listing, upTo, false);
  }

  /** Compares as if everything known had changed. */
  static LedgerDiff again(Ledger ledger, ObjectListing listing) {
    return walked(ledger, listing, null, true);
  }

  private static LedgerDiff walked(
      Ledger ledger, ObjectListing listing, Instant upTo, boolean again) {
    for (int walks = 1; ; walks++) {
      try {
        return sortedIfNeeded(ledger, listing, upTo, again);
      } catch (WalkAgain e) {
        if (walks == MOST_WALKS) {
          throw InternalErrors.unexpected("list a place that looks different each time", e);
        }
      }
    }
  }

  private static LedgerDiff sortedIfNeeded(
      Ledger ledger, ObjectListing listing, Instant upTo, boolean again) {
    try {
      return once(ledger, listing, upTo, again);
    } catch (Disorder e) {
      try (SortedListing sorted = new SortedListing(listing)) {
        return once(ledger, sorted, upTo, again);
      }
    }
  }

  private static LedgerDiff once(
      Ledger ledger, ObjectListing listing, Instant upTo, boolean again) {
    LedgerDiff diff = new LedgerDiff();
    try (ObjectListing.Walk walk = listing.walk()) {
      new DiffWalk(ledger, walk, listing.view(), upTo, again, diff).run();
      diff.finish(walk);
      return diff;
    } catch (RuntimeException e) {
      diff.close();
      throw e;
    }
  }

  private void run() {
    String last = null;
    for (ObjectRef object = walk.next(); object != null; object = walk.next()) {
      if (last != null && KeyOrder.INSTANCE.compare(last, object.key()) >= 0) {
        throw new Disorder();
      }
      last = object.key();
      diff.see();
      accept(object);
    }
    while (end != null) {
      endRange();
    }
    endRange();
    if (view == ListingView.COMPLETE) {
      for (LedgerEntry entry : ledger.open()) {
        if (!openSeen.contains(entry.key())) {
          diff.add(new ObjectChange(ObjectChange.Kind.FORGOTTEN, null, null, entry));
        }
      }
    }
  }

  private void begin(int next) {
    range = next;
    end = null;
    sum = Fingerprint.ZERO;
    holdsOpen = false;
    expectedSum = Fingerprint.ZERO;
    expectedCount = 0;
    if (range >= ledger.ranges()) {
      return;
    }
    end = ledger.endOf(range);
    if (range < ledger.root().blocks().size()) {
      expectedSum = ledger.root().blocks().get(range).fingerprint();
      expectedCount = ledger.root().blocks().get(range).count();
    }
    for (Ledger.Overlay change : ledger.overlayOf(range).values()) {
      expectedSum = expectedSum.plus(change.net());
      expectedCount += change.netCount();
    }
  }

  private void accept(ObjectRef object) {
    while (end != null && KeyOrder.INSTANCE.compare(object.key(), end) >= 0) {
      endRange();
    }
    if (entries != null) {
      compare(object);
      return;
    }
    held.add(object);
    if (ledger.openEntry(object.key()) != null) {
      holdsOpen = true;
    } else {
      sum = sum.plus(Fingerprint.of(object));
    }
    if (again || holdsOpen || held.size() > expectedCount) {
      read();
    }
  }

  private void endRange() {
    if (entries == null) {
      boolean same = held.size() == expectedCount && sum.equals(expectedSum);
      if (same) {
        held.forEach(object -> diff.addUnchanged());
        held.clear();
      } else if (view == ListingView.COMPLETE || !held.isEmpty()) {
        read();
      }
    }
    if (entries != null) {
      while (at < entries.size()) {
        missing(entries.get(at++));
      }
      entries = null;
    }
    begin(range + 1);
  }

  private void read() {
    entries = ledger.entriesOf(range);
    at = 0;
    if (!ledger.root().blocks().isEmpty()) {
      diff.readBlock();
    }
    held.forEach(this::compare);
    held.clear();
  }

  private void compare(ObjectRef object) {
    int order = 1;
    while (at < entries.size()
        && (order = KeyOrder.INSTANCE.compare(entries.get(at).key(), object.key())) < 0) {
      missing(entries.get(at++));
    }
    LedgerEntry known = at < entries.size() && order == 0 ? entries.get(at++) : null;
    if (known != null && known.status() == EntryStatus.REMOVED) {
      known = null;
    }
    decide(object, known, ledger.openEntry(object.key()));
  }

  private void decide(ObjectRef object, LedgerEntry known, LedgerEntry open) {
    if (open != null) {
      openSeen.add(object.key());
    }
    if (!again && known != null && known.identifies(object)) {
      if (known.status() == EntryStatus.GONE) {
        diff.add(new ObjectChange(ObjectChange.Kind.RETURNED, object, known, null));
      } else {
        diff.addUnchanged();
      }
      if (open != null) {
        diff.add(new ObjectChange(ObjectChange.Kind.FORGOTTEN, null, null, open));
      }
      return;
    }
    if (known == null && open == null && importedUpTo != null && isImported(object)) {
      diff.add(new ObjectChange(ObjectChange.Kind.IMPORTED, object, null, null));
      return;
    }
    PendingReason waits = again ? null : walk.waits(object);
    if (waits != null) {
      diff.addPending(waits);
      return;
    }
    LedgerEntry failed = open != null && open.identifies(object) ? open : null;
    ObjectChange.Kind kind = known == null ? ObjectChange.Kind.NEW : ObjectChange.Kind.OVERWRITTEN;
    diff.add(new ObjectChange(kind, object, known, failed));
  }

  private boolean isImported(ObjectRef object) {
    return !object.lastModified().truncatedTo(ChronoUnit.SECONDS).isAfter(importedUpTo);
  }

  private void missing(LedgerEntry entry) {
    if (view == ListingView.COMPLETE && entry.status().summed()) {
      diff.add(new ObjectChange(ObjectChange.Kind.VANISHED, null, entry, null));
    }
  }
}

package io.s3ingest.cursor;

import io.s3ingest.store.ObjectRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Walks a listing in key order beside a ledger, range by range: holds the keys of one range, and
 * reads the block only if count or sum differ.
 */
final class DiffWalk {
  private final Ledger ledger;
  private final ListingView view;
  private final List<ObjectRef> held = new ArrayList<>();
  private Fingerprint sum = Fingerprint.ZERO;
  private int range;
  private String end;

  private final List<ObjectRef> fresh = new ArrayList<>();
  private final List<LedgerDiff.Known> retried = new ArrayList<>();
  private final List<LedgerDiff.Known> overwritten = new ArrayList<>();
  private final List<LedgerEntry> vanished = new ArrayList<>();
  private final List<LedgerEntry> returned = new ArrayList<>();
  private final Set<String> openSeen = new HashSet<>();
  private long unchanged;
  private int blocksRead;

  DiffWalk(Ledger ledger, ListingView view) {
    this.ledger = ledger;
    this.view = view;
    this.end = ledger.endOf(0);
  }

  void accept(ObjectRef object) {
    while (end != null && KeyOrder.INSTANCE.compare(object.key(), end) >= 0) {
      endRange();
    }
    LedgerEntry open = ledger.openEntry(object.key());
    if (open != null) {
      openSeen.add(object.key());
      if (open.identifies(object)) {
        retried.add(new LedgerDiff.Known(object, open));
      } else {
        fresh.add(object);
      }
      return;
    }
    held.add(object);
    sum = sum.plus(Fingerprint.of(object));
  }

  LedgerDiff end() {
    while (end != null) {
      endRange();
    }
    endRange();
    List<LedgerEntry> openVanished = new ArrayList<>();
    if (view == ListingView.COMPLETE) {
      for (LedgerEntry entry : ledger.open()) {
        if (!openSeen.contains(entry.key())) {
          openVanished.add(entry);
        }
      }
    }
    // Objects of open keys were added before their neighbours of the same range.
    fresh.sort((a, b) -> KeyOrder.INSTANCE.compare(a.key(), b.key()));
    return new LedgerDiff(
        fresh, retried, unchanged, overwritten, vanished, returned, openVanished, blocksRead);
  }

  private void endRange() {
    if (matches()) {
      unchanged += held.size();
    } else if (view == ListingView.COMPLETE || !held.isEmpty()) {
      merge(ledger.entriesOf(range));
      blocksRead += ledger.root().blocks().isEmpty() ? 0 : 1;
    }
    held.clear();
    sum = Fingerprint.ZERO;
    range++;
    end = range < ledger.ranges() ? ledger.endOf(range) : null;
  }

  private boolean matches() {
    Fingerprint expected = Fingerprint.ZERO;
    long count = 0;
    if (!ledger.root().blocks().isEmpty()) {
      LedgerRoot.Block block = ledger.root().blocks().get(range);
      expected = block.fingerprint();
      count = block.count();
    }
    for (Ledger.Overlay change : ledger.overlayOf(range).values()) {
      expected = expected.plus(change.net());
      count += change.netCount();
    }
    return count == held.size() && expected.equals(sum);
  }

  private void merge(List<LedgerEntry> entries) {
    int at = 0;
    for (ObjectRef object : held) {
      int order = 1;
      while (at < entries.size()
          && (order = KeyOrder.INSTANCE.compare(entries.get(at).key(), object.key())) < 0) {
        missing(entries.get(at++));
      }
      if (at < entries.size() && order == 0) {
        both(entries.get(at++), object);
      } else {
        fresh.add(object);
      }
    }
    while (at < entries.size()) {
      missing(entries.get(at++));
    }
  }

  private void both(LedgerEntry entry, ObjectRef object) {
    if (!entry.identifies(object)) {
      overwritten.add(new LedgerDiff.Known(object, entry));
      return;
    }
    unchanged++;
    if (entry.status() == EntryStatus.GONE) {
      returned.add(entry);
    }
  }

  private void missing(LedgerEntry entry) {
    if (view == ListingView.COMPLETE && entry.status().summed()) {
      vanished.add(entry);
    }
  }
}

package io.s3ingest.cursor;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What the next state of a ledger knows differently. Built from a diff and from what became of its
 * objects; one entry for each key, the last one counts.
 */
public final class LedgerChange {
  private final NavigableMap<String, DeltaEntry> settled = new TreeMap<>(KeyOrder.INSTANCE);
  private final NavigableMap<String, LedgerEntry> open = new TreeMap<>(KeyOrder.INSTANCE);
  private final List<String> closed = new ArrayList<>();

  /** An object that the ledger did not know (or that was open) is taken. */
  public void take(LedgerEntry entry) {
    settled.put(entry.key(), new DeltaEntry(entry, null));
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

  /** An object that was gone is listed again as it was. */
  public void comeBack(LedgerEntry entry) {
    settled.put(entry.key(), new DeltaEntry(entry.back(), null));
  }

  NavigableMap<String, DeltaEntry> settled() {
    return settled;
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
}

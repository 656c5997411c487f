package io.s3ingest.cursor;

import java.util.TreeMap;

/** Finds single keys in a ledger; holds one range, so that ascending keys cost each block once. */
public final class LedgerLookup {
  private final Ledger ledger;
  private final TreeMap<String, LedgerEntry> held = new TreeMap<>(KeyOrder.INSTANCE);
  private int range = -1;

  /** Looks into this ledger. */
  public LedgerLookup(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Returns what is known of a key, open entries aside; null for nothing. */
  public LedgerEntry find(String key) {
    int wanted = 0;
    for (String end = ledger.endOf(0);
        end != null && KeyOrder.INSTANCE.compare(key, end) >= 0;
        end = ledger.endOf(wanted)) {
      wanted++;
    }
    if (wanted != range) {
      held.clear();
      ledger.entriesOf(wanted).forEach(entry -> held.put(entry.key(), entry));
      range = wanted;
    }
    LedgerEntry found = held.get(key);
    return found == null || found.status() == EntryStatus.REMOVED ? null : found;
  }
}

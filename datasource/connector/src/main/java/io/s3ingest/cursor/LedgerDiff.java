package io.s3ingest.cursor;

import io.s3ingest.store.ObjectRef;
import java.util.List;

/**
 * A listing compared with a ledger; lists are in key order.
 *
 * @param fresh objects that the ledger does not know
 * @param retried objects that are pending or quarantined, with their entries
 * @param unchanged how many are taken already
 * @param overwritten objects whose key was taken with another identity
 * @param vanished entries that are no longer listed
 * @param returned entries that were gone and are listed again; counted in unchanged too
 * @param openVanished open entries that are no longer listed
 * @param blocksRead how many blocks had to be read
 */
public record LedgerDiff(
    List<ObjectRef> fresh,
    List<Known> retried,
    long unchanged,
    List<Known> overwritten,
    List<LedgerEntry> vanished,
    List<LedgerEntry> returned,
    List<LedgerEntry> openVanished,
    int blocksRead) {
  public LedgerDiff {
    fresh = List.copyOf(fresh);
    retried = List.copyOf(retried);
    overwritten = List.copyOf(overwritten);
    vanished = List.copyOf(vanished);
    returned = List.copyOf(returned);
    openVanished = List.copyOf(openVanished);
  }

  /** An object and what the ledger knows of its key. */
  public record Known(ObjectRef object, LedgerEntry entry) {}
}

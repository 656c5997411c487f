package io.s3ingest.cursor;

/**
 * A line of an entry file.
 *
 * @param takesAway what the entry removes from its range's sum; null outside deltas and for none
 */
record DeltaEntry(LedgerEntry entry, Fingerprint takesAway) {}

package io.s3ingest.sync;

import io.s3ingest.cursor.LedgerEntry;
import io.s3ingest.cursor.ObjectChange;
import java.time.Instant;
import java.util.Locale;

/**
 * A listed object that is named, and what the table has of it.
 *
 * @param known what the ledger knows of its key: {@code new}, or the name of a status
 * @param sameVersion whether that is known of exactly this version
 * @param rows rows that the ledger counts for its key, -1 where not known
 * @param error why it was set aside or skipped; null for neither
 */
public record NamedObject(
    String key,
    String uri,
    long size,
    Instant lastModified,
    String known,
    boolean sameVersion,
    long rows,
    String error) {
  static NamedObject of(ObjectChange change) {
    // What exactly this version failed with says more than what is known of an older one.
    LedgerEntry known = change.failed() != null ? change.failed() : change.known();
    return new NamedObject(
        change.key(),
        change.object().uri(),
        change.object().size(),
        change.object().lastModified(),
        known == null ? "new" : known.status().name().toLowerCase(Locale.ROOT),
        known != null && known.identifies(change.object()),
        known == null ? -1 : known.rows(),
        known == null ? null : known.error());
  }
}

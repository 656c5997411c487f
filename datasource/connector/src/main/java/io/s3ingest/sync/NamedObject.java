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
 */
public record NamedObject(
    String key,
    String uri,
    long size,
    Instant lastModified,
    String known,
    boolean sameVersion,
    long rows) {
  static NamedObject of(ObjectChange change) {
    LedgerEntry known = change.known() != null ? change.known() : change.failed();
    return new NamedObject(
        change.key(),
        change.object().uri(),
        change.object().size(),
        change.object().lastModified(),
        known == null ? "new" : known.status().name().toLowerCase(Locale.ROOT),
        known != null && known.identifies(change.object()),
        known == null ? -1 : known.rows());
  }
}

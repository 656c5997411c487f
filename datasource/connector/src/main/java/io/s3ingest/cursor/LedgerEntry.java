package io.s3ingest.cursor;

import io.s3ingest.store.ObjectRef;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * What the ledger knows of one key.
 *
 * @param versionId null where not known
 * @param attempts how often it failed with different outcomes, or 0
 * @param rows rows that it brought, -1 where not known
 * @param commitId the commit that took it; null for none
 * @param commitTime null exactly if commitId is
 * @param error condition and message of why it is not taken; null for none
 */
public record LedgerEntry(
    String key,
    String etag,
    long size,
    String versionId,
    Instant lastModified,
    EntryStatus status,
    int attempts,
    long rows,
    String commitId,
    Instant commitTime,
    String error) {
  public LedgerEntry {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(etag, "etag");
    Objects.requireNonNull(status, "status");
    lastModified = lastModified.truncatedTo(ChronoUnit.MICROS);
    if ((commitId == null) != (commitTime == null)) {
      throw new IllegalArgumentException("commit id and time go together");
    }
    commitTime = commitTime == null ? null : commitTime.truncatedTo(ChronoUnit.MICROS);
  }

  /** An object whose rows are in the table. */
  public static LedgerEntry ingested(ObjectRef object, long rows, String commitId, Instant time) {
    return of(object, EntryStatus.INGESTED, 0, rows, commitId, time, null);
  }

  /** An object that another tool took. */
  public static LedgerEntry imported(ObjectRef object) {
    return of(object, EntryStatus.IMPORTED, 0, -1, null, null, null);
  }

  /** An object that could not be read. */
  public static LedgerEntry quarantined(ObjectRef object, int attempts, String error) {
    return of(object, EntryStatus.QUARANTINED, attempts, -1, null, null, error);
  }

  /** An object that is left out, under whose key the rows of {@code known} stay. */
  public static LedgerEntry skipped(ObjectRef object, LedgerEntry known) {
    return skipped(object, known, null);
  }

  /** The same with the reason; null for none. */
  public static LedgerEntry skipped(ObjectRef object, LedgerEntry known, String error) {
    // Whose rows those are must stay known: those of another tool cannot be removed.
    boolean imported = known.imported();
    return of(
        object,
        imported ? EntryStatus.IMPORTED : EntryStatus.SKIPPED,
        0,
        known.rows,
        known.commitId,
        known.commitTime,
        error);
  }

  /** An object that counts as done although it brought no rows. */
  public static LedgerEntry marked(ObjectRef object, String commitId, Instant time) {
    return marked(object, commitId, time, null);
  }

  /** The same with the reason; null for none. */
  public static LedgerEntry marked(ObjectRef object, String commitId, Instant time, String error) {
    return of(object, EntryStatus.SKIPPED, 0, 0, commitId, time, error);
  }

  private static LedgerEntry of(
      ObjectRef object,
      EntryStatus status,
      int attempts,
      long rows,
      String commitId,
      Instant time,
      String error) {
    return new LedgerEntry(
        object.key(),
        object.etag(),
        object.size(),
        object.versionId(),
        object.lastModified(),
        status,
        attempts,
        rows,
        commitId,
        time,
        error);
  }

  /** Returns whether the rows, if any, are those that another tool brought. */
  public boolean imported() {
    return status == EntryStatus.IMPORTED || (status == EntryStatus.GONE && commitId == null);
  }

  /** Returns this entry as one that is no longer listed. */
  public LedgerEntry gone() {
    return as(EntryStatus.GONE);
  }

  /** Returns this entry as one whose rows are gone too. */
  public LedgerEntry removed() {
    return as(EntryStatus.REMOVED);
  }

  /** Returns this entry as one that is listed again. */
  public LedgerEntry back() {
    return as(commitId == null ? EntryStatus.IMPORTED : EntryStatus.INGESTED);
  }

  private LedgerEntry as(EntryStatus other) {
    return new LedgerEntry(
        key,
        etag,
        size,
        versionId,
        lastModified,
        other,
        attempts,
        rows,
        commitId,
        commitTime,
        error);
  }

  /** Returns whether the object is the one that this entry knows: same key, ETag and size. */
  public boolean identifies(ObjectRef object) {
    return size == object.size() && etag.equals(object.etag()) && key.equals(object.key());
  }

  Fingerprint hash() {
    return Fingerprint.of(key, etag, size);
  }

  /** Returns what this entry adds to a sum. */
  Fingerprint summed() {
    return status.summed() ? hash() : Fingerprint.ZERO;
  }
}

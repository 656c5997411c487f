package io.s3ingest.sync;

import io.s3ingest.cursor.Ledger;
import io.s3ingest.cursor.LedgerDiff;
import io.s3ingest.cursor.ObjectChange;
import io.s3ingest.error.SyncErrors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what becomes of the objects of one sync, and proves that none is forgotten. */
final class SyncTally {
  private final SyncSource source;
  private final String destination;
  private final String pipeline;
  private final Starting starting;
  private final List<ObjectProblem> problems = new ArrayList<>();
  private long offered;
  private long ingested;
  private long rows;
  private long bytes;
  private long replaced;
  private long deleted;
  private long rowsRemoved;
  private int commits;
  private long snapshotId = -1;
  private Duration staging = Duration.ZERO;
  private Duration committing = Duration.ZERO;

  SyncTally(SyncSource source, String destination, String pipeline, Starting starting) {
    this.source = source;
    this.destination = destination;
    this.pipeline = pipeline;
    this.starting = starting;
  }

  void staged(SliceResult slice, Duration took) {
    offered += slice.changes().stream().filter(ObjectChange::taken).count();
    problems.addAll(slice.problems().values());
    staging = staging.plus(took);
  }

  /**
   * Returns the counts of a commit that settles this slice, or nothing where it is null. Each is
   * counted where it comes to pass, so their sum proves that no object is lost on the way.
   */
  Map<String, String> counts(SliceResult slice) {
    long taken = slice == null ? 0 : slice.taken().size();
    long quarantined =
        problems.stream()
            .filter(problem -> problem.outcome() == ObjectProblem.Outcome.QUARANTINED)
            .count();
    Map<String, Long> counts = new LinkedHashMap<>();
    LedgerDiff diff = starting.diff();
    long waiting = diff.pending().values().stream().mapToLong(Long::longValue).sum();
    long ignored = starting.policy().ignored(diff);
    counts.put("listed", diff.listed());
    counts.put("ingested", taken);
    counts.put("unchanged", diff.unchanged() + ingested);
    counts.put("pending", waiting + starting.taken() - offered);
    counts.put("ignored", ignored);
    counts.put("quarantined", quarantined);
    counts.put("excluded", diff.excludedCount());
    counts.put("skipped", problems.size() - quarantined);
    counts.put("replaced", slice == null ? 0 : replaced(slice));
    counts.put("deleted", slice == null ? 0 : deleted(slice));
    counts.put("rows", slice == null ? 0 : slice.rowCount());
    CountCheck.objects(counts, source.where(), destination);
    Map<String, String> out = new LinkedHashMap<>();
    counts.forEach((key, value) -> out.put(key, String.valueOf(value)));
    return out;
  }

  private long replaced(SliceResult slice) {
    return slice.settled().stream()
        .filter(change -> change.taken() && starting.policy().removesRows(change))
        .count();
  }

  private static long deleted(SliceResult slice) {
    return slice.changes().stream().filter(change -> !change.taken()).count();
  }

  /** A commit was made that settles a slice, or none where it is null. */
  void committed(SliceResult slice, Destination.Published published, Duration took) {
    if (slice != null) {
      replaced += replaced(slice);
      deleted += deleted(slice);
      ingested += slice.taken().size();
      rows += slice.rowCount();
      bytes += slice.bytes();
    }
    rowsRemoved += published.rowsRemoved();
    commits++;
    snapshotId = published.snapshotId();
    committing = committing.plus(took);
  }

  /** What was committed on a branch became the table's state. */
  void published(long snapshot) {
    snapshotId = snapshot;
  }

  /** Refuses to end while an object was not offered to any slice. */
  void requireAllOffered() {
    if (offered != starting.taken()) {
      throw SyncErrors.unbalanced(
          source.where(),
          destination,
          "%d objects were to be taken and %d were offered".formatted(starting.taken(), offered));
    }
  }

  Starting starting() {
    return starting;
  }

  SyncReport report(Ledger ledger) {
    return new SyncReport(
        source.stream(),
        destination,
        pipeline,
        starting.diff().listed(),
        ingested,
        rows,
        bytes,
        starting.diff().unchanged(),
        problems,
        starting.diff().excluded(),
        starting.diff().pending(),
        starting.diff().count(ObjectChange.Kind.VANISHED) - deleted,
        starting.policy().ignored(starting.diff()),
        replaced,
        deleted,
        rowsRemoved,
        starting.importedAtTime(),
        commits,
        snapshotId,
        ledger == null ? null : ledger.root().newestIngested(),
        staging,
        committing,
        CleanReport.NONE);
  }
}

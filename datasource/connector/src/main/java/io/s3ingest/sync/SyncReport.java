package io.s3ingest.sync;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.cursor.PendingReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What one sync of one stream did. Listed = ingested + unchanged + pending + quarantined + skipped
 * + excluded + ignored.
 *
 * @param destination catalog, namespace and name of the table
 * @param listed objects that the listing showed, excluded ones among them
 * @param pending how many objects are left for a later run, by reason
 * @param vanished taken objects that are no longer listed; their rows stay
 * @param ignored overwritten objects that are left out, by {@code onOverwrite=ignore}
 * @param replaced ingested objects whose rows took the place of older ones
 * @param deleted objects that are no longer listed, and whose rows went
 * @param rowsRemoved rows that went with replaced and deleted objects
 * @param importedAtTime keys whose time equals that of an imported state, taken as done
 * @param commits snapshots that this run made
 * @param snapshotId the last of them, -1 for none
 * @param newestIngested newest modification time among all taken objects; null for none
 * @param cleaned what was done with source objects behind the commits
 */
public record SyncReport(
    String stream,
    String destination,
    String pipeline,
    long listed,
    long ingested,
    long rows,
    long bytes,
    long unchanged,
    List<ObjectProblem> problems,
    Map<ExclusionReason, Long> excluded,
    Map<PendingReason, Long> pending,
    long vanished,
    long ignored,
    long replaced,
    long deleted,
    long rowsRemoved,
    List<String> importedAtTime,
    int commits,
    long snapshotId,
    Instant newestIngested,
    Duration staging,
    Duration committing,
    CleanReport cleaned) {
  public SyncReport {
    problems = List.copyOf(problems);
    excluded = Map.copyOf(excluded);
    pending = Map.copyOf(pending);
    importedAtTime = List.copyOf(importedAtTime);
  }

  /** Returns how many objects are set aside to be offered again. */
  public long quarantined() {
    return problems.stream()
        .filter(problem -> problem.outcome() == ObjectProblem.Outcome.QUARANTINED)
        .count();
  }

  /** Returns how many objects were left out for another reason. */
  public long skipped() {
    return problems.size() - quarantined();
  }

  /** Returns this report with what was cleaned. */
  SyncReport with(CleanReport other) {
    return new SyncReport(
        stream,
        destination,
        pipeline,
        listed,
        ingested,
        rows,
        bytes,
        unchanged,
        problems,
        excluded,
        pending,
        vanished,
        ignored,
        replaced,
        deleted,
        rowsRemoved,
        importedAtTime,
        commits,
        snapshotId,
        newestIngested,
        staging,
        committing,
        other);
  }
}

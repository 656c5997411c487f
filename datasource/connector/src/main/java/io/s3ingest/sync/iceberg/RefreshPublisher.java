package io.s3ingest.sync.iceberg;

import io.s3ingest.error.SyncErrors;
import io.s3ingest.sync.Destination;
import io.s3ingest.sync.RefreshBranch;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;

/**
 * Makes the branch of a full refresh the state of its table. Iceberg's fast-forward would fail
 * behind any compaction, and a bare replaceBranch would drop the rows of others silently; here what
 * others did is looked at in the very state that the transaction is based on, which Iceberg cannot
 * change underneath: a reference update is never applied to another state again.
 */
final class RefreshPublisher {
  private final Table table;
  private final String name;
  private final String pipeline;
  private final String branch;

  RefreshPublisher(Table table, String name, String pipeline) {
    this.table = table;
    this.name = name;
    this.pipeline = pipeline;
    this.branch = SnapshotKeys.refreshBranch(pipeline);
  }

  /** Returns what is there of a refresh, or null. */
  Destination.Unfinished unfinished() {
    Snapshot head = table.snapshot(branch);
    if (head == null) {
      return null;
    }
    Map<String, String> summary = head.summary();
    String since = summary.get(SnapshotKeys.REFRESH_SINCE);
    boolean ours = pipeline.equals(summary.get(SnapshotKeys.PIPELINE)) && since != null;
    RefreshBranch begun =
        new RefreshBranch(
            ours ? Long.parseLong(since) : -1,
            summary.getOrDefault(SnapshotKeys.REFRESH_RECIPE, ""));
    return new Destination.Unfinished(
        begun,
        summary.get(SnapshotKeys.LEDGER),
        ours && foreign(begun.since()).isEmpty(),
        Instant.ofEpochMilli(head.timestampMillis()));
  }

  /** Returns the snapshot that the table is at then. */
  long publish(String commitId) {
    RuntimeException last = null;
    for (int attempt = 0; attempt < Retries.ATTEMPTS; attempt++) {
      Retries.pause(attempt);
      Transaction transaction = Retries.begin(table, name, last);
      Snapshot done = PositionReader.committed(table, table.currentSnapshot(), commitId);
      if (done != null) {
        return done.snapshotId();
      }
      Snapshot head = table.snapshot(branch);
      if (head == null || !commitId.equals(head.summary().get(SnapshotKeys.COMMIT_ID))) {
        throw SyncErrors.concurrentSync(name, pipeline, last);
      }
      Set<String> foreign = foreign(Long.parseLong(head.summary().get(SnapshotKeys.REFRESH_SINCE)));
      if (!foreign.isEmpty()) {
        throw SyncErrors.refreshOvertaken(name, String.join(", ", foreign), branch);
      }
      fill(transaction, head);
      try {
        transaction.commitTransaction();
        return head.snapshotId();
      } catch (CommitFailedException e) {
        last = e;
      } catch (RuntimeException e) {
        done = Retries.found(table, name, commitId, table::currentSnapshot, e);
        if (done == null) {
          throw SyncErrors.commitUnknown(name, commitId, e);
        }
        return done.snapshotId();
      }
    }
    throw SyncErrors.busy(name, Retries.ATTEMPTS, last);
  }

  private void fill(Transaction transaction, Snapshot head) {
    ManageSnapshots references = transaction.manageSnapshots();
    if (table.refs().containsKey(SnapshotRef.MAIN_BRANCH)) {
      references.replaceBranch(SnapshotRef.MAIN_BRANCH, head.snapshotId());
    } else {
      references.createBranch(SnapshotRef.MAIN_BRANCH, head.snapshotId());
    }
    references.removeBranch(branch).commit();
    PipelineMarks.set(transaction, pipeline, head.summary());
  }

  /** Returns what others did to the table since, but for compaction. */
  private Set<String> foreign(long since) {
    Set<String> foreign = new LinkedHashSet<>();
    Snapshot at = table.currentSnapshot();
    while (at != null && at.snapshotId() != since) {
      if (!"replace".equals(at.operation())) {
        foreign.add("%s (snapshot %d)".formatted(at.operation(), at.snapshotId()));
      }
      if (at.parentId() == null || at.parentId() == since) {
        break;
      }
      at = table.snapshot(at.parentId());
    }
    boolean met =
        since == -1
            || (at != null
                && (at.snapshotId() == since || (at.parentId() != null && at.parentId() == since)));
    return met ? foreign : Set.of("a rollback or another table");
  }

  /** Removes the branch, if it is there. */
  void drop() {
    RuntimeException last = null;
    for (int attempt = 0; attempt < Retries.ATTEMPTS; attempt++) {
      Retries.pause(attempt);
      Transaction transaction = Retries.begin(table, name, last);
      if (!table.refs().containsKey(branch)) {
        return;
      }
      transaction.manageSnapshots().removeBranch(branch).commit();
      try {
        transaction.commitTransaction();
        return;
      } catch (CommitFailedException | CommitStateUnknownException e) {
        last = e;
      } catch (RuntimeException e) {
        throw SyncErrors.catalogFailed("remove a branch of", name, e);
      }
    }
    throw SyncErrors.busy(name, Retries.ATTEMPTS, last);
  }
}

package io.s3ingest.sync.iceberg;

import io.s3ingest.error.S3IngestException;
import io.s3ingest.error.SyncErrors;
import io.s3ingest.sync.Destination;
import io.s3ingest.sync.LedgerPosition;
import io.s3ingest.sync.Publication;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFiles;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;

/**
 * Commits rows, ledger pointer, property and tag in one Iceberg transaction. A conflict with a
 * foreign commit is tried again from the same data files; another run of the same pipeline is
 * final; an answer that was lost is found again by the commit id.
 */
final class Committer {
  private final Table table;
  private final String name;
  private final Publication publication;
  private RowRemoval removal;

  Committer(Table table, String name, Publication publication) {
    this.table = table;
    this.name = name;
    this.publication = publication;
  }

  /** Returns the snapshot that has the rows. */
  Destination.Published commit() {
    try {
      Snapshot done = committed();
      String removed = done.summary().get(SnapshotKeys.ROWS_REMOVED);
      return new Destination.Published(
          done.snapshotId(), removed == null ? 0 : Long.parseLong(removed));
    } catch (S3IngestException e) {
      if (removal != null && !SyncErrors.mayBeReferred(e)) {
        removal.discard();
      }
      throw e;
    }
  }

  private Snapshot committed() {
    RuntimeException last = null;
    for (int attempt = 0; attempt < Retries.ATTEMPTS; attempt++) {
      Retries.pause(attempt);
      // All that follows is compared with the state that the transaction is based on.
      Transaction transaction = Retries.begin(table, name, publication.commitId(), last);
      Snapshot done = done();
      if (done != null) {
        return done;
      }
      requireFields();
      requireCursor();
      if (!removalStaged()) {
        continue;
      }
      CompareAndSet validator = new CompareAndSet(publication);
      try {
        fill(transaction, validator);
        transaction.commitTransaction();
        return found(null);
      } catch (CommitStateUnknownException e) {
        return found(e);
      } catch (CommitFailedException e) {
        last = e;
      } catch (ValidationException e) {
        done = refused(validator, e);
        if (done != null) {
          return done;
        }
        last = e;
      } catch (RuntimeException e) {
        return found(e);
      }
    }
    throw SyncErrors.busy(name, Retries.ATTEMPTS, last);
  }

  /**
   * Finds the rows to take out in the state that the table is in now; a state that others have
   * changed since is looked through anew. Returns false if they did so meanwhile.
   */
  private boolean removalStaged() {
    if (publication.removes().isEmpty()) {
      return true;
    }
    Snapshot current = table.currentSnapshot();
    if (removal != null && current != null && removal.snapshotId() == current.snapshotId()) {
      return true;
    }
    if (removal != null) {
      removal.discard();
    }
    try {
      String folder = Stager.folder(table, publication.commitId());
      removal = RowRemoval.stage(table, publication.removes(), folder);
      return true;
    } catch (NotFoundException e) {
      removal = null;
      return false;
    } catch (RuntimeException e) {
      removal = null;
      throw SyncErrors.catalogFailed("find the rows to replace in", name, e);
    }
  }

  private void fill(Transaction transaction, CompareAndSet validator) {
    if (publication.refresh() != null) {
      fillBranch(transaction, validator);
      return;
    }
    if (removal != null) {
      RowDelta delta = transaction.newRowDelta();
      files().forEach(delta::addRows);
      removal.addTo(delta);
      delta.set(SnapshotKeys.ROWS_REMOVED, String.valueOf(removal.rows()));
      publish(delta, validator);
    } else {
      AppendFiles append = transaction.newAppend();
      files().forEach(append::appendFile);
      publish(append, validator);
    }
    PipelineMarks.set(transaction, publication.pipeline(), summary());
    if (publication.forgets() != null) {
      PipelineMarks.forget(transaction, publication.forgets());
    }
  }

  /** The table's own state and the marks of its pipeline stay as they are. */
  private void fillBranch(Transaction transaction, CompareAndSet validator) {
    String branch = SnapshotKeys.refreshBranch(publication.pipeline());
    if (publication.beginsRefresh()) {
      if (table.refs().containsKey(branch)) {
        transaction.manageSnapshots().removeBranch(branch).commit();
      }
      DeleteFiles delete = transaction.newDelete().deleteFromRowFilter(Expressions.alwaysTrue());
      publish(delete.toBranch(branch), validator);
    } else {
      AppendFiles append = transaction.newAppend();
      files().forEach(append::appendFile);
      publish(append.toBranch(branch), validator);
    }
    // Besides, a reference update keeps Iceberg from trying the commit again on another state.
    transaction.manageSnapshots().setMaxRefAgeMs(branch, Long.MAX_VALUE).commit();
  }

  private <T extends SnapshotUpdate<T>> void publish(T update, CompareAndSet validator) {
    summary().forEach(update::set);
    publication.counts().forEach((key, value) -> update.set(SnapshotKeys.PREFIX + key, value));
    update.validateWith(validator);
    update.commit();
  }

  private Map<String, String> summary() {
    Map<String, String> summary = new HashMap<>();
    summary.put(SnapshotKeys.PIPELINE, publication.pipeline());
    summary.put(SnapshotKeys.COMMIT_ID, publication.commitId());
    summary.put(SnapshotKeys.LEDGER, publication.next());
    if (publication.refresh() != null) {
      summary.put(SnapshotKeys.REFRESH_SINCE, String.valueOf(publication.refresh().since()));
      summary.put(SnapshotKeys.REFRESH_RECIPE, publication.refresh().recipe());
    }
    return summary;
  }

  private List<DataFile> files() {
    List<DataFile> out = new ArrayList<>();
    for (Destination.Staged staged : publication.staged()) {
      out.addAll(((StagedFiles) staged).files());
    }
    return out;
  }

  /** Rows would land in a foreign column if an id meant another name by now. */
  private void requireFields() {
    publication
        .fieldIds()
        .forEach(
            (column, id) -> {
              if (!column.equals(table.schema().findColumnName(id))) {
                throw SyncErrors.incompatible(
                    name,
                    "its column '%s' was changed while rows were staged".formatted(column),
                    "Nothing was committed; run it again.");
              }
            });
  }

  private void requireCursor() {
    boolean refresh = publication.refresh() != null;
    if (!publication.fence().equals(PipelineMarks.fence(table, publication.pipeline(), refresh))) {
      throw SyncErrors.concurrentSync(name, publication.pipeline(), null);
    }
    if (refresh) {
      return;
    }
    LedgerPosition position = PositionReader.read(table, publication.pipeline());
    if (!Objects.equals(position.root(), publication.expected())) {
      throw SyncErrors.concurrentSync(name, publication.pipeline(), null);
    }
  }

  /** Returns null for a conflict about data files: the next try looks for the rows anew. */
  private Snapshot refused(CompareAndSet validator, ValidationException cause) {
    table.refresh();
    Snapshot done = done();
    if (done != null) {
      return done;
    }
    if (validator.mismatch()) {
      throw SyncErrors.concurrentSync(name, publication.pipeline(), cause);
    }
    if (removal != null) {
      return null;
    }
    throw SyncErrors.catalogFailed("commit to", name, cause);
  }

  private Snapshot done() {
    return PositionReader.committed(table, head(), publication.commitId());
  }

  /** Returns where our commit would be found; a branch may have been published by now. */
  private Snapshot head() {
    if (publication.refresh() == null) {
      return table.currentSnapshot();
    }
    Snapshot branch = table.snapshot(SnapshotKeys.refreshBranch(publication.pipeline()));
    return branch != null ? branch : table.currentSnapshot();
  }

  /** Returns our snapshot after a commit whose answer is {@code failure}, null for a good one. */
  private Snapshot found(RuntimeException failure) {
    String commitId = publication.commitId();
    Snapshot done = Retries.found(table, name, commitId, this::head, failure);
    if (done != null) {
      return done;
    }
    throw failure == null || PositionReader.happened(table, commitId)
        ? SyncErrors.commitUndone(name, commitId, failure)
        : SyncErrors.commitUnknown(name, commitId, failure);
  }
}

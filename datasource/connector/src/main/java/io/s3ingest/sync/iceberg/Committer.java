package io.s3ingest.sync.iceberg;

import io.s3ingest.error.ErrorCondition;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.error.SyncErrors;
import io.s3ingest.sync.Destination;
import io.s3ingest.sync.LedgerPosition;
import io.s3ingest.sync.Publication;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
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
  private static final int ATTEMPTS = 12;
  private static final long FIRST_WAIT_MILLIS = 50;
  private static final long LONGEST_WAIT_MILLIS = 5_000;

  /** After these, the commit may still have happened: nothing is deleted. */
  private static final Set<ErrorCondition> UNKNOWN =
      Set.of(ErrorCondition.COMMIT_UNKNOWN, ErrorCondition.CATALOG_FAILED);

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
      if (removal != null && !UNKNOWN.contains(e.condition())) {
        removal.discard();
      }
      throw e;
    }
  }

  private Snapshot committed() {
    RuntimeException last = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      pause(attempt);
      reload(last);
      Snapshot done = PositionReader.committed(table, publication.commitId());
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
        transaction(validator).commitTransaction();
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
    throw SyncErrors.busy(name, ATTEMPTS, last);
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

  private Transaction transaction(CompareAndSet validator) {
    Transaction transaction = table.newTransaction();
    if (removal != null) {
      RowDelta delta = transaction.newRowDelta();
      files().forEach(delta::addRows);
      removal.addTo(delta);
      delta.set(SnapshotKeys.ROWS_REMOVED, String.valueOf(removal.rows()));
      publish(delta, validator);
    } else if (publication.replaces() == null) {
      AppendFiles append = transaction.newAppend();
      files().forEach(append::appendFile);
      publish(append, validator);
    } else {
      OverwriteFiles overwrite =
          transaction.newOverwrite().overwriteByRowFilter(Expressions.alwaysTrue());
      files().forEach(overwrite::addFile);
      publish(overwrite, validator);
    }
    UpdateProperties properties = transaction.updateProperties();
    summary().forEach((key, value) -> set(properties, key, value));
    if (publication.forgets() != null) {
      for (String key :
          List.of(SnapshotKeys.PIPELINE, SnapshotKeys.LEDGER, SnapshotKeys.COMMIT_ID)) {
        properties.remove(SnapshotKeys.property(publication.forgets(), key));
      }
    }
    properties.commit();
    String tag = SnapshotKeys.tag(publication.pipeline());
    long snapshot = transaction.table().currentSnapshot().snapshotId();
    if (table.refs().containsKey(tag)) {
      transaction.manageSnapshots().replaceTag(tag, snapshot).commit();
    } else {
      transaction.manageSnapshots().createTag(tag, snapshot).commit();
    }
    return transaction;
  }

  private <T extends SnapshotUpdate<T>> void publish(T update, CompareAndSet validator) {
    summary().forEach(update::set);
    publication.counts().forEach((key, value) -> update.set(SnapshotKeys.PREFIX + key, value));
    update.validateWith(validator);
    update.commit();
  }

  private void set(UpdateProperties properties, String key, String value) {
    properties.set(SnapshotKeys.property(publication.pipeline(), key), value);
  }

  private Map<String, String> summary() {
    return Map.of(
        SnapshotKeys.PIPELINE, publication.pipeline(),
        SnapshotKeys.COMMIT_ID, publication.commitId(),
        SnapshotKeys.LEDGER, publication.next());
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
    if (publication.replaces() != null) {
      return;
    }
    LedgerPosition position = PositionReader.read(table, publication.pipeline());
    if (!Objects.equals(position.root(), publication.expected())) {
      throw SyncErrors.concurrentSync(name, publication.pipeline(), null);
    }
  }

  /** Returns null for a conflict about data files: the next try looks for the rows anew. */
  private Snapshot refused(CompareAndSet validator, ValidationException cause) {
    reload(cause);
    Snapshot done = PositionReader.committed(table, publication.commitId());
    if (done != null) {
      return done;
    }
    if (!validator.foreign().isEmpty()) {
      throw SyncErrors.refreshOvertaken(name, String.join(", ", validator.foreign()));
    }
    if (validator.mismatch()) {
      throw SyncErrors.concurrentSync(name, publication.pipeline(), cause);
    }
    if (removal != null) {
      return null;
    }
    throw SyncErrors.catalogFailed("commit to", name, cause);
  }

  /** Returns our snapshot after a commit whose answer is {@code failure}, null for a good one. */
  private Snapshot found(RuntimeException failure) {
    RuntimeException last = failure;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      pause(attempt);
      try {
        table.refresh();
        Snapshot done = PositionReader.committed(table, publication.commitId());
        if (done != null) {
          return done;
        }
        break;
      } catch (RuntimeException e) {
        last = e;
      }
    }
    throw SyncErrors.commitUnknown(name, publication.commitId(), last);
  }

  private void reload(RuntimeException before) {
    try {
      table.refresh();
    } catch (RuntimeException e) {
      if (before != null) {
        e.addSuppressed(before);
      }
      throw SyncErrors.catalogFailed("reload", name, e);
    }
  }

  private static void pause(int attempt) {
    if (attempt == 0) {
      return;
    }
    long most = Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS << attempt);
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

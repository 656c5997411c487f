package io.s3ingest.sync.iceberg;

import io.s3ingest.sync.Publication;
import java.util.Objects;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.exceptions.CommitStateUnknownException;

/**
 * Lets a commit through only onto the state that it was made for. Meeting the commit itself means
 * that an earlier try arrived and its answer was lost: that is reported as an unknown state,
 * because any other failure would make Iceberg delete files of the committed snapshot.
 */
final class CompareAndSet implements SnapshotAncestryValidator {
  private final Publication publication;
  private boolean mismatch;

  CompareAndSet(Publication publication) {
    this.publication = publication;
  }

  @Override
  public boolean validate(Iterable<Snapshot> ancestry) {
    mismatch = false;
    for (Snapshot at : ancestry) {
      if (at != null && publication.commitId().equals(at.summary().get(SnapshotKeys.COMMIT_ID))) {
        throw new CommitStateUnknownException(
            new IllegalStateException("commit " + publication.commitId() + " has happened"));
      }
    }
    return publication.beginsRefresh() || cursorHolds(ancestry);
  }

  private boolean cursorHolds(Iterable<Snapshot> ancestry) {
    Snapshot oldest = null;
    for (Snapshot at : ancestry) {
      if (at == null) {
        break;
      }
      if (publication.pipeline().equals(at.summary().get(SnapshotKeys.PIPELINE))) {
        String found = at.summary().get(SnapshotKeys.LEDGER);
        mismatch = !Objects.equals(found, publication.expected());
        return !mismatch;
      }
      oldest = at;
    }
    // What the property said when the transaction began was compared by the caller.
    boolean expired = oldest != null && oldest.parentId() != null;
    mismatch = publication.expected() != null && !expired;
    return !mismatch;
  }

  /** Returns whether the last validation met another cursor than expected. */
  boolean mismatch() {
    return mismatch;
  }

  @Override
  public String errorMessage() {
    return "s3ingest: the table is not in the state that this commit was made for";
  }
}

package io.s3ingest.sync.iceberg;

import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * A table's operations that know the commit that goes through them. When a commit fails that has in
 * truth happened (its answer was lost, and the driver's own retry met its result), this is said
 * before Iceberg validates anything again: row-level deletes would find themselves in conflict with
 * themselves, and Iceberg would delete files of the committed snapshot.
 */
final class GuardedOperations implements TableOperations {
  private final TableOperations operations;
  private final String commitId;
  private boolean tried;

  GuardedOperations(TableOperations operations, String commitId) {
    this.operations = operations;
    this.commitId = commitId;
  }

  @Override
  public TableMetadata refresh() {
    TableMetadata metadata = operations.refresh();
    if (tried && happened(metadata)) {
      throw unknown(null);
    }
    return metadata;
  }

  @Override
  public void commit(TableMetadata base, TableMetadata metadata) {
    tried = true;
    try {
      operations.commit(base, metadata);
    } catch (CommitStateUnknownException e) {
      throw e;
    } catch (RuntimeException e) {
      TableMetadata now;
      try {
        now = operations.refresh();
      } catch (RuntimeException unreachable) {
        e.addSuppressed(unreachable);
        throw unknown(e);
      }
      if (happened(now)) {
        throw unknown(e);
      }
      throw e;
    }
  }

  private boolean happened(TableMetadata metadata) {
    for (Snapshot snapshot : metadata.snapshots()) {
      if (commitId.equals(snapshot.summary().get(SnapshotKeys.COMMIT_ID))) {
        return true;
      }
    }
    return false;
  }

  private CommitStateUnknownException unknown(Throwable cause) {
    return new CommitStateUnknownException(
        new IllegalStateException("commit " + commitId + " has, or may have, happened", cause));
  }

  @Override
  public TableMetadata current() {
    return operations.current();
  }

  @Override
  public FileIO io() {
    return operations.io();
  }

  @Override
  public EncryptionManager encryption() {
    return operations.encryption();
  }

  @Override
  public String metadataFileLocation(String fileName) {
    return operations.metadataFileLocation(fileName);
  }

  @Override
  public LocationProvider locationProvider() {
    return operations.locationProvider();
  }

  @Override
  public TableOperations temp(TableMetadata uncommitted) {
    return operations.temp(uncommitted);
  }

  @Override
  public long newSnapshotId() {
    return operations.newSnapshotId();
  }

  @Override
  public boolean requireStrictCleanup() {
    return operations.requireStrictCleanup();
  }
}

package io.s3ingest.sync.iceberg;

import io.s3ingest.sync.LedgerPosition;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;

/**
 * Finds where the ledger of a pipeline is: the newest ancestor that names it counts, the table's
 * property only where the chain of ancestors has expired and nothing contradicts it.
 */
final class PositionReader {
  private PositionReader() {}

  static LedgerPosition read(Table table, String pipeline) {
    Snapshot oldest = null;
    for (Snapshot at = table.currentSnapshot(); at != null; at = parent(table, at)) {
      if (pipeline.equals(at.summary().get(SnapshotKeys.PIPELINE))) {
        return LedgerPosition.at(at.summary().get(SnapshotKeys.LEDGER));
      }
      if (picked(table, at, pipeline)) {
        return LedgerPosition.unclear(
            "snapshot %d was cherry-picked from one of its own, and brought rows without the ledger that knows them"
                .formatted(at.snapshotId()));
      }
      oldest = at;
    }
    if (oldest == null || oldest.parentId() == null) {
      return LedgerPosition.NONE;
    }
    return fromProperty(table, pipeline, oldest);
  }

  /** A cherry-pick onto another state copies the rows of a commit and not its keys. */
  private static boolean picked(Table table, Snapshot at, String pipeline) {
    String id = at.summary().get(SnapshotSummary.SOURCE_SNAPSHOT_ID_PROP);
    Snapshot source = id == null ? null : table.snapshot(Long.parseLong(id));
    return source != null && pipeline.equals(source.summary().get(SnapshotKeys.PIPELINE));
  }

  private static LedgerPosition fromProperty(Table table, String pipeline, Snapshot oldest) {
    Map<String, String> properties = table.properties();
    String ledger = properties.get(SnapshotKeys.property(pipeline, SnapshotKeys.LEDGER));
    if (ledger == null) {
      return LedgerPosition.NONE;
    }
    SnapshotRef ref = table.refs().get(SnapshotKeys.tag(pipeline));
    Snapshot tagged = ref == null ? null : table.snapshot(ref.snapshotId());
    if (tagged == null) {
      return LedgerPosition.unclear(
          "the snapshot that took them has expired and its tag %s is gone"
              .formatted(SnapshotKeys.tag(pipeline)));
    }
    String commitId = properties.get(SnapshotKeys.property(pipeline, SnapshotKeys.COMMIT_ID));
    if (!tagged.summary().getOrDefault(SnapshotKeys.COMMIT_ID, "").equals(commitId)) {
      return LedgerPosition.unclear(
          "its tag %s and its property name different commits"
              .formatted(SnapshotKeys.tag(pipeline)));
    }
    if (tagged.sequenceNumber() >= oldest.sequenceNumber()) {
      return LedgerPosition.unclear(
          "snapshot %d took them, is no ancestor of the table's present state, and those before have expired"
              .formatted(tagged.snapshotId()));
    }
    return LedgerPosition.at(ledger);
  }

  /** Returns the pipelines whose ledger the table's present state has. */
  static Set<String> feeders(Table table) {
    Set<String> named = new LinkedHashSet<>();
    for (Snapshot at = table.currentSnapshot(); at != null; at = parent(table, at)) {
      String pipeline = at.summary().get(SnapshotKeys.PIPELINE);
      if (pipeline != null) {
        named.add(pipeline);
      }
    }
    String suffix = SnapshotKeys.PIPELINE.substring(SnapshotKeys.PREFIX.length() - 1);
    table
        .properties()
        .forEach(
            (key, value) -> {
              if (key.startsWith(SnapshotKeys.PREFIX) && key.endsWith(suffix)) {
                named.add(value);
              }
            });
    named.removeIf(pipeline -> read(table, pipeline).equals(LedgerPosition.NONE));
    return named;
  }

  /** Finds the snapshot that a commit made among {@code head} and its ancestors, or null. */
  static Snapshot committed(Table table, Snapshot head, String commitId) {
    for (Snapshot at = head; at != null; at = parent(table, at)) {
      if (commitId.equals(at.summary().get(SnapshotKeys.COMMIT_ID))) {
        return at;
      }
    }
    return null;
  }

  /** Returns whether a commit made any of the table's snapshots, in use or put aside. */
  static boolean happened(Table table, String commitId) {
    for (Snapshot snapshot : table.snapshots()) {
      if (commitId.equals(snapshot.summary().get(SnapshotKeys.COMMIT_ID))) {
        return true;
      }
    }
    return false;
  }

  private static Snapshot parent(Table table, Snapshot of) {
    return of.parentId() == null ? null : table.snapshot(of.parentId());
  }
}

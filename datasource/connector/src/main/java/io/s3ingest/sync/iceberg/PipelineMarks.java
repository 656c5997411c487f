package io.s3ingest.sync.iceberg;

import java.util.List;
import java.util.Map;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;

/**
 * What a pipeline leaves on a table beside its snapshots: properties that repeat the newest one's
 * keys, and a tag that keeps it. The tag is never rolled back with the table, so it also tells
 * whether anybody of the pipeline has committed since.
 */
final class PipelineMarks {
  static final List<String> KEYS =
      List.of(SnapshotKeys.PIPELINE, SnapshotKeys.LEDGER, SnapshotKeys.COMMIT_ID);

  private PipelineMarks() {}

  /** Repeats the summary of the table's current snapshot as {@code transaction} has it. */
  static void set(Transaction transaction, String pipeline, Map<String, String> summary) {
    UpdateProperties properties = transaction.updateProperties();
    for (String key : KEYS) {
      properties.set(SnapshotKeys.property(pipeline, key), summary.get(key));
    }
    properties.commit();
    String tag = SnapshotKeys.tag(pipeline);
    long snapshot = transaction.table().currentSnapshot().snapshotId();
    if (transaction.table().refs().containsKey(tag)) {
      transaction.manageSnapshots().replaceTag(tag, snapshot).commit();
    } else {
      transaction.manageSnapshots().createTag(tag, snapshot).commit();
    }
  }

  /** Forgets the properties of a pipeline. */
  static void forget(Transaction transaction, String pipeline) {
    UpdateProperties properties = transaction.updateProperties();
    KEYS.forEach(key -> properties.remove(SnapshotKeys.property(pipeline, key)));
    properties.commit();
  }

  /** Says which commit of the pipeline was the last one, on the table or on its refresh branch. */
  static String fence(Table table, String pipeline, boolean refresh) {
    String name = refresh ? SnapshotKeys.refreshBranch(pipeline) : SnapshotKeys.tag(pipeline);
    SnapshotRef ref = table.refs().get(name);
    return name + "@" + (ref == null ? "none" : ref.snapshotId());
  }
}

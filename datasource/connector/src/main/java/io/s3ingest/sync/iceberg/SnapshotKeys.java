package io.s3ingest.sync.iceberg;

import io.s3ingest.sync.PipelineId;

/** The names under which a commit of sync is found again; {@code docs/format/ledger.md}. */
final class SnapshotKeys {
  static final String PREFIX = "s3ingest.";
  static final String PIPELINE = PREFIX + "pipeline";
  static final String COMMIT_ID = PREFIX + "commit-id";
  static final String LEDGER = PREFIX + "ledger";

  static final String ROWS_REMOVED = PREFIX + "rows-removed";

  /** The table's snapshot when the refresh began that this snapshot is part of. */
  static final String REFRESH_SINCE = PREFIX + "refresh-since";

  static final String REFRESH_RECIPE = PREFIX + "refresh-recipe";

  private SnapshotKeys() {}

  /** Returns the table property that repeats a key of a pipeline's newest snapshot. */
  static String property(String pipeline, String key) {
    return PREFIX + PipelineId.folder(pipeline) + "." + key.substring(PREFIX.length());
  }

  static String tag(String pipeline) {
    return "s3ingest-" + PipelineId.folder(pipeline);
  }

  /** Returns the branch on which a pipeline refreshes. */
  static String refreshBranch(String pipeline) {
    return "s3ingest-refresh-" + PipelineId.folder(pipeline);
  }
}

package io.s3ingest.cli;

import io.s3ingest.sync.ObjectProblem;
import io.s3ingest.sync.SyncListener;

/** Shows a sync to people while it goes on. */
final class SyncProgress implements SyncListener {
  private final Progress progress;

  SyncProgress(Progress progress) {
    this.progress = progress;
  }

  @Override
  public void planned(String stream, long files, long bytes) {
    progress.grow(files);
    if (files > 0) {
      progress.begin("%s: %d files, %s".formatted(stream, files, Sizes.of(bytes)));
    }
  }

  @Override
  public void staged(String stream, long files, long bytes, long rows) {
    progress.begin("%s: %d rows staged".formatted(stream, rows));
  }

  @Override
  public void committed(String stream, long files, long rows, long snapshotId) {
    progress.done(
        files, "%s: %d files, %d rows in snapshot %d".formatted(stream, files, rows, snapshotId));
  }

  @Override
  public void problem(String stream, ObjectProblem problem) {
    progress.passed(1);
    progress.say("%s %s: %s".formatted(problem.outcome(), problem.uri(), problem.message()));
  }
}

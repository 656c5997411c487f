package io.s3ingest.testing;

import io.s3ingest.sync.SyncListener;
import io.s3ingest.sync.SyncStep;

/** Lets a test of another process kill or pause a sync at a step; see {@link HeldProcess}. */
public final class StopAtStep implements SyncListener {
  private final HeldProcess process = new HeldProcess();

  @Override
  public void reached(SyncStep reached, String stream) {
    process.at(reached.name(), reached.name());
  }
}

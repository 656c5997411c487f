package io.s3ingest.testing;

import io.s3ingest.sync.SyncListener;
import io.s3ingest.sync.SyncStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Holds a sync of another process at the step named by {@code S3INGEST_TEST_STOP_AT}, so that a
 * test can kill it there: writes the file {@code S3INGEST_TEST_STOPPED} and waits for ever.
 */
public final class StopAtStep implements SyncListener {
  private final String step = System.getenv("S3INGEST_TEST_STOP_AT");

  @Override
  public void reached(SyncStep reached, String stream) {
    if (reached.name().equals(step)) {
      try {
        Files.writeString(Path.of(System.getenv("S3INGEST_TEST_STOPPED")), stream);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      while (true) {
        LockSupport.park(this);
      }
    }
  }
}

package io.s3ingest.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.checkpointing.FileContextBasedCheckpointFileManager;

/**
 * Holds a streaming query of another process before a file of its checkpoint becomes visible, so
 * that a test can kill it there: the file whose path matches {@code S3INGEST_TEST_STOP_AT}. Writes
 * the file {@code S3INGEST_TEST_STOPPED} and waits for ever.
 */
public final class StopAtFile extends FileContextBasedCheckpointFileManager {
  private final String pattern = System.getenv("S3INGEST_TEST_STOP_AT");

  /** As Spark makes it. */
  public StopAtFile(Path path, Configuration hadoop) {
    super(path, hadoop);
  }

  @Override
  public void renameTempFile(Path from, Path to, boolean overwriteIfPossible) {
    if (pattern != null && !pattern.isEmpty() && to.toString().matches(pattern)) {
      try {
        Files.writeString(
            java.nio.file.Path.of(System.getenv("S3INGEST_TEST_STOPPED")), to.toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      while (true) {
        LockSupport.park(this);
      }
    }
    super.renameTempFile(from, to, overwriteIfPossible);
  }
}

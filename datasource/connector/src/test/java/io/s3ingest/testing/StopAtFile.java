package io.s3ingest.testing;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.checkpointing.FileContextBasedCheckpointFileManager;

/**
 * Lets a test of another process kill a streaming query before a file of its checkpoint becomes
 * visible; a place is the path of such a file, its kind the folder. See {@link HeldProcess}.
 */
public final class StopAtFile extends FileContextBasedCheckpointFileManager {
  /** One for all the file managers that Spark and the source make. */
  private static final HeldProcess PROCESS = new HeldProcess();

  /** As Spark makes it. */
  public StopAtFile(Path path, Configuration hadoop) {
    super(path, hadoop);
  }

  @Override
  public void renameTempFile(Path from, Path to, boolean overwriteIfPossible) {
    PROCESS.at(to.toString(), to.getParent().getName());
    super.renameTempFile(from, to, overwriteIfPossible);
  }
}

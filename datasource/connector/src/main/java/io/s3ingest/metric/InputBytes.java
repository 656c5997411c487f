package io.s3ingest.metric;

import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;

/**
 * Reports bytes as Spark's "input size". Spark overwrites what a source adds to its task metrics by
 * Hadoop's statistics of the task thread, so those are what is counted up.
 */
public final class InputBytes {
  private static final FileSystem.Statistics STATISTICS = statistics();

  private InputBytes() {}

  /** Adds bytes to the running task; to be called on the task's own thread. */
  public static void add(long bytes) {
    STATISTICS.incrementBytesRead(bytes);
  }

  @SuppressWarnings("deprecation") // Its successor does not reach Spark's metric.
  private static FileSystem.Statistics statistics() {
    return FileSystem.getStatistics("s3ingest", LocalFileSystem.class);
  }
}

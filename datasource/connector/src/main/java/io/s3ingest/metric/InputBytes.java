package io.s3ingest.metric;

import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;

/**
 * Reports the bytes of one reader as Spark's "input size". Spark overwrites what a source adds to
 * its task metrics by Hadoop's statistics of the task thread, so those are what is counted up; what
 * a Hadoop file system has counted there itself while the reader ran is not added once more. For
 * the task's own thread alone.
 */
public final class InputBytes {
  private static final FileSystem.Statistics STATISTICS = statistics();

  private long counted;
  private long begun;

  /** Begins a time in which nothing but the reader runs on this thread. */
  public void begin() {
    begun = ofThread();
  }

  /**
   * Ends what {@link #begin()} began.
   *
   * @param total bytes that the reader got so far, on whichever thread
   */
  public void end(long total) {
    counted += ofThread() - begun;
    if (total > counted) {
      STATISTICS.incrementBytesRead(total - counted);
      counted = total;
    }
  }

  /** Counts as Spark does. */
  @SuppressWarnings("deprecation") // Its successor does not reach Spark's metric.
  private static long ofThread() {
    long bytes = 0;
    for (FileSystem.Statistics statistics : FileSystem.getAllStatistics()) {
      bytes += statistics.getThreadStatistics().getBytesRead();
    }
    return bytes;
  }

  @SuppressWarnings("deprecation") // Its successor does not reach Spark's metric.
  private static FileSystem.Statistics statistics() {
    return FileSystem.getStatistics("s3ingest", LocalFileSystem.class);
  }
}

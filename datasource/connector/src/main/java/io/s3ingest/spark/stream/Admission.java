package io.s3ingest.spark.stream;

import org.apache.spark.sql.connector.read.streaming.CompositeReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReadMaxBytes;
import org.apache.spark.sql.connector.read.streaming.ReadMaxFiles;

/** How much one batch may read. */
record Admission(long files, long bytes) {
  private static final Admission ALL = new Admission(Long.MAX_VALUE, Long.MAX_VALUE);

  /** Translates Spark's limit; limits on rows, which no listing can tell, are passed over. */
  static Admission of(ReadLimit limit) {
    if (limit instanceof CompositeReadLimit composite) {
      Admission out = ALL;
      for (ReadLimit part : composite.getReadLimits()) {
        Admission other = of(part);
        out = new Admission(Math.min(out.files, other.files), Math.min(out.bytes, other.bytes));
      }
      return out;
    }
    if (limit instanceof ReadMaxFiles files) {
      return new Admission(files.maxFiles(), Long.MAX_VALUE);
    }
    if (limit instanceof ReadMaxBytes bytes) {
      return new Admission(Long.MAX_VALUE, bytes.maxBytes());
    }
    return ALL;
  }

  boolean admits(long filesBefore, long bytesBefore, long size) {
    return filesBefore == 0 || filesBefore < files && bytesBefore <= bytes - size;
  }
}

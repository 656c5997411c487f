package io.s3ingest.cursor;

import java.io.Serializable;
import java.util.List;

/** The splits that one task reads, in order. */
public record FileGroup(List<FileSplit> splits) implements Serializable {
  public FileGroup {
    splits = List.copyOf(splits);
  }

  /** Returns the stored bytes of all splits. */
  public long bytes() {
    long sum = 0;
    for (FileSplit split : splits) {
      sum += split.length();
    }
    return sum;
  }
}

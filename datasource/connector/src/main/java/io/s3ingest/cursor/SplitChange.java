package io.s3ingest.cursor;

import java.io.Serializable;
import java.util.Objects;

/**
 * What the object of a split stands for in a feed of changes. A delete has nothing to read: its
 * split is empty, its version that of the delete marker.
 *
 * @param mark what stands behind the key in the position token, such as {@code s1700000000}
 */
public record SplitChange(ChangeType type, String mark) implements Serializable {
  public SplitChange {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(mark, "mark");
  }

  /** Returns whether the object was there before the feed began. */
  public boolean isSnapshot() {
    return mark.startsWith("s");
  }
}

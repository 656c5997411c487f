package io.s3ingest.cursor;

import io.s3ingest.store.ObjectRef;
import java.io.Serializable;

/**
 * A range of an object that one reader takes; whole objects start at 0 with their size.
 *
 * @param change what it stands for in a feed of changes; null outside of one
 * @param edges where its records begin and end; null unless it is a piece of a compressed object
 */
public record FileSplit(
    ObjectRef object, long start, long length, SplitChange change, TextEdges edges)
    implements Serializable {

  /** A range whose records begin and end where it does. */
  public FileSplit(ObjectRef object, long start, long length, SplitChange change) {
    this(object, start, length, change, null);
  }

  /** A range outside of a feed of changes. */
  public FileSplit(ObjectRef object, long start, long length) {
    this(object, start, length, null);
  }

  /** The whole object. */
  public static FileSplit whole(ObjectRef object) {
    return new FileSplit(object, 0, object.size());
  }

  /** The whole object as a change. */
  public static FileSplit of(ObjectRef object, SplitChange change) {
    return new FileSplit(object, 0, object.size(), change);
  }

  /** Returns where the range ends in the object. */
  public long end() {
    return start + length;
  }

  /** Returns whether this is a delete, so that there is nothing to read. */
  public boolean isDelete() {
    return change != null && change.type() == ChangeType.DELETE;
  }
}

package io.s3ingest.cursor;

import io.s3ingest.store.ObjectRef;
import java.io.Serializable;

/** A range of an object that one reader takes; whole objects start at 0 with their size. */
public record FileSplit(ObjectRef object, long start, long length) implements Serializable {
  /** The whole object. */
  public static FileSplit whole(ObjectRef object) {
    return new FileSplit(object, 0, object.size());
  }
}

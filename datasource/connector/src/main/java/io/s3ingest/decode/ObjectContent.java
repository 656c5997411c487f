package io.s3ingest.decode;

import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;

/**
 * An object and the store to read it from.
 *
 * @param wholeBytes most memory that may hold it, stored and inflated, if it is read to its end; 0
 *     if it is to be streamed
 * @param parts what the objects of a task lend each other
 */
public record ObjectContent(ObjectStore store, ObjectRef object, long wholeBytes, TaskParts parts) {
  /** An object that may be read in part, and is therefore streamed. */
  public ObjectContent(ObjectStore store, ObjectRef object) {
    this(store, object, 0, new TaskParts());
  }
}

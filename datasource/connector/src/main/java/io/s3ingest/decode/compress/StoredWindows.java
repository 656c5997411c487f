package io.s3ingest.decode.compress;

import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;

/** Reads as much of an object as is asked for, and little more. */
final class StoredWindows extends BulkInput {
  private static final int FIRST_BYTES = 64 << 10;
  private static final int MOST_BYTES = 4 << 20;

  private final ObjectStore store;
  private final ObjectRef object;
  private final long end;
  private long next;
  private int window = FIRST_BYTES;
  private byte[] bytes = {};
  private int at;

  StoredWindows(ObjectStore store, ObjectRef object, long start, long end) {
    this.store = store;
    this.object = object;
    this.next = start;
    this.end = end;
  }

  @Override
  public int read(byte[] out, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (at == bytes.length) {
      if (next == end) {
        return -1;
      }
      bytes = store.read(object, next, (int) Math.min(window, end - next));
      next += bytes.length;
      at = 0;
      window = Math.min(MOST_BYTES, window * 2);
    }
    int count = Math.min(length, bytes.length - at);
    System.arraycopy(bytes, at, out, offset, count);
    at += count;
    return count;
  }
}

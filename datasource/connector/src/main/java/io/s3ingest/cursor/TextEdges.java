package io.s3ingest.cursor;

import java.io.Serializable;

/**
 * Where the records of a piece of a compressed object begin and end: the bytes of such a piece are
 * whole frames, whose borders records do not keep.
 *
 * @param skipped bytes of its text that belong to the piece before it
 * @param added bytes of the text behind it that belong to it
 */
public record TextEdges(long skipped, long added) implements Serializable {
  public TextEdges {
    if (skipped < 0 || added < 0) {
      throw new IllegalArgumentException("edges of a text must not be negative");
    }
  }
}

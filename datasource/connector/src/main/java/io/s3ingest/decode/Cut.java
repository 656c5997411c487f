package io.s3ingest.decode;

/**
 * Where a piece of an object begins.
 *
 * @param place its first stored byte
 * @param skipped bytes of text from there on that belong to the piece before it; -1 if the object
 *     is not compressed and a record begins just there
 */
public record Cut(long place, long skipped) {
  private static final long PLAIN = -1;

  /** A cut of an object that is not compressed. */
  public static Cut plain(long place) {
    return new Cut(place, PLAIN);
  }

  boolean isPlain() {
    return skipped == PLAIN;
  }
}

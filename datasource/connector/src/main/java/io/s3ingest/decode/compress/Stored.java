package io.s3ingest.decode.compress;

/**
 * Where stored bytes lie.
 *
 * @param position of the first one in its object
 * @param toEnd whether they go on to the end of the object; else they are to end with a frame
 */
record Stored(String uri, long position, boolean toEnd) {
  static Stored whole(String uri) {
    return new Stored(uri, 0, true);
  }
}

package io.s3ingest.metric;

import java.io.Serializable;

/**
 * What became of one split of one object.
 *
 * @param failure condition and message of why the object could not be read; null when it could
 */
public record SplitCount(
    String key, long start, long framed, long emitted, long rejected, Failure failure)
    implements Serializable {

  /** Why an object was not read. */
  public record Failure(String condition, String message) implements Serializable {}

  /** Returns what tells splits apart. */
  public String id() {
    return id(key, start);
  }

  /** Returns what tells the split that begins there apart. */
  public static String id(String key, long start) {
    return start + ":" + key;
  }
}

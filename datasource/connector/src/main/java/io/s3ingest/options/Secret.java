package io.s3ingest.options;

import java.io.Serializable;

/** A value that is never printed. */
public record Secret(String value) implements Serializable {
  /** Wraps text, keeping null as null. */
  public static Secret of(String text) {
    return text == null ? null : new Secret(text);
  }

  @Override
  public String toString() {
    return "***";
  }
}

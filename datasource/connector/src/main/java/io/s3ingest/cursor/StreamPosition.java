package io.s3ingest.cursor;

import java.util.Objects;

/**
 * A place between two batches of a stream: what an offset of Spark's says.
 *
 * @param stream whose batches are counted
 * @param batch number of the last batch ahead of the place; 0 for the beginning
 */
public record StreamPosition(String stream, long batch) {
  public StreamPosition {
    Objects.requireNonNull(stream, "stream");
    if (batch < 0) {
      throw new IllegalArgumentException("batch " + batch);
    }
  }
}

package io.s3ingest.spark.stream;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Tells when it is time to list again. */
final class Pace {
  /** A long listing may take this part of the time. */
  private static final int LISTING_SHARE = 10;

  private final Duration interval;
  private final LongSupplier nanos;

  private boolean listed;
  private long began;
  private long ended;

  Pace(Duration interval, LongSupplier nanos) {
    this.interval = interval;
    this.nanos = nanos;
  }

  void begin() {
    began = nanos.getAsLong();
  }

  void end() {
    ended = nanos.getAsLong();
    listed = true;
  }

  /** Returns whether the interval is over. */
  boolean due() {
    return !listed || nanos.getAsLong() - ended >= interval.toNanos();
  }

  /** Returns whether what was seen is so old that it is worth a new look before it is used up. */
  boolean stale() {
    return due() && nanos.getAsLong() - ended >= LISTING_SHARE * (ended - began);
  }

  /** Returns the time since the last listing began. */
  Duration age() {
    return Duration.ofNanos(nanos.getAsLong() - began);
  }
}

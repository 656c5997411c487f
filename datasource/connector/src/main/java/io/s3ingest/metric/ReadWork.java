package io.s3ingest.metric;

import java.util.concurrent.atomic.LongAdder;

/**
 * Where the time of one task goes: waiting for the store, inflating, and decoding, which is the
 * rest. Requests may be counted by any thread; times are those of the thread that reads.
 */
public final class ReadWork {
  private final LongAdder requests = new LongAdder();
  private volatile Thread reader = Thread.currentThread();
  private long begun;
  private long totalNanos;
  private long waitNanos;
  private long inflateNanos;
  private long inflatedBytes;

  /** Begins to measure, on the thread that reads. */
  public void begin() {
    reader = Thread.currentThread();
    begun = System.nanoTime();
  }

  /** Ends what {@link #begin()} began. */
  public void end() {
    totalNanos += System.nanoTime() - begun;
  }

  /** Counts a request for bytes of an object. */
  public void requested() {
    requests.increment();
  }

  /** Counts the time since a {@link System#nanoTime()} as waiting, if it is the reader's. */
  public void waitedSince(long nanoTime) {
    if (Thread.currentThread() == reader) {
      waitNanos += System.nanoTime() - nanoTime;
    }
  }

  /**
   * Counts inflated bytes, and the time since a {@link System#nanoTime()} but for the waiting in
   * it.
   *
   * @param waitedBefore {@link #waitNanos()} at that time
   */
  public void inflated(long bytes, long nanoTime, long waitedBefore) {
    inflatedBytes += bytes;
    inflateNanos += System.nanoTime() - nanoTime - (waitNanos - waitedBefore);
  }

  public long requests() {
    return requests.sum();
  }

  public long inflatedBytes() {
    return inflatedBytes;
  }

  /** Returns the time in which nothing was to be had from the store. */
  public long waitNanos() {
    return waitNanos;
  }

  public long inflateNanos() {
    return inflateNanos;
  }

  /** Returns the time that is left for decoding. */
  public long decodeNanos() {
    return Math.max(0, totalNanos - waitNanos - inflateNanos);
  }
}

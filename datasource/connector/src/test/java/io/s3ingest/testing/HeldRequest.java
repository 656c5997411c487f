package io.s3ingest.testing;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A request that {@link ScriptedS3} keeps waiting, so that a test can act in between. */
public final class HeldRequest implements AutoCloseable {
  private final CountDownLatch arrived;
  private final CountDownLatch released;

  HeldRequest(CountDownLatch arrived, CountDownLatch released) {
    this.arrived = arrived;
    this.released = released;
  }

  /** Waits until the request is there, a minute at most. */
  public void awaitArrival() {
    try {
      if (!arrived.await(60, TimeUnit.SECONDS)) {
        throw new AssertionError("The request did not arrive within a minute");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while waiting for a request", e);
    }
  }

  /** Lets it be answered. */
  public void release() {
    released.countDown();
  }

  @Override
  public void close() {
    release();
  }
}

package io.s3ingest.store;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bounds the GETs in flight. A thread that already holds one is never made to wait, since it could
 * be waiting for itself. Thread-safe.
 */
public final class GetLimit {
  /** One GET in flight; giving it back twice is harmless. */
  public final class Permit {
    private final Thread owner;
    private final boolean counted;
    private final AtomicBoolean back = new AtomicBoolean();

    private Permit(Thread owner, boolean counted) {
      this.owner = owner;
      this.counted = counted;
    }

    /** Lets the next GET start. */
    public void giveBack() {
      if (back.compareAndSet(false, true)) {
        held.computeIfPresent(owner, (thread, n) -> n == 1 ? null : n - 1);
        if (counted) {
          semaphore.release();
        }
      }
    }
  }

  private final Semaphore semaphore;
  private final Map<Thread, Integer> held = new ConcurrentHashMap<>();

  /** A limit of -1 is none. */
  public GetLimit(int most) {
    this.semaphore = most < 0 ? null : new Semaphore(most, true);
  }

  /** Waits for its turn. */
  public Permit take() throws InterruptedException {
    Thread self = Thread.currentThread();
    boolean counted = false;
    if (semaphore != null) {
      counted = semaphore.tryAcquire();
      if (!counted && !held.containsKey(self)) {
        semaphore.acquire();
        counted = true;
      }
    }
    held.merge(self, 1, Integer::sum);
    return new Permit(self, counted);
  }

  /** Returns how many more GETs may start now. */
  public int free() {
    return semaphore == null ? Integer.MAX_VALUE : semaphore.availablePermits();
  }
}

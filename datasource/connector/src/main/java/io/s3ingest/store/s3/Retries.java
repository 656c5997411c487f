package io.s3ingest.store.s3;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Tries again after failures that may pass: exponential back-off with jitter. Thread-safe. */
final class Retries {
  private static final Duration BASE = Duration.ofMillis(100);
  private static final Duration THROTTLED_BASE = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final Duration LONGEST_ASKED = Duration.ofSeconds(120);

  /** Waits; a test records instead. */
  interface Pause {
    void sleep(Duration time) throws InterruptedException;
  }

  /** One try. */
  interface Try<T> {
    T run() throws S3Failure;
  }

  private final int most;
  private final Pause pause;

  Retries(int most, Pause pause) {
    this.most = most;
    this.pause = pause;
  }

  /** Returns how many retries there are after the first try. */
  int most() {
    return most;
  }

  /** Runs until it succeeds, fails for good, or the retries are used up. */
  <T> T run(Try<T> call) throws S3Failure {
    for (int retry = 0; ; retry++) {
      try {
        return call.run();
      } catch (S3Failure failure) {
        if (!failure.retryable() || retry >= most) {
          throw failure;
        }
        await(failure, retry);
      }
    }
  }

  /** Waits before retry number {@code retry}, counted from 0. */
  void await(S3Failure failure, int retry) throws S3Failure {
    try {
      pause.sleep(delay(failure, retry));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw S3Failure.of(S3Failure.Kind.INTERRUPTED, "", e);
    }
  }

  /** At least what the store asked for; else between half and all of the doubled base. */
  static Duration delay(S3Failure failure, int retry) {
    Duration base = failure.throttled() ? THROTTLED_BASE : BASE;
    long full = Math.min(LONGEST.toMillis(), base.toMillis() << Math.min(retry, 16));
    Duration jittered =
        Duration.ofMillis(full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1));
    Duration asked = failure.retryAfter();
    if (asked == null) {
      return jittered;
    }
    Duration bounded = asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
    return bounded.compareTo(jittered) > 0 ? bounded : jittered;
  }
}

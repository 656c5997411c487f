package io.s3ingest.testing;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What goes wrong with an answer of {@link ScriptedS3}. */
sealed interface Fault {
  /** Answers with an error instead. */
  record Status(int status, String code) implements Fault {}

  /** Announces the whole body, sends {@code bytes} of it and closes the connection. */
  record Cut(long bytes) implements Fault {}

  /** Announces {@code delta} bytes more (or less) than there are, and closes the connection. */
  record WrongLength(long delta) implements Fault {}

  /** Resets the connection before a byte is sent. */
  record Reset() implements Fault {}

  /** Lets something happen first; the answer itself is sound. */
  record Before(Runnable action) implements Fault {}

  /** Waits that long first. */
  record Delay(Duration time) implements Fault {}

  /** Stops until it is released. */
  record Hold(CountDownLatch arrived, CountDownLatch released) implements Fault {
    void await() throws InterruptedException {
      arrived.countDown();
      if (!released.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("A held request was not released within a minute");
      }
    }
  }
}

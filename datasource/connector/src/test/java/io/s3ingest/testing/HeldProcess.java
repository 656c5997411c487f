package io.s3ingest.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a test of another process says by environment variables about where this one is to be killed
 * or paused. {@code S3INGEST_TEST_STOP_AT} is a pattern of places, {@code PATTERN:2} for the second
 * time: there it writes the file {@code S3INGEST_TEST_STOPPED} and waits for ever, or until the
 * file {@code S3INGEST_TEST_GO_ON} exists. Each place is written into the file {@code
 * S3INGEST_TEST_STEPS}, and it lingers there up to {@code S3INGEST_TEST_LINGER} milliseconds, so
 * that a random moment can be at any of them.
 */
final class HeldProcess {
  private final Pattern stopAt;
  private final String steps = env("S3INGEST_TEST_STEPS", null);
  private final long linger = Long.parseLong(env("S3INGEST_TEST_LINGER", "0"));
  private int left;

  HeldProcess() {
    Matcher stop =
        Pattern.compile("(.*?)(?::(\\d+))?").matcher(env("S3INGEST_TEST_STOP_AT", "nowhere"));
    if (!stop.matches()) {
      throw new IllegalStateException();
    }
    stopAt = Pattern.compile(stop.group(1));
    left = stop.group(2) == null ? 1 : Integer.parseInt(stop.group(2));
  }

  private static String env(String name, String otherwise) {
    return System.getenv().getOrDefault(name, otherwise);
  }

  /** The process is at a place, whose kind is what is told of it. */
  synchronized void at(String place, String kind) {
    if (steps != null) {
      write(steps, kind + "\n");
    }
    if (linger > 0) {
      LockSupport.parkNanos(
          TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextLong(linger)));
    }
    if (!stopAt.matcher(place).matches() || --left != 0) {
      return;
    }
    write(System.getenv("S3INGEST_TEST_STOPPED"), place);
    String goOn = env("S3INGEST_TEST_GO_ON", null);
    while (goOn == null || !Files.exists(Path.of(goOn))) {
      LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static void write(String file, String text) {
    try {
      Files.writeString(Path.of(file), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

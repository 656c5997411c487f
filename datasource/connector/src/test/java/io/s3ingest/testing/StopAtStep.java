package io.s3ingest.testing;

import io.s3ingest.sync.SyncListener;
import io.s3ingest.sync.SyncStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets a test of another process kill or pause a sync where it wants to. Holds it for ever at the
 * step named by {@code S3INGEST_TEST_STOP_AT} ({@code STEP:2} for the second time) once the file
 * {@code S3INGEST_TEST_STOPPED} is written; or until the file {@code S3INGEST_TEST_GO_ON} exists.
 * Writes each step into the file {@code S3INGEST_TEST_STEPS}, and lingers there up to {@code
 * S3INGEST_TEST_LINGER} milliseconds, so that a random moment can be any step's.
 */
public final class StopAtStep implements SyncListener {
  private final String[] stopAt = env("S3INGEST_TEST_STOP_AT", "").split(":");
  private final String steps = env("S3INGEST_TEST_STEPS", null);
  private final long linger = Long.parseLong(env("S3INGEST_TEST_LINGER", "0"));
  private int left = stopAt.length > 1 ? Integer.parseInt(stopAt[1]) : 1;

  private static String env(String name, String otherwise) {
    return System.getenv().getOrDefault(name, otherwise);
  }

  @Override
  public void reached(SyncStep reached, String stream) {
    if (steps != null) {
      write(steps, reached + "\n");
    }
    if (linger > 0) {
      LockSupport.parkNanos(
          TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextLong(linger)));
    }
    if (!reached.name().equals(stopAt[0]) || --left != 0) {
      return;
    }
    write(System.getenv("S3INGEST_TEST_STOPPED"), stream);
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

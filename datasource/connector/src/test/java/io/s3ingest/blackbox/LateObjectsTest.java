package io.s3ingest.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.cli.CliRun;
import io.s3ingest.testing.FakeBucket;
import io.s3ingest.testing.ScriptedS3;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes after a sync although its time says otherwise arrives once, whatever the store. */
final class LateObjectsTest {
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  @TempDir private Path folder;

  private ScriptedS3 server;
  private FakeBucket bucket;
  private Lake lake;

  @BeforeEach
  void start() throws IOException {
    // The clock stands still, so that all that is put now has the same second.
    server = ScriptedS3.start(Clock.fixed(now.plusMillis(400), ZoneOffset.UTC));
    bucket = server.bucket("b");
    Map<String, String> options = new TreeMap<>(server.options());
    options.put("bucket", "b");
    options.put("prefix", "data/");
    lake = new Lake(folder, options);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "a, b, false, false",
    "b, a, false, false",
    "a, b, true, false",
    "b, a, true, false",
    "a, b, true, true",
    "b, a, true, true"
  })
  void bringsBothObjectsOfOneSecondOnce(
      String first, String second, boolean wholeSeconds, boolean reverse) {
    if (wholeSeconds) {
      bucket.wholeSeconds();
    }
    if (reverse) {
      bucket.listedInReverse();
    }
    bucket.put("data/users/" + first + ".csv", "id\n1\n");
    assertThat(synced()).contains(" 1         1          0 ");
    bucket.put("data/users/" + second + ".csv", "id\n2\n");
    assertThat(synced()).contains(" 1         1          1 ");
    assertThat(synced()).contains(" 0         0          2 ");
    assertThat(lake.rows("SELECT id, _source_key FROM db.users ORDER BY id"))
        .containsExactly("[1,data/users/" + first + ".csv]", "[2,data/users/" + second + ".csv]");
  }

  @Test
  void bringsAnUploadThatIsOlderThanWhatWasTaken() {
    bucket.wholeSeconds();
    bucket.put("data/users/a.csv", "id\n1\n");
    assertThat(synced()).contains(" 1         1          0 ");
    // A multipart upload has the time at which it began and shows up when it is completed.
    bucket.put("data/users/0.csv", "id\n2\n", now.minusSeconds(3600));
    assertThat(synced()).contains(" 1         1          1 ");
    assertThat(synced()).contains(" 0         0          2 ");
    assertThat(lake.rows("SELECT id FROM db.users ORDER BY id")).containsExactly("[1]", "[2]");
  }

  private String synced() {
    CliRun run = lake.sync();
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.out();
  }
}

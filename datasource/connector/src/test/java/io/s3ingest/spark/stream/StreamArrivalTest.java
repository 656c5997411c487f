package io.s3ingest.spark.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.s3ingest.error.S3IngestException;
import io.s3ingest.testing.FakeBucket;
import io.s3ingest.testing.ScriptedS3;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StreamArrivalTest {
  private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");

  private Instant now = NOON;
  private final ScriptedS3 server =
      ScriptedS3.start(
          new Clock() {
            @Override
            public Instant instant() {
              return now;
            }

            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }
          });
  private final FakeBucket bucket = server.bucket("b");

  @AfterEach
  void stop() {
    server.close();
  }

  private Streams stream() {
    return new Streams(server.options(), "s3://b/t/");
  }

  @Test
  void takesAnObjectOnceItIsOldEnoughByTheClockOfTheStore() {
    bucket.put("t/1.csv", "id\n1\n", NOON.minusSeconds(301));
    bucket.put("t/2.csv", "id\n2\n", NOON.minusSeconds(299));
    Streams stream = stream().schema("id INT").option("minFileAge", "5m");
    stream.run();
    assertThat(stream.rows()).containsExactly("[1]");
    now = NOON.plusSeconds(2);
    stream.run();
    assertThat(stream.rows()).containsExactly("[1]", "[2]");
  }

  @Test
  void takesAFolderOnceItsMarkerIsThere() {
    bucket.put("t/day=1/1.csv", "id\n1\n", NOON.minusSeconds(10));
    bucket.put("t/day=2/2.csv", "id\n2\n", NOON.minusSeconds(10));
    bucket.put("t/day=1/_SUCCESS", "", NOON.minusSeconds(5));
    Streams stream = stream().schema("id INT").option("arrivalGate", "marker");
    stream.run();
    assertThat(stream.rows()).containsExactly("[1]");
    bucket.put("t/day=2/_SUCCESS", "", NOON.minusSeconds(1));
    stream.run();
    assertThat(stream.rows()).containsExactly("[1]", "[2]");
  }

  @Test
  void takesWhatAManifestNamesAndReadsNeitherItsColumnsNorItsRows() {
    bucket.put("t/1.json", "{\"id\":1}\n", NOON);
    bucket.put("t/2.json", "{\"id\":2}\n", NOON);
    bucket.put("t/manifest.json", "{\"files\":[\"1.json\"]}", NOON);
    Streams stream = stream().option("arrivalGate", "manifest");
    assertThat(stream().option("arrivalGate", "manifest").select("*").table().schema().fieldNames())
        .contains("id")
        .doesNotContain("files");
    stream.run();
    assertThat(stream.rows()).containsExactly("[1]");
    bucket.put("t/manifest.json", "{\"files\":[\"1.json\",\"2.json\"]}", NOON);
    stream.run();
    assertThat(stream.rows()).containsExactly("[1]", "[2]");
  }

  @Test
  void takesAnObjectOnceItsTwinIsThere() {
    bucket.put("t/1.csv", "id\n1\n", NOON);
    bucket.put("t/2.csv", "id\n2\n", NOON);
    bucket.put("t/2.csv.done", "", NOON);
    Streams stream = stream().option("arrivalGate", "twin");
    stream.run();
    assertThat(stream.rows()).containsExactly("[2]");
    bucket.put("t/1.csv.done", "", NOON);
    stream.run();
    assertThat(stream.rows()).containsExactly("[1]", "[2]");
  }

  @ParameterizedTest
  @CsvSource({"readChangeFeed, true, readChangeFeed", "recordShape, object, recordShape=object"})
  void holdsNoChangesBack(String option, String value, String named) {
    bucket.put("t/1.csv", "id\n1\n", NOON);
    Streams stream = stream().option(option, value).option("arrivalGate", "twin");
    S3IngestException failure =
        S3IngestException.in(catchThrowable(() -> stream.select("*").run()));
    assertThat(failure)
        .hasMessage(
            "[S3INGEST_CONFLICTING_OPTIONS] Cannot use options 'arrivalGate' and '%s' together: a feed gives every version as it is written. Keep one."
                .formatted(named));
  }
}

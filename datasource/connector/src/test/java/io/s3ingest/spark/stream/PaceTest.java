package io.s3ingest.spark.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PaceTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final Pace pace = new Pace(Duration.ofSeconds(10), now::get);

  private void listing(Duration takes) {
    pace.begin();
    pass(takes);
    pace.end();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void listsAtOnceAndThenOnceInAnInterval() {
    assertThat(pace.due()).isTrue();
    listing(Duration.ofMillis(1));
    assertThat(pace.due()).isFalse();
    pass(Duration.ofMillis(9_999));
    assertThat(pace.due()).isFalse();
    pass(Duration.ofMillis(1));
    assertThat(pace.due()).isTrue();
    assertThat(pace.age()).isEqualTo(Duration.ofMillis(10_001));
  }

  @Test
  void looksAgainDuringALongRunButNotAllTheTime() {
    listing(Duration.ofSeconds(3));
    pass(Duration.ofSeconds(29));
    assertThat(pace.due()).isTrue();
    assertThat(pace.stale()).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(pace.stale()).isTrue();
  }
}

package io.s3ingest.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.metric.SplitCount;
import io.s3ingest.metric.SplitCountAccumulator;
import io.s3ingest.testing.FakeBucket;
import io.s3ingest.testing.ScriptedS3;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A decoder that loses a row, or rows that are written twice, are noticed before the commit. */
final class CountEquationTest {
  private final ScriptedS3 server = ScriptedS3.start();
  private final FakeBucket bucket = server.bucket("b");
  private final SyncLake lake = new SyncLake(server);

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "loses         | 3 records were found, 2 emitted and 0 rejected",
        "loses counted | 3 records were emitted and 2 staged",
        "doubles       | 3 records were emitted and 6 staged"
      })
  void nothingIsCommittedWhenTheCountsDoNotBalance(String defect, String why) {
    bucket.put("data/users/a.lossy", defect);
    assertThatThrownBy(lake::sync)
        .hasMessage(
            "[S3INGEST_UNBALANCED_COUNTS] Cannot sync s3://b/data/users/a.lossy into "
                + lake.table()
                + ": the counts do not balance: "
                + why
                + ". Nothing was committed; report this with the object.");
    assertThat(lake.sql("SELECT count(*) FROM " + lake.table() + ".snapshots"))
        .containsExactly("[0]");
    assertThat(lake.sql("SELECT count(*) FROM " + lake.table())).containsExactly("[0]");
  }

  @Test
  void aTaskThatRanTwiceIsCountedOnce() {
    SplitCountAccumulator driver = new SplitCountAccumulator();
    for (int attempt = 0; attempt < 2; attempt++) {
      SplitCountAccumulator task = new SplitCountAccumulator();
      task.add(new SplitCount("a.csv", 0, 3, 3, 0, null));
      task.add(new SplitCount("a.csv", 100, 4, 4, 0, null));
      driver.merge(task);
    }
    assertThat(driver.value().values()).extracting(SplitCount::emitted).containsExactly(3L, 4L);
  }
}

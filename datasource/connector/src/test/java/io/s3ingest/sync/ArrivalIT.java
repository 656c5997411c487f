package io.s3ingest.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.cursor.PendingReason;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class ArrivalIT {
  private final SyncLake lake = new SyncLake();

  @Test
  void leavesYoungObjectsToALaterSync() {
    lake.put("a.csv", "id\n1\n");
    lake.syncOptions.put("minFileAge", "1h");
    SyncReport early = lake.sync();
    assertThat(early.pending()).isEqualTo(Map.of(PendingReason.TOO_YOUNG, 1L));
    assertThat(early.commits()).isZero();
    lake.syncOptions.put("minFileAge", "0s");
    assertThat(lake.sync().ingested()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[1]");
  }

  /** A marker of the second in which the listing began counts with the next one. */
  private SyncReport syncUntilItTakes() {
    SyncReport report = lake.sync();
    while (report.ingested() == 0) {
      report = lake.sync();
    }
    return report;
  }

  @Test
  @Timeout(300)
  void takesAFolderOnceItsMarkerIsThere() {
    lake.put("day=1/a.csv", "id\n1\n");
    lake.put("day=2/b.csv", "id\n2\n");
    lake.put("day=1/_SUCCESS", "");
    lake.syncOptions.put("arrivalGate", "marker");
    SyncReport first = syncUntilItTakes();
    assertThat(first.pending()).isEqualTo(Map.of(PendingReason.NOT_ANNOUNCED, 1L));
    assertThat(lake.rows("id", "day")).containsExactly("[1,1]");
    lake.put("day=2/_SUCCESS", "");
    assertThat(syncUntilItTakes().ingested()).isEqualTo(1);
    assertThat(lake.rows("id", "day")).containsExactly("[1,1]", "[2,2]");
  }

  @Test
  void heedsWhatTheOptionsOfTheSourceSayOfArrival() {
    lake.put("a.json", "{\"id\":1}\n");
    lake.put("b.json", "{\"id\":2}\n");
    lake.put("manifest.json", "{\"files\":[\"b.json\"]}");
    lake.sourceOptions.put("arrivalGate", "manifest");
    SyncReport first = lake.sync();
    assertThat(first.excluded()).isEqualTo(Map.of(ExclusionReason.ANNOUNCEMENT, 1L));
    assertThat(first.pending()).isEqualTo(Map.of(PendingReason.NOT_ANNOUNCED, 1L));
    assertThat(lake.rows("*").get(0)).startsWith("[2,");
    lake.put("manifest.json", "{\"files\":[\"a.json\", \"b.json\"]}");
    lake.sync();
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]");
  }

  @Test
  void takesAnObjectOnceItsTwinIsThere() {
    lake.put("a.csv", "id\n1\n");
    lake.put("b.csv", "id\n2\n");
    lake.put("b.csv.ok", "");
    lake.syncOptions.put("arrivalGate", "twin");
    lake.syncOptions.put("arrivalSuffix", ".ok");
    lake.sync();
    assertThat(lake.rows("id")).containsExactly("[2]");
    lake.put("a.csv.ok", "");
    lake.sync();
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]");
  }
}

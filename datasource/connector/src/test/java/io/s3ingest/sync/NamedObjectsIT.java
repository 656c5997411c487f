package io.s3ingest.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.options.SyncOptions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that are named: taken again, or let count as done. */
final class NamedObjectsIT {
  private static final String KEYS = "data/users/";

  private final SyncLake lake = new SyncLake();

  private Sync with(SyncListener listener) {
    return new Sync(lake.spark, SyncOptions.of(lake.syncOptions), listener);
  }

  private SyncReport reprocess(ObjectSelection named) {
    return with(SyncListener.SILENT).reprocess(lake.source(), named);
  }

  private SyncReport mark(ObjectSelection named) {
    return with(SyncListener.SILENT).markAsDone(lake.source(), named);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void takesNamedObjectsAgainInThePlaceOfTheirRows(int version) {
    lake.syncOptions.put("formatVersion", String.valueOf(version));
    lake.put("a.csv", "id\n1\n");
    lake.put("b.csv", "id\n2\n");
    lake.put("c.csv", "id\n3\n");
    lake.sync();
    lake.sql("UPDATE " + lake.table() + " SET id = id * 100");
    SyncReport report = reprocess(ObjectSelection.ofKeys(KEYS + "a.csv", KEYS + "b.csv"));
    assertThat(report.listed()).isEqualTo(2);
    assertThat(report.ingested()).isEqualTo(2);
    assertThat(report.replaced()).isEqualTo(2);
    assertThat(report.rowsRemoved()).isEqualTo(2);
    assertThat(report.commits()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]", "[300]");
    assertThat(reprocess(ObjectSelection.ofKeys(KEYS + "a.csv")).rowsRemoved()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]", "[300]");
    assertThat(lake.sync().commits()).isZero();
  }

  @Test
  void leavesAllOtherObjectsToTheNextSync() {
    lake.put("a.csv", "id\n1\n");
    lake.put("b.csv", "id\n2\n");
    lake.sync();
    lake.put("b.csv", "id\n20\n");
    lake.put("c.csv", "id\n3\n");
    lake.delete("a.csv");
    lake.put("2024/d.csv", "id\n4\n");
    SyncReport report = reprocess(ObjectSelection.ofGlob(KEYS + "2024/*"));
    assertThat(report.ingested()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]", "[4]");
    SyncReport next = lake.sync();
    assertThat(next.ingested()).isEqualTo(2);
    assertThat(next.vanished()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[1]", "[20]", "[3]", "[4]");
  }

  @Test
  void fillsATableAgainThatWasEmptied() {
    lake.put("a.csv", "id\n1\n");
    lake.put("b.csv", "id\n2\n");
    lake.sync();
    lake.sql("TRUNCATE TABLE " + lake.table());
    assertThat(lake.sync().commits()).isZero();
    SyncReport report = reprocess(ObjectSelection.ofGlob("*"));
    assertThat(report.ingested()).isEqualTo(2);
    assertThat(report.rowsRemoved()).isZero();
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]");
  }

  @Test
  void offersAQuarantinedObjectAgainWithOtherOptions() {
    lake.put("a.csv", "id\n1\n");
    lake.put("b.csv.gz", "id\n2\n");
    assertThat(lake.sync().quarantined()).isEqualTo(1);
    List<NamedObject> preview =
        with(SyncListener.SILENT).reprocessDryRun(lake.source(), ObjectSelection.ofQuarantined());
    assertThat(preview).hasSize(1);
    assertThat(preview.get(0).known()).isEqualTo("quarantined");
    assertThat(preview.get(0).key()).isEqualTo(KEYS + "b.csv.gz");
    assertThat(preview.get(0).error()).startsWith("[S3INGEST_CORRUPT_FILE] Cannot decode s3://");
    lake.sourceOptions.put("compression", "none");
    SyncReport report = reprocess(ObjectSelection.ofQuarantined());
    assertThat(report.ingested()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]");
    lake.sourceOptions.remove("compression");
    assertThat(lake.sync().commits()).isZero();
  }

  @Test
  void takesWhatWasLeftOutByOnOverwriteIgnore() {
    lake.syncOptions.put("onOverwrite", "ignore");
    lake.put("a.csv", "id\n1\n");
    lake.sync();
    lake.put("a.csv", "id\n10\n");
    assertThat(lake.sync().ignored()).isEqualTo(1);
    assertThat(reprocess(ObjectSelection.ofKeys(KEYS + "a.csv")).rowsRemoved()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[10]");
  }

  @Test
  void choosesByTime() {
    lake.put("a.csv", "id\n1\n");
    lake.sync();
    Instant time = SyncLake.objects(lake.source()).get(0).lastModified();
    ObjectSelection before = new ObjectSelection(Set.of(), List.of(), null, time);
    assertThatThrownBy(() -> reprocess(before))
        .hasMessage(
            "[S3INGEST_NO_MATCHING_FILES] Cannot reprocess objects of s3://"
                + lake.bucket
                + "/data/users/: none that is there is modified before "
                + time
                + ". Correct the keys, globs or times; keys and globs are whole, from the root of the bucket on.");
    ObjectSelection from = new ObjectSelection(Set.of(), List.of(), time, time.plusMillis(1));
    assertThat(reprocess(from).ingested()).isEqualTo(1);
  }

  @Test
  void saysWhatItWouldTakeAndChangesNothingInADryRun() {
    lake.put("a.csv", "id\n1\n2\n");
    lake.put("b.csv", "id\n3\n");
    lake.sync();
    lake.put("b.csv", "id\n30\n");
    lake.put("c.csv", "id\n4\n");
    List<NamedObject> preview =
        with(SyncListener.SILENT).reprocessDryRun(lake.source(), ObjectSelection.ofGlob("*"));
    assertThat(preview)
        .extracting(
            object ->
                "%s %s %s %d"
                    .formatted(object.key(), object.known(), object.sameVersion(), object.rows()))
        .containsExactly(
            KEYS + "a.csv ingested true 2",
            KEYS + "b.csv ingested false 1",
            KEYS + "c.csv new false -1");
    assertThat(lake.sql("SELECT count(*) FROM " + lake.table() + ".snapshots"))
        .containsExactly("[1]");
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]", "[3]");
  }

  @Test
  void letsNamedObjectsCountAsDoneUntilTheyChange() {
    lake.put("a.csv", "id\n1\n");
    lake.put("b.csv", "id\n2\n");
    lake.put("bad.csv.gz", "id\n7\n");
    lake.sync();
    lake.put("b.csv", "id\n20\n");
    lake.put("huge.csv", "id\n99\n");
    SyncReport report =
        mark(
            ObjectSelection.ofKeys(
                KEYS + "a.csv", KEYS + "b.csv", KEYS + "huge.csv", KEYS + "bad.csv.gz"));
    assertThat(report.ignored()).isEqualTo(3);
    assertThat(report.unchanged()).isEqualTo(1);
    assertThat(report.ingested()).isZero();
    assertThat(report.commits()).isEqualTo(1);
    SyncReport next = lake.sync();
    assertThat(next.commits()).isZero();
    assertThat(next.unchanged()).isEqualTo(4);
    assertThat(next.quarantined()).isZero();
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]");
    lake.put("huge.csv", "id\n100\n");
    lake.put("b.csv", "id\n200\n");
    assertThat(lake.sync().ingested()).isEqualTo(2);
    assertThat(lake.rows("id")).containsExactlyInAnyOrder("[1]", "[100]", "[200]");
  }

  @Test
  void marksObjectsOfATableThatIsNotThereYet() {
    lake.put("a.csv", "id\n1\n");
    lake.put("b.csv", "id\n2\n");
    assertThat(mark(ObjectSelection.ofKeys(KEYS + "a.csv")).ignored()).isEqualTo(1);
    assertThat(lake.sync().ingested()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[2]");
  }

  @Test
  void refusesToMarkWhileASyncOfThePipelineCommits() {
    lake.put("a.csv", "id\n1\n");
    lake.sync();
    lake.put("b.csv", "id\n2\n");
    SyncListener rival =
        new SyncListener() {
          @Override
          public void reached(SyncStep step, String stream) {
            if (step == SyncStep.LEDGER_WRITTEN) {
              lake.sync();
            }
          }
        };
    for (boolean again : new boolean[] {true, false}) {
      lake.put("new-" + again + ".csv", "id\n3\n");
      ObjectSelection named = ObjectSelection.ofKeys(KEYS + "new-" + again + ".csv");
      assertThatThrownBy(
              () -> {
                if (again) {
                  with(rival).reprocess(lake.source(), named);
                } else {
                  with(rival).markAsDone(lake.source(), named);
                }
              })
          .hasMessage(
              "[S3INGEST_CONCURRENT_SYNC] Cannot commit to "
                  + lake.table()
                  + ": another run of pipeline "
                  + lake.sync().pipeline()
                  + " committed first. Nothing of this run was committed; run it again.");
    }
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]", "[3]", "[3]");
  }

  @Test
  void refusesToTakeObjectsAgainWhoseRowsAnotherToolBrought() {
    lake.put("a.csv", "id\n1\n");
    lake.sync(lake.source(), SyncListener.SILENT, Instant.parse("2999-01-01T00:00:00Z"));
    assertThatThrownBy(() -> reprocess(ObjectSelection.ofGlob("*")))
        .hasMessage(
            "[S3INGEST_OBJECT_OVERWRITTEN] Cannot sync s3://"
                + lake.bucket
                + "/data/users/a.csv into "
                + lake.table()
                + ": it was named, and its rows, which another tool brought, do not say where they came from, so that they cannot be removed. Restore the object, or run with syncMode=full_refresh to take all objects again.");
  }
}

package io.s3ingest.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A sync that dies at each step that it comes to, and the run behind it. */
final class SyncStepsIT {
  private final SyncLake lake = new SyncLake();

  private static final class Died extends Error {
    private static final long serialVersionUID = 1L;
  }

  private void dieAt(SyncStep deadly, int times) {
    int[] left = {times};
    SyncListener listener =
        new SyncListener() {
          @Override
          public void reached(SyncStep step, String stream) {
            if (step == deadly && --left[0] == 0) {
              throw new Died();
            }
          }
        };
    assertThatThrownBy(() -> lake.sync(listener)).isInstanceOf(Died.class);
  }

  private void put(int from, int to) {
    for (int i = from; i < to; i++) {
      lake.put(i + ".csv", "id\n" + i + "\n");
    }
  }

  private static List<String> rows(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "[" + i + "]").toList();
  }

  private List<String> branches() {
    return lake.sql("SELECT name FROM " + lake.table() + ".refs WHERE type = 'BRANCH'");
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FENCED", "BRANCH_CREATED", "SLICE_COMMITTED", "PUBLISHED"})
  void losesAndDoublesNothingWhenItDiesAtAStepAndRunsAgain(SyncStep step) {
    lake.syncOptions.put("maxFilesPerCommit", "2");
    put(0, 4);
    dieAt(step, 1);
    if (step.compareTo(SyncStep.SWEPT) < 0) {
      dieAt(step, 1);
    }
    put(4, 5);
    lake.sync();
    assertThat(lake.rows("id")).containsExactlyElementsOf(rows(0, 5));
    assertThat(lake.sync().commits()).isZero();
  }

  @Test
  void losesAndDoublesNothingWhenItDiesBehindTheFence() {
    put(0, 2);
    dieAt(SyncStep.STAGED, 1);
    lake.syncOptions.put("cleanAfter", "0s");
    dieAt(SyncStep.FENCED, 1);
    lake.sync();
    assertThat(lake.rows("id")).containsExactlyElementsOf(rows(0, 2));
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FENCED", "COMMITTED"})
  void showsNeverHalfARefreshThatDiesAtAStepAndRunsAgain(SyncStep step) {
    put(0, 5);
    lake.sync();
    for (int i = 0; i < 4; i++) {
      lake.put(i + ".csv", "id\n1" + i + "\n");
    }
    lake.delete("4.csv");
    lake.syncOptions.put("syncMode", "full_refresh");
    lake.syncOptions.put("maxFilesPerCommit", "2");
    dieAt(step, 1);
    boolean published = step.compareTo(SyncStep.PUBLISHED) >= 0;
    assertThat(lake.rows("id")).containsExactlyElementsOf(published ? rows(10, 14) : rows(0, 5));
    lake.sync();
    assertThat(lake.rows("id")).containsExactlyElementsOf(rows(10, 14));
    assertThat(branches()).containsExactly("[main]");
    lake.syncOptions.put("syncMode", "incremental");
    assertThat(lake.sync().commits()).isZero();
  }

  @Test
  void comesToEveryStep() {
    Set<SyncStep> reached = EnumSet.noneOf(SyncStep.class);
    SyncListener listener =
        new SyncListener() {
          @Override
          public void reached(SyncStep step, String stream) {
            reached.add(step);
          }
        };
    put(0, 1);
    dieAt(SyncStep.STAGED, 1);
    lake.syncOptions.put("cleanAfter", "0s");
    lake.sync(listener);
    lake.syncOptions.put("syncMode", "full_refresh");
    lake.sync(listener);
    assertThat(reached).isEqualTo(EnumSet.allOf(SyncStep.class));
  }

  private void refreshDyingBehindTheFirstOfThreeSlices() {
    put(0, 3);
    lake.sync();
    lake.syncOptions.put("syncMode", "full_refresh");
    lake.syncOptions.put("maxFilesPerCommit", "1");
    dieAt(SyncStep.SLICE_COMMITTED, 1);
    assertThat(branches()).hasSize(2);
  }

  @Test
  void goesOnWithARefreshThatDied() {
    refreshDyingBehindTheFirstOfThreeSlices();
    put(3, 4);
    SyncReport report = lake.sync();
    assertThat(report.ingested()).isEqualTo(3);
    assertThat(report.unchanged()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactlyElementsOf(rows(0, 4));
    assertThat(branches()).containsExactly("[main]");
  }

  @Test
  void beginsARefreshAnewWhenARowThatItHasIsNoLongerSo() {
    refreshDyingBehindTheFirstOfThreeSlices();
    lake.put("0.csv", "id\n9\n");
    assertThat(lake.sync().ingested()).isEqualTo(3);
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]", "[9]");
  }

  @Test
  void beginsARefreshAnewWhenItReadsOtherwise() {
    refreshDyingBehindTheFirstOfThreeSlices();
    lake.sourceOptions.put("nullValue", "0");
    assertThat(lake.sync().ingested()).isEqualTo(3);
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]", "[null]");
  }

  @Test
  void beginsARefreshAnewBehindACommitOfOthers() {
    refreshDyingBehindTheFirstOfThreeSlices();
    lake.spark.sql("INSERT INTO " + lake.table() + " (id) VALUES (100)");
    assertThat(lake.sync().ingested()).isEqualTo(3);
    assertThat(lake.rows("id")).containsExactlyElementsOf(rows(0, 3));
  }

  @Test
  void forgetsADeadRefreshInAnIncrementalSync() {
    refreshDyingBehindTheFirstOfThreeSlices();
    lake.syncOptions.put("syncMode", "incremental");
    put(3, 4);
    lake.sync();
    assertThat(branches()).hasSize(2);
    lake.syncOptions.put("cleanAfter", "0s");
    put(4, 5);
    lake.sync();
    assertThat(branches()).containsExactly("[main]");
    assertThat(lake.rows("id")).containsExactlyElementsOf(rows(0, 5));
  }

  @Test
  void publishesARefreshBesideACompaction() {
    put(0, 2);
    lake.syncOptions.put("maxFilesPerCommit", "1");
    lake.sync();
    lake.syncOptions.put("syncMode", "full_refresh");
    SyncListener compaction =
        new SyncListener() {
          @Override
          public void reached(SyncStep step, String stream) {
            if (step == SyncStep.SLICE_COMMITTED) {
              lake.spark.sql(
                  "CALL ice.system.rewrite_data_files(table => '"
                      + lake.database
                      + ".users', options => map('rewrite-all', 'true'))");
            }
          }
        };
    lake.sync(compaction);
    assertThat(lake.rows("id")).containsExactlyElementsOf(rows(0, 2));
    assertThat(branches()).containsExactly("[main]");
  }

  @Test
  void keepsTheBranchOfARefreshThatOthersOvertook() {
    put(0, 2);
    lake.sync();
    lake.syncOptions.put("syncMode", "full_refresh");
    SyncListener other =
        new SyncListener() {
          @Override
          public void reached(SyncStep step, String stream) {
            if (step == SyncStep.SLICE_COMMITTED) {
              lake.spark.sql("INSERT INTO " + lake.table() + " (id) VALUES (100)");
            }
          }
        };
    assertThatThrownBy(() -> lake.sync(other))
        .hasMessageMatching(
            "\\[S3INGEST_CONCURRENT_SYNC] Cannot publish the full refresh of "
                + lake.table()
                + ": since it began others committed append \\(snapshot \\d+\\). The table is as they left it, and the refreshed rows stay on branch 's3ingest-refresh-p-[0-9a-f]+'. Run the refresh again when nobody else writes; it begins anew.");
    assertThat(lake.rows("id")).containsExactly("[0]", "[100]", "[1]");
    assertThat(branches()).hasSize(2);
  }

  @Test
  void cleansAtOnceWhatItHasOvertaken() {
    put(0, 2);
    dieAt(SyncStep.STAGED, 1);
    assertThat(lake.stagedFolders()).hasSize(1);
    lake.sync();
    assertThat(lake.rows("id")).containsExactlyElementsOf(rows(0, 2));
    assertThat(lake.stagedFolders()).hasSize(1);
    assertThat(lake.ledgerFiles("plans")).isEmpty();
  }
}

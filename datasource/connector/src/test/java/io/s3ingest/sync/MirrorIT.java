package io.s3ingest.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that are overwritten or deleted, and what the table has of them afterwards. */
final class MirrorIT {
  private final SyncLake lake = new SyncLake();

  private void mirror() {
    lake.syncOptions.put("onOverwrite", "replace");
    lake.syncOptions.put("onDelete", "delete");
    lake.syncOptions.put("maxDeleteFraction", "1");
  }

  private List<String> dataFiles() {
    return lake.sql("SELECT file_path FROM " + lake.table() + ".data_files");
  }

  private void call(String procedure, String more) {
    lake.sql("CALL ice.system.%s(table => '%s.users'%s)".formatted(procedure, lake.database, more));
  }

  /** Every file below the table's folder and its size; metadata of Iceberg is left out. */
  private List<Path> written() throws IOException {
    String location =
        lake.sql("SELECT file_path FROM " + lake.table() + ".data_files LIMIT 1").get(0);
    Path table =
        Path.of(location.substring(1).replaceFirst("^file:", "").replaceFirst("/data/.*", ""));
    try (Stream<Path> files = Files.walk(table)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.toString().endsWith(".crc"))
          .filter(file -> !file.toString().contains("/metadata/"))
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void writesWhatChangedAndLeavesEveryDataFileWhenOneOfAThousandObjectsIsOverwritten(int version)
      throws IOException {
    mirror();
    lake.syncOptions.put("formatVersion", String.valueOf(version));
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      StringBuilder csv = new StringBuilder("id,name\n");
      for (int row = 0; row < 20; row++) {
        csv.append(i).append(",row ").append(row).append(" of object ").append(i).append('\n');
        rows.add("[%d,row %d of object %d]".formatted(i, row, i));
      }
      lake.put("%04d.csv".formatted(i), csv.toString());
    }
    assertThat(lake.sync().ingested()).isEqualTo(1000);
    List<String> before = dataFiles();
    List<Path> filesBefore = written();
    lake.put("0500.csv", "id,name\n500,changed\n");
    SyncReport report = lake.sync();
    List<Path> filesAfter = new ArrayList<>(written());
    filesAfter.removeAll(filesBefore);
    long bytes = 0;
    long all = 0;
    for (Path file : filesAfter) {
      bytes += Files.size(file);
    }
    for (Path file : filesBefore) {
      all += Files.size(file);
    }
    System.out.printf(
        "mirror v%d: 1 of 1000 objects changed: %d rows removed, %d added, %d files with %d bytes written beside %d bytes; %d of %d data files stay%n",
        version,
        report.rowsRemoved(),
        report.rows(),
        filesAfter.size(),
        bytes,
        all,
        before.size(),
        before.size());
    assertThat(report.replaced()).isEqualTo(1);
    assertThat(report.rowsRemoved()).isEqualTo(20);
    assertThat(dataFiles()).containsAll(before).hasSize(before.size() + 1);
    assertThat(bytes).isLessThan(12_000);
    assertThat(filesAfter).hasSizeLessThanOrEqualTo(4);
    rows.removeIf(row -> row.startsWith("[500,"));
    rows.add("[500,changed]");
    assertThat(lake.rows("id", "name")).containsExactlyInAnyOrderElementsOf(rows);
    assertThat(lake.sql("SELECT content FROM " + lake.table() + ".delete_files"))
        .containsExactly("[1]");
    assertThat(lake.summary("rows-removed")).isEqualTo("[20]");
    assertThat(lake.summary("replaced")).isEqualTo("[1]");
    assertThat(lake.sync().commits()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void followsAnObjectFromAToBAndBackToA(int version) {
    mirror();
    lake.syncOptions.put("formatVersion", String.valueOf(version));
    lake.put("a.csv", "id\n1\n");
    lake.put("b.csv", "id\n2\n");
    lake.sync();
    lake.put("a.csv", "id\n10\n11\n");
    assertThat(lake.sync().rowsRemoved()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[10]", "[11]", "[2]");
    lake.put("a.csv", "id\n1\n");
    assertThat(lake.sync().rowsRemoved()).isEqualTo(2);
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]");
    assertThat(lake.sync().commits()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void deletesTheRowsOfADeletedObjectAndTakesItAgainWhenItComesBack(int version) {
    mirror();
    lake.syncOptions.put("formatVersion", String.valueOf(version));
    lake.put("a.csv", "id\n1\n");
    lake.put("b.csv", "id\n2\n");
    lake.sync();
    lake.delete("a.csv");
    SyncReport report = lake.sync();
    assertThat(report.deleted()).isEqualTo(1);
    assertThat(report.vanished()).isZero();
    assertThat(report.commits()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[2]");
    assertThat(lake.summary("deleted")).isEqualTo("[1]");
    assertThat(lake.sync().commits()).isZero();
    lake.put("a.csv", "id\n1\n");
    assertThat(lake.sync().ingested()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]");
  }

  @Test
  void takesDeletedOverwrittenAndNewObjectsInOneCommit() {
    mirror();
    for (String name : List.of("a", "b", "c", "d")) {
      lake.put(name + ".csv", "name\n" + name + "\n");
    }
    lake.sync();
    lake.delete("a.csv");
    lake.put("b.csv", "name\nb2\n");
    lake.put("e.csv", "name\ne\n");
    SyncReport report = lake.sync();
    assertThat(report.commits()).isEqualTo(1);
    assertThat(report.ingested()).isEqualTo(2);
    assertThat(report.replaced()).isEqualTo(1);
    assertThat(report.deleted()).isEqualTo(1);
    assertThat(report.unchanged()).isEqualTo(2);
    assertThat(report.rowsRemoved()).isEqualTo(2);
    assertThat(lake.rows("name")).containsExactly("[b2]", "[c]", "[d]", "[e]");
  }

  @Test
  void cutsDeletesIntoSlicesToo() {
    mirror();
    for (int i = 0; i < 7; i++) {
      lake.put(i + ".csv", "id\n" + i + "\n");
    }
    lake.sync();
    for (int i = 0; i < 5; i++) {
      lake.delete(i + ".csv");
    }
    lake.put("6.csv", "id\n60\n");
    lake.syncOptions.put("maxFilesPerCommit", "2");
    SyncReport report = lake.sync();
    assertThat(report.commits()).isEqualTo(3);
    assertThat(report.deleted()).isEqualTo(5);
    assertThat(lake.rows("id")).containsExactly("[5]", "[60]");
    assertThat(lake.sync().commits()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FENCED", "BRANCH_CREATED", "SLICE_COMMITTED", "PUBLISHED"})
  void equalsTheBucketAfterASyncThatDiedAtAStepRunsAgain(SyncStep step) {
    mirror();
    lake.syncOptions.put("maxFilesPerCommit", "2");
    lake.syncOptions.put("cleanAfter", "0s");
    for (int i = 0; i < 4; i++) {
      lake.put(i + ".csv", "id\n" + i + "\n");
    }
    lake.sync();
    lake.delete("0.csv");
    lake.put("2.csv", "id\n20\n");
    lake.put("4.csv", "id\n4\n");
    assertThatThrownBy(() -> lake.sync(dyingAt(step))).isInstanceOf(Died.class);
    lake.sync();
    assertThat(lake.rows("id")).containsExactly("[1]", "[20]", "[3]", "[4]");
    assertThat(lake.sync().commits()).isZero();
  }

  private static final class Died extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static SyncListener dyingAt(SyncStep deadly) {
    return new SyncListener() {
      @Override
      public void reached(SyncStep step, String stream) {
        if (step == deadly) {
          throw new Died();
        }
      }
    };
  }

  @Test
  void takesTheNewerVersionOfAnObjectOverwrittenWhileItIsSyncedNextTime() {
    mirror();
    lake.put("a.csv", "id\n1\n");
    lake.put("b.csv", "id\n2\n");
    lake.sync();
    lake.put("a.csv", "id\n10\n");
    lake.sync(
        new SyncListener() {
          @Override
          public void reached(SyncStep step, String stream) {
            if (step == SyncStep.STAGED) {
              lake.put("a.csv", "id\n100\n");
            }
          }
        });
    assertThat(lake.rows("id")).containsExactly("[10]", "[2]");
    lake.sync(
        new SyncListener() {
          @Override
          public void reached(SyncStep step, String stream) {
            if (step == SyncStep.PLANNED) {
              lake.put("a.csv", "id\n1000\n");
            }
          }
        });
    // The version that was listed is gone: the old rows stay until the newer one can be read.
    assertThat(lake.rows("id")).containsExactly("[10]", "[2]");
    lake.sync();
    assertThat(lake.rows("id")).containsExactly("[1000]", "[2]");
  }

  @ParameterizedTest
  @CsvSource({"2,day", "3,'days(day), bucket(4, id)'"})
  void findsRowsInEveryPartition(int version, String partitionBy) {
    mirror();
    lake.syncOptions.put("formatVersion", String.valueOf(version));
    lake.syncOptions.put("partitionBy", partitionBy);
    lake.put("a.csv", "id,day\n1,2024-01-01\n2,2024-01-02\n3,2024-01-03\n");
    lake.put("b.csv", "id,day\n4,2024-01-01\n5,2024-01-02\n");
    lake.sync();
    lake.put("a.csv", "id,day\n1,2024-01-02\n");
    assertThat(lake.sync().rowsRemoved()).isEqualTo(3);
    assertThat(lake.rows("id", "day"))
        .containsExactly("[1,2024-01-02]", "[4,2024-01-01]", "[5,2024-01-02]");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void findsRowsAnewThatACompactionMovesBetweenStagingAndCommit(int version) {
    mirror();
    lake.syncOptions.put("formatVersion", String.valueOf(version));
    for (int i = 0; i < 3; i++) {
      lake.put(i + ".csv", "id\n" + i + "\n");
      lake.sync();
    }
    lake.put("1.csv", "id\n10\n");
    lake.sync(
        new SyncListener() {
          @Override
          public void reached(SyncStep step, String stream) {
            if (step == SyncStep.LEDGER_WRITTEN) {
              call("rewrite_data_files", ", options => map('rewrite-all', 'true')");
            }
          }
        });
    assertThat(lake.rows("id")).containsExactly("[0]", "[10]", "[2]");
    lake.delete("2.csv");
    call("rewrite_data_files", ", options => map('rewrite-all', 'true')");
    call("expire_snapshots", ", older_than => TIMESTAMP '2999-01-01 00:00:00', retain_last => 1");
    lake.sync();
    assertThat(lake.rows("id")).containsExactly("[0]", "[10]");
  }

  @Test
  void addsTheRowsOfANewVersionToThoseOfTheOldOneWhenToldToAppend() {
    lake.syncOptions.put("onOverwrite", "append");
    lake.put("a.csv", "id\n1\n");
    lake.sync();
    lake.put("a.csv", "id\n1\n2\n");
    SyncReport report = lake.sync();
    assertThat(report.ingested()).isEqualTo(1);
    assertThat(report.replaced()).isZero();
    assertThat(lake.rows("id")).containsExactly("[1]", "[1]", "[2]");
    assertThat(lake.sync().commits()).isZero();
    lake.syncOptions.put("onOverwrite", "replace");
    lake.put("a.csv", "id\n3\n");
    assertThat(lake.sync().rowsRemoved()).isEqualTo(3);
    assertThat(lake.rows("id")).containsExactly("[3]");
  }

  @Test
  void leavesTheOldRowsAndOffersTheChangeOnceWhenToldToIgnore() {
    lake.syncOptions.put("onOverwrite", "ignore");
    lake.put("a.csv", "id\n1\n");
    lake.put("b.csv", "id\n2\n");
    lake.sync();
    lake.put("a.csv", "id\n10\n");
    SyncReport report = lake.sync();
    assertThat(report.ignored()).isEqualTo(1);
    assertThat(report.ingested()).isZero();
    assertThat(report.commits()).isEqualTo(1);
    assertThat(lake.summary("ignored")).isEqualTo("[1]");
    SyncReport again = lake.sync();
    assertThat(again.ignored()).isZero();
    assertThat(again.unchanged()).isEqualTo(2);
    assertThat(again.commits()).isZero();
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]");
    lake.syncOptions.put("onOverwrite", "replace");
    lake.put("a.csv", "id\n100\n");
    assertThat(lake.sync().rowsRemoved()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[100]", "[2]");
  }

  @Test
  void keepsTheOldRowsWhileTheNewVersionCannotBeRead() {
    mirror();
    lake.put("a.json", "{\"id\":1}\n");
    lake.put("b.json", "{\"id\":2}\n");
    lake.sync();
    lake.put("a.json", "{\"id\":");
    SyncReport report = lake.sync();
    assertThat(report.quarantined()).isEqualTo(1);
    assertThat(report.rowsRemoved()).isZero();
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]");
    assertThat(lake.sync().commits()).isZero();
    lake.put("a.json", "{\"id\":10}\n");
    assertThat(lake.sync().rowsRemoved()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[10]", "[2]");
  }

  @Test
  void isEmptyWhenTheFolderIsAndAllRowsMayGo() {
    mirror();
    lake.put("a.csv", "id\n1\n");
    lake.put("b.csv", "id\n2\n");
    lake.sync();
    lake.delete("a.csv");
    lake.delete("b.csv");
    lake.syncOptions.put("maxDeleteFraction", "0.99");
    assertThatThrownBy(lake::sync).hasMessageContaining("2 of 2 known objects (100 %)");
    mirror();
    assertThat(lake.sync().deleted()).isEqualTo(2);
    assertThat(lake.rows("id")).isEmpty();
    lake.put("b.csv", "id\n2\n");
    lake.sync();
    assertThat(lake.rows("id")).containsExactly("[2]");
  }

  @Test
  void refusesToDeleteTheRowsOfManyObjectsBeforeItStagesAnything() {
    mirror();
    lake.syncOptions.remove("maxDeleteFraction");
    IntStream.range(0, 10).forEach(i -> lake.put(i + ".csv", "id\n" + i + "\n"));
    lake.sync();
    lake.delete("0.csv");
    assertThat(lake.sync().deleted()).isEqualTo(1);
    lake.delete("1.csv");
    lake.delete("2.csv");
    lake.put("new.csv", "id\n99\n");
    List<SyncStep> steps = new ArrayList<>();
    SyncListener listener =
        new SyncListener() {
          @Override
          public void reached(SyncStep step, String stream) {
            steps.add(step);
          }
        };
    assertThatThrownBy(() -> lake.sync(listener))
        .hasMessage(
            "[S3INGEST_MASS_DELETE] Cannot sync s3://"
                + lake.bucket
                + "/data/users/ into "
                + lake.table()
                + ": 2 of 9 known objects (22.2 %) are no longer there, and onDelete=delete would delete their rows; maxDeleteFraction allows 10 %. Nothing was changed. Check bucket, prefix and patterns; if the objects are meant to be gone, run once with maxDeleteFraction=0.23.");
    assertThat(steps).containsExactly(SyncStep.STARTED);
    assertThat(lake.rows("id")).hasSize(9);
    lake.syncOptions.put("maxDeleteFraction", "0.23");
    assertThat(lake.sync().deleted()).isEqualTo(2);
    assertThat(lake.rows("id")).hasSize(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"overwritten", "deleted"})
  void refusesToRemoveRowsThatAnotherToolBrought(String what) {
    mirror();
    lake.put("a.csv", "id\n1\n");
    lake.put("b.csv", "id\n2\n");
    lake.sync(lake.source(), SyncListener.SILENT, Instant.parse("2999-01-01T00:00:00Z"));
    if (what.equals("deleted")) {
      lake.delete("a.csv");
    } else {
      lake.put("a.csv", "id\n10\n");
    }
    assertThatThrownBy(lake::sync)
        .hasMessage(
            "[S3INGEST_OBJECT_OVERWRITTEN] Cannot sync s3://"
                + lake.bucket
                + "/data/users/a.csv into "
                + lake.table()
                + ": it was "
                + what
                + ", and its rows, which another tool brought, do not say where they came from, so that they cannot be removed. Restore the object, or run with syncMode=full_refresh to take all objects again.");
  }

  @Test
  void refusesToRemoveRowsWhoseKeyAnotherPipelineBroughtToo() {
    lake.put("a.csv", "id\n1\n");
    lake.put("b.csv", "id\n2\n");
    lake.syncOptions.put("pipeline", "first");
    lake.sync();
    lake.syncOptions.put("pipeline", "second");
    lake.syncOptions.put("adopt", "none");
    lake.sync();
    lake.put("a.csv", "id\n10\n");
    assertThatThrownBy(lake::sync)
        .hasMessage(
            "[S3INGEST_PIPELINE_MISMATCH] Cannot remove the rows of s3://"
                + lake.bucket
                + "/data/users/a.csv from "
                + lake.table()
                + ": pipeline first has brought rows of an object with the same key, which cannot be told apart. Sync into a table of its own, or set onOverwrite=fail and onDelete=ignore.");
    assertThat(lake.rows("id")).containsExactly("[1]", "[1]", "[2]", "[2]");
  }

  @Test
  void replacesRowsOfAPipelineThatItAdopts() {
    mirror();
    lake.put("a.csv", "id\n1\n");
    lake.put("b.csv", "id\n2\n");
    lake.put("c.csv", "id\n3\n");
    lake.syncOptions.put("pipeline", "first");
    lake.sync();
    lake.put("a.csv", "id\n10\n");
    lake.delete("b.csv");
    lake.syncOptions.put("pipeline", "second");
    lake.syncOptions.put("adopt", "first");
    SyncReport report = lake.sync();
    assertThat(report.replaced()).isEqualTo(1);
    assertThat(report.deleted()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[10]", "[3]");
    lake.syncOptions.remove("adopt");
    assertThat(lake.sync().commits()).isZero();
  }
}

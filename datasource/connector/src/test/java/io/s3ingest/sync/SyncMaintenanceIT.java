package io.s3ingest.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.options.SyncOptions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.spark.actions.SparkActions;
import org.junit.jupiter.api.Test;

/** What others do to the table between two syncs, and tables that others made. */
final class SyncMaintenanceIT {
  private final SyncLake lake = new SyncLake();

  private void sql(String statement) {
    lake.spark.sql(statement.replace("TABLE_NAME", lake.table())).collectAsList();
  }

  private void call(String procedure, String more) {
    String name = lake.database + ".users";
    sql("CALL ice.system." + procedure + "(table => '" + name + "'" + more + ")");
  }

  /** Removes orphans of any age, which the procedure refuses to, and returns them. */
  private List<String> removeOrphans() {
    try {
      List<String> removed = new ArrayList<>();
      SparkActions.get(lake.spark)
          .deleteOrphanFiles(Spark3Util.loadIcebergTable(lake.spark, lake.table()))
          .olderThan(Long.MAX_VALUE)
          .execute()
          .orphanFileLocations()
          .forEach(removed::add);
      return removed;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void bringsRowsAgainThatWereRolledBack() {
    lake.put("a.csv", "id\n1\n");
    long first = lake.sync().snapshotId();
    lake.put("b.csv", "id\n2\n");
    lake.sync();
    call("rollback_to_snapshot", ", snapshot_id => " + first);
    assertThat(lake.sync().ingested()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]");
  }

  @Test
  void bringsEverythingAgainIntoATableMadeAnew() {
    lake.put("a.csv", "id\n1\n");
    lake.sync();
    sql("CREATE OR REPLACE TABLE TABLE_NAME (id INT) USING iceberg");
    assertThat(lake.sync().ingested()).isEqualTo(1);
    sql("DROP TABLE TABLE_NAME PURGE");
    assertThat(lake.sync().ingested()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[1]");
  }

  @Test
  void bringsNothingAgainIntoATableThatWasEmptied() {
    lake.put("a.csv", "id\n1\n");
    lake.sync();
    sql("TRUNCATE TABLE TABLE_NAME");
    lake.put("b.csv", "id\n2\n");
    assertThat(lake.sync().ingested()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[2]");
  }

  @Test
  void outlivesCompactionExpiryAndOrphanRemoval() {
    lake.put("a.csv", "id\n1\n");
    lake.sync();
    lake.put("b.csv", "id\n2\n");
    lake.sync();
    sql("INSERT INTO TABLE_NAME (id) VALUES (100)");
    call("rewrite_data_files", ", options => map('min-input-files', '2')");
    call("expire_snapshots", ", older_than => TIMESTAMP '2999-01-01 00:00:00', retain_last => 1");
    removeOrphans();
    lake.put("c.csv", "id\n3\n");
    assertThat(lake.sync().ingested()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[100]", "[1]", "[2]", "[3]");
    assertThat(lake.sync().commits()).isZero();
  }

  @Test
  void dropsTheLedgersOfExpiredSnapshotsAndOfNoOthers() {
    lake.syncOptions.put("cleanAfter", "0s");
    for (int id = 1; id <= 14; id++) {
      lake.put(id + ".csv", "id\n" + id + "\n");
      lake.sync();
    }
    assertThat(lake.ledgerFiles("roots")).hasSize(14);
    call("expire_snapshots", ", older_than => TIMESTAMP '2999-01-01 00:00:00', retain_last => 3");
    for (int id = 15; id <= 16; id++) {
      lake.put(id + ".csv", "id\n" + id + "\n");
      lake.sync();
    }
    assertThat(lake.ledgerFiles("roots")).hasSize(5);
    String back =
        lake.sql(
                "SELECT snapshot_id FROM "
                    + lake.table()
                    + ".snapshots ORDER BY committed_at LIMIT 1")
            .get(0);
    call("rollback_to_snapshot", ", snapshot_id => " + back.substring(1, back.length() - 1));
    assertThat(lake.sync().ingested()).isEqualTo(4);
    assertThat(lake.rows("count(*)", "count(DISTINCT id)")).containsExactly("[16,16]");
  }

  @Test
  void fillsATableThatAnotherToolMade() {
    lake.put("a.csv", "id,qty\n1,5\n");
    lake.put("b.csv", "id,qty\n2,6\n");
    sql("CREATE NAMESPACE IF NOT EXISTS ice." + lake.database);
    sql(
        "CREATE TABLE TABLE_NAME (_olake_id STRING, id INT, qty DOUBLE, _last_modified_time STRING)"
            + " USING iceberg");
    lake.sync();
    assertThat(lake.rows("_olake_id", "id", "qty")).containsExactly("[null,1,5.0]", "[null,2,6.0]");
    assertThat(lake.rows("length(_last_modified_time) > 18")).containsOnly("[true]");
  }

  @Test
  void takesOverTheStateOfAnotherToolOnce() {
    lake.put("a.csv", "id\n1\n");
    SyncSource source = lake.source();
    Instant time = SyncLake.objects(source).get(0).lastModified().truncatedTo(ChronoUnit.SECONDS);
    SyncReport report =
        new Sync(lake.spark, SyncOptions.of(lake.syncOptions), SyncListener.SILENT)
            .run(source, time);
    assertThat(report.ingested()).isZero();
    assertThat(report.importedAtTime()).containsExactly("data/users/a.csv");
    lake.put("b.csv", "id\n2\n");
    SyncReport second =
        new Sync(lake.spark, SyncOptions.of(lake.syncOptions), SyncListener.SILENT)
            .run(lake.source(), Instant.parse("2999-01-01T00:00:00Z"));
    assertThat(second.ingested()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[2]");
  }

  @Test
  void refusesAFullRefreshThatWouldDropTheRowsOfAnotherPipeline() {
    lake.put("a.csv", "id\n1\n");
    lake.syncOptions.put("pipeline", "first");
    lake.sync();
    lake.syncOptions.put("pipeline", "second");
    lake.syncOptions.put("syncMode", "full_refresh");
    assertThatThrownBy(lake::sync)
        .hasMessage(
            "[S3INGEST_PIPELINE_MISMATCH] Cannot refresh "
                + lake.table()
                + " fully as pipeline second: pipeline first has fed it too and its rows would be gone. Sync into a table of its own, or drop the table first.");
  }

  @Test
  void skipsAnObjectThatVanishedAndOneThatChangedAfterTheListing() {
    lake.put("a.csv", "id\n1\n");
    lake.put("b.csv", "id\n2\n");
    lake.put("c.csv", "id\n3\n");
    SyncSource listed = lake.listed();
    lake.delete("a.csv");
    lake.put("b.csv", "id\n22\n");
    SyncReport report = lake.sync(listed, SyncListener.SILENT);
    assertThat(report.problems())
        .extracting(problem -> problem.outcome().toString())
        .containsExactlyInAnyOrder("skipped(missing)", "skipped(changed)");
    assertThat(lake.rows("id")).containsExactly("[3]");
    assertThat(lake.sync().ingested()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[22]", "[3]");
  }

  @Test
  void deletesWhatADeadRunStagedAndFencesItsSleepingTwin() {
    lake.put("a.csv", "id\n1\n");
    lake.syncOptions.put("cleanAfter", "0s");
    SyncListener rival =
        new SyncListener() {
          @Override
          public void reached(SyncStep step, String stream) {
            if (step == SyncStep.STAGED) {
              lake.sync();
            }
          }
        };
    assertThatThrownBy(() -> lake.sync(rival))
        .hasMessageStartingWith("[S3INGEST_CONCURRENT_SYNC] Cannot commit to " + lake.table());
    assertThat(lake.rows("id")).containsExactly("[1]");
    assertThat(removeOrphans()).noneMatch(file -> file.endsWith(".parquet"));
  }
}

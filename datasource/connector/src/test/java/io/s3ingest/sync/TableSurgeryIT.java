package io.s3ingest.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What users do to the table, its history and its ledger between two syncs. */
final class TableSurgeryIT {
  private final SyncLake lake = new SyncLake();
  private long first;
  private long second;

  @BeforeEach
  void syncTwice() {
    lake.put("a.csv", "id\n1\n");
    first = lake.sync().snapshotId();
    lake.put("b.csv", "id\n2\n");
    second = lake.sync().snapshotId();
  }

  private void sql(String statement) {
    lake.spark.sql(statement.replace("TABLE_NAME", lake.table())).collectAsList();
  }

  private void call(String procedure, String more) {
    sql("CALL ice.system.%s(table => '%s.users'%s)".formatted(procedure, lake.database, more));
  }

  private void expireAllButTheLast() {
    call("expire_snapshots", ", older_than => TIMESTAMP '2999-01-01 00:00:00', retain_last => 1");
  }

  /** A further object is all that a sync brings. */
  private void bringsOnlyWhatIsNew(String... rows) {
    lake.put("c.csv", "id\n3\n");
    assertThat(lake.sync().ingested()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly(rows);
    assertThat(lake.sync().commits()).isZero();
  }

  @Test
  void bringsNothingAgainBehindExpiry() {
    expireAllButTheLast();
    bringsOnlyWhatIsNew("[1]", "[2]", "[3]");
  }

  @Test
  void bringsNothingAgainWhenItsOwnSnapshotsExpiredBehindThoseOfOthers() {
    sql("INSERT INTO TABLE_NAME (id) VALUES (100)");
    sql("INSERT INTO TABLE_NAME (id) VALUES (101)");
    expireAllButTheLast();
    bringsOnlyWhatIsNew("[100]", "[101]", "[1]", "[2]", "[3]");
  }

  @Test
  void bringsNothingAgainBehindAForeignInsertDeleteAndUpdate() {
    sql("INSERT INTO TABLE_NAME (id) VALUES (100)");
    sql("DELETE FROM TABLE_NAME WHERE id = 1");
    sql("UPDATE TABLE_NAME SET id = 20 WHERE id = 2");
    bringsOnlyWhatIsNew("[100]", "[20]", "[3]");
  }

  @Test
  void bringsNothingAgainBehindRewrittenManifests() {
    call("rewrite_manifests", "");
    bringsOnlyWhatIsNew("[1]", "[2]", "[3]");
  }

  @Test
  void bringsNothingAgainBesideABranchAndATag() {
    sql("ALTER TABLE TABLE_NAME CREATE BRANCH theirs");
    sql("INSERT INTO TABLE_NAME.branch_theirs (id) VALUES (100)");
    sql("ALTER TABLE TABLE_NAME CREATE TAG before_c");
    bringsOnlyWhatIsNew("[1]", "[2]", "[3]");
    call("fast_forward", ", branch => 'theirs2', to => 'main'");
    assertThat(lake.sync().commits()).isZero();
  }

  @Test
  void bringsNothingAgainBehindACherryPickOfOthers() {
    sql("ALTER TABLE TABLE_NAME CREATE BRANCH theirs");
    sql("INSERT INTO TABLE_NAME.branch_theirs (id) VALUES (100)");
    String picked =
        lake.sql("SELECT snapshot_id FROM " + lake.table() + ".refs WHERE name = 'theirs'").get(0);
    sql("INSERT INTO TABLE_NAME (id) VALUES (101)");
    call("cherrypick_snapshot", ", snapshot_id => " + picked.replaceAll("[^0-9]", ""));
    bringsOnlyWhatIsNew("[100]", "[101]", "[1]", "[2]", "[3]");
  }

  @Test
  void bringsNothingAgainThatWasRolledBackAndPickedAgain() {
    call("rollback_to_snapshot", ", snapshot_id => " + first);
    call("cherrypick_snapshot", ", snapshot_id => " + second);
    bringsOnlyWhatIsNew("[1]", "[2]", "[3]");
  }

  @Test
  void refusesRowsThatWerePickedWithoutTheirLedger() {
    call("rollback_to_snapshot", ", snapshot_id => " + first);
    sql("INSERT INTO TABLE_NAME (id) VALUES (100)");
    call("cherrypick_snapshot", ", snapshot_id => " + second);
    assertThat(lake.rows("id")).containsExactly("[100]", "[1]", "[2]");
    assertThatThrownBy(lake::sync)
        .hasMessageMatching(
            "\\[S3INGEST_INVALID_LEDGER] Cannot tell what pipeline p-[0-9a-f]+ has taken into "
                + lake.table()
                + ": snapshot \\d+ was cherry-picked from one of its own, and brought rows without the ledger that knows them\\. Roll the table back to a snapshot that names its ledger, or run with syncMode=full_refresh\\.");
    lake.syncOptions.put("syncMode", "full_refresh");
    lake.sync();
    lake.syncOptions.put("syncMode", "incremental");
    bringsOnlyWhatIsNew("[1]", "[2]", "[3]");
  }

  @Test
  void bringsOnlyWhatWasRolledBackAgainBehindAForeignInsert() {
    call("rollback_to_snapshot", ", snapshot_id => " + first);
    sql("INSERT INTO TABLE_NAME (id) VALUES (100)");
    assertThat(lake.sync().ingested()).isEqualTo(1);
    bringsOnlyWhatIsNew("[100]", "[1]", "[2]", "[3]");
  }

  @Test
  void bringsEverythingAgainIntoATableDroppedAndCreatedByHand() {
    sql("DROP TABLE TABLE_NAME");
    sql("CREATE TABLE TABLE_NAME (id INT) USING iceberg");
    assertThat(lake.sync().ingested()).isEqualTo(2);
    bringsOnlyWhatIsNew("[1]", "[2]", "[3]");
  }

  @Test
  void refusesALedgerWhoseRootWasDeletedAndBeginsAnewByAFullRefresh() throws IOException {
    List<String> roots = lake.ledgerFiles("roots");
    for (String root : roots) {
      Files.delete(Path.of(root));
    }
    assertThatThrownBy(lake::sync)
        .hasMessageStartingWith("[S3INGEST_INVALID_LEDGER] Cannot read the ledger file ")
        .hasMessageEndingWith(
            ".json: it does not exist. Restore the file, or run with syncMode=full_refresh to begin a new ledger.");
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]");
    lake.syncOptions.put("syncMode", "full_refresh");
    assertThat(lake.sync().ingested()).isEqualTo(2);
    lake.syncOptions.put("syncMode", "incremental");
    bringsOnlyWhatIsNew("[1]", "[2]", "[3]");
  }

  @Test
  void takesGoodObjectsOnceAroundBadOnesOfSeveralSlices() throws IOException {
    byte[] good = gzip("id\n" + "7\n".repeat(3));
    byte[] bad = Arrays.copyOf(good, good.length - 9);
    for (int i = 0; i < 6; i++) {
      lake.put("x" + i + ".csv.gz", i == 1 || i == 4 ? bad : gzip("id\n1" + i + "\n"));
    }
    lake.syncOptions.put("maxFilesPerCommit", "2");
    SyncReport report = lake.sync();
    assertThat(report.ingested()).isEqualTo(4);
    assertThat(report.quarantined()).isEqualTo(2);
    assertThat(report.commits()).isEqualTo(3);
    assertThat(lake.rows("id")).containsExactly("[10]", "[12]", "[13]", "[15]", "[1]", "[2]");
    lake.put("x1.csv.gz", good);
    assertThat(lake.sync().ingested()).isEqualTo(1);
    lake.put("x4.csv.gz", good);
    assertThat(lake.sync().ingested()).isEqualTo(1);
    assertThat(lake.rows("id")).hasSize(12);
    assertThat(lake.sync().commits()).isZero();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(SyncLake.bytes(text));
    }
    return out.toByteArray();
  }
}

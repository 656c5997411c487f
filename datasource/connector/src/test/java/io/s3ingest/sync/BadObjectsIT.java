package io.s3ingest.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.options.SyncOptions;
import io.s3ingest.testing.FakeBucket;
import io.s3ingest.testing.ScriptedS3;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that cannot be read as they were listed, under each policy. */
final class BadObjectsIT {
  private static final String CORRUPT =
      "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/data/users/bad.csv.gz byte 0: its name says gzip, but the object does not begin with the bytes 1f 8b. Set compression=none if it is plain text, or upload it again.";

  private final SyncLake lake = new SyncLake();
  private ScriptedS3 server;
  private FakeBucket bucket;

  @BeforeEach
  void start() {
    server = ScriptedS3.start();
    bucket = server.bucket("b");
    lake.sourceOptions.putAll(server.options());
    lake.sourceOptions.put("bucket", "b");
    bucket.put("data/users/a.csv", "id\n1\n");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private SyncReport syncWhile(Runnable change) {
    return lake.sync(
        lake.listed(),
        new SyncListener() {
          @Override
          public void reached(SyncStep step, String stream) {
            if (step == SyncStep.TABLE_READY) {
              change.run();
            }
          }
        });
  }

  @Test
  void endsBeforeACommitWhenACorruptObjectIsToFail() {
    lake.sourceOptions.put("onCorrupt", "fail");
    lake.sourceOptions.put("schemaHints", "id INT");
    bucket.put("data/users/bad.csv.gz", "id\n2\n");
    assertThatThrownBy(lake::sync).hasMessageContaining(CORRUPT);
    lake.sourceOptions.put("onCorrupt", "quarantine");
    lake.sync();
    bucket.put("data/users/b.csv", "id\n3\n");
    bucket.put("data/users/bad.csv.gz", "id\n4\n");
    lake.sourceOptions.put("onCorrupt", "fail");
    assertThatThrownBy(lake::sync).hasMessageContaining(CORRUPT);
    assertThat(lake.rows("id")).containsExactly("[1]");
  }

  @Test
  void leavesOutACorruptObjectUntilItChangesWhenToldToSkip() {
    lake.sourceOptions.put("onCorrupt", "skip");
    bucket.put("data/users/bad.csv.gz", "id\n2\n");
    SyncReport report = lake.sync();
    assertThat(report.ingested()).isEqualTo(1);
    assertThat(report.skipped()).isEqualTo(1);
    assertThat(report.quarantined()).isZero();
    assertThat(report.problems())
        .containsExactly(
            new ObjectProblem(
                ObjectProblem.Outcome.CORRUPT,
                "s3://b/data/users/bad.csv.gz",
                "S3INGEST_CORRUPT_FILE",
                CORRUPT));
    assertThat(lake.summary("skipped")).isEqualTo("[1]");
    SyncReport again = lake.sync();
    assertThat(again.problems()).isEmpty();
    assertThat(again.unchanged()).isEqualTo(2);
    assertThat(again.commits()).isZero();

    List<NamedObject> known =
        new Sync(lake.spark, SyncOptions.of(lake.syncOptions), SyncListener.SILENT)
            .reprocessDryRun(lake.source(), ObjectSelection.ofGlob("*.gz"));
    assertThat(known.get(0).known()).isEqualTo("skipped");
    lake.sourceOptions.put("compression", "none");
    SyncReport taken =
        new Sync(lake.spark, SyncOptions.of(lake.syncOptions), SyncListener.SILENT)
            .reprocess(lake.source(), ObjectSelection.ofGlob("*.gz"));
    assertThat(taken.ingested()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]");
  }

  @Test
  void keepsTheOldRowsOfAnObjectWhoseNewVersionIsSkipped() {
    lake.sourceOptions.put("onCorrupt", "skip");
    bucket.put("data/users/b.json", "{\"id\":2}\n");
    bucket.remove("data/users/a.csv");
    lake.sync();
    bucket.put("data/users/b.json", "{\"id\":");
    bucket.put("data/users/c.json", "{\"id\":3}\n");
    assertThat(lake.sync().skipped()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[2]", "[3]");
    assertThat(lake.sync().commits()).isZero();
    bucket.put("data/users/b.json", "{\"id\":20}\n");
    assertThat(lake.sync().rowsRemoved()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactlyInAnyOrder("[20]", "[3]");
  }

  @Test
  void offersAQuarantinedObjectAgainWithEachSync() {
    bucket.put("data/users/bad.csv.gz", "id\n2\n");
    assertThat(lake.sync().quarantined()).isEqualTo(1);
    SyncReport again = lake.sync();
    assertThat(again.quarantined()).isEqualTo(1);
    assertThat(again.problems().get(0).message()).isEqualTo(CORRUPT);
    assertThat(again.commits()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "skip"})
  void passesOverAnObjectThatVanishedAfterTheListing(String policy) {
    if (!policy.isEmpty()) {
      lake.sourceOptions.put("onMissing", policy);
    }
    bucket.put("data/users/b.csv", "id\n2\n");
    SyncReport report = syncWhile(() -> bucket.remove("data/users/b.csv"));
    assertThat(report.ingested()).isEqualTo(1);
    assertThat(report.problems())
        .extracting(problem -> problem.outcome() + " " + problem.condition())
        .containsExactly("skipped(missing) S3INGEST_OBJECT_NOT_FOUND");
    assertThat(lake.rows("id")).containsExactly("[1]");
  }

  @Test
  void endsWhenAVanishedObjectIsToFail() {
    lake.sourceOptions.put("onMissing", "fail");
    bucket.put("data/users/b.csv", "id\n2\n");
    assertThatThrownBy(() -> syncWhile(() -> bucket.remove("data/users/b.csv")))
        .hasMessageContaining(
            "[S3INGEST_OBJECT_NOT_FOUND] Cannot read s3://b/data/users/b.csv: the object is not there; if it was listed, it has been deleted since.");
    assertThat(lake.rows("id")).isEmpty();
  }

  @Test
  void remembersAVanishedObjectWhenToldToQuarantineAndForgetsItOnceItIsNotListed() {
    lake.sourceOptions.put("onMissing", "quarantine");
    bucket.put("data/users/b.csv", "id\n2\n");
    assertThat(syncWhile(() -> bucket.remove("data/users/b.csv")).quarantined()).isEqualTo(1);
    SyncReport next = lake.sync();
    assertThat(next.quarantined()).isZero();
    bucket.put("data/users/b.csv", "id\n2\n");
    assertThat(lake.sync().ingested()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]");
  }

  @Test
  void reportsAnArchivedObjectAndTakesItOnceItIsRestored() {
    bucket.put("data/users/b.csv", "id\n2\n");
    SyncReport report = syncWhile(() -> bucket.archive("data/users/b.csv"));
    assertThat(report.ingested()).isEqualTo(1);
    assertThat(report.problems())
        .extracting(problem -> problem.outcome() + " " + problem.condition())
        .containsExactly("skipped(archived) S3INGEST_OBJECT_ARCHIVED");
    bucket.put("data/users/b.csv", "id\n2\n");
    assertThat(lake.sync().ingested()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]");
  }

  @Test
  void findsTheColumnsOfAFolderWhoseNewestObjectIsArchived() {
    bucket.put("data/users/b.csv", "id\n2\n");
    bucket.archive("data/users/b.csv");
    SyncReport report = lake.sync();
    assertThat(report.ingested()).isEqualTo(1);
    assertThat(report.problems())
        .extracting(problem -> problem.outcome() + " " + problem.uri())
        .containsExactly("skipped(archived) s3://b/data/users/b.csv");
  }

  @ParameterizedTest
  @ValueSource(strings = {"skip", "quarantine"})
  void passesOverBadObjectsOfADataFrame(String policy) {
    bucket.put("data/users/bad.csv.gz", "id\n2\n");
    bucket.put("data/users/c.csv", "id\n3\n");
    var rows =
        lake.spark
            .read()
            .format("s3ingest")
            .options(server.options())
            .option("onCorrupt", policy)
            .option("onMissing", policy)
            .load("s3://b/data/users/")
            .select("id");
    bucket.archive("data/users/c.csv");
    assertThat(rows.collectAsList()).extracting(Object::toString).containsExactly("[1]");
    bucket.remove("data/users/c.csv");
    assertThat(rows.collectAsList()).extracting(Object::toString).containsExactly("[1]");
  }
}

package io.s3ingest.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.s3ingest.testing.FakeBucket;
import io.s3ingest.testing.ScriptedS3;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users of ingesters have suffered from, each as the fact that holds here. */
final class KnownPainsTest {
  private final ScriptedS3 server = ScriptedS3.start();
  private final FakeBucket bucket = server.bucket("b").wholeSeconds();
  private final SyncLake lake = new SyncLake(server);

  @AfterEach
  void stop() {
    server.close();
  }

  /** Plays a history against the model, which says what must be in the table after each line. */
  private static void play(String script) {
    SyncHistory.play(SyncHistory.Script.parse(script), new SyncHistory.Figures());
  }

  @Test
  void anObjectWrittenInTheSecondOfTheNewestTakenOneIsTaken() {
    play(
        """
        policy REPLACE avro
        put k1 v0
        sync slice=100 skew=0
        put k0 v1
        sync slice=100 skew=0
        put k2 v4
        put k2 v5
        sync slice=1 skew=0 reversed
        """);
  }

  @Test
  void anUploadThatBecomesVisibleLateWithAnOlderTimeIsTaken() {
    play(
        """
        policy REPLACE avro
        begin k2 v1
        begin k5 v0
        tick 3600
        put k1 v0
        sync slice=100 skew=0
        complete k5
        sync slice=100 skew=0
        tick 90000
        complete k2
        sync slice=100 skew=0
        """);
  }

  @Test
  void aRetryThatFailsAfterALaterObjectWasCommittedLosesNothing() {
    play(
        """
        policy REPLACE avro
        put k0 v3
        put k1 v0
        sync slice=1 skew=0 OPEN#1:FAIL(k0,v0)
        tick 5
        put k5 v1
        sync slice=1 skew=0
        sync slice=1 skew=0 OPEN#1:FAIL(k0,v0)
        put k0 v5
        sync slice=1 skew=0 STAGED#1:DIE(k0,v0)
        """);
  }

  @Test
  void nothingCountsAsTakenBeforeTheRowsOfItsWholeBatchAreCommitted() {
    play(
        """
        policy REPLACE avro
        put k0 v0
        put k1 v1
        put k2 v3
        sync slice=100 skew=0 OPEN#2:DIE(k0,v0)
        sync slice=100 skew=0 STAGED#1:DIE(k0,v0)
        sync slice=100 skew=0 LEDGER_WRITTEN#1:DIE(k0,v0)
        sync slice=100 skew=0 COMMIT#1:FAIL(k0,v0)
        put k2 v0
        """);
  }

  @Test
  void aFileCutAtItsHeadOrItsTailIsSetAsideByNameAndNeverCountedAsShort() throws IOException {
    byte[] whole = gzip("id\n" + "7\n".repeat(20_000));
    bucket.put("data/users/good.csv", "id\n1\n");
    bucket.put("data/users/tail.csv.gz", Arrays.copyOf(whole, whole.length - 5));
    bucket.put("data/users/head.csv.gz", Arrays.copyOfRange(whole, 5, whole.length));
    lake.sourceOptions.put("schemaHints", "id INT");
    SyncReport report = lake.sync();
    assertThat(report.problems())
        .extracting(ObjectProblem::uri, ObjectProblem::condition)
        .containsExactlyInAnyOrder(
            tuple("s3://b/data/users/tail.csv.gz", "S3INGEST_CORRUPT_FILE"),
            tuple("s3://b/data/users/head.csv.gz", "S3INGEST_CORRUPT_FILE"));
    assertThat(lake.rows("id")).containsExactly("[1]");
  }

  @Test
  void columnsAreBoundByTheNamesInEachHeaderNotByTheirPlace() {
    bucket.put("data/users/a.csv", "id,name\n1,Ada\n");
    bucket.put("data/users/b.csv", "name,id\nBo,2\n");
    bucket.put("data/users/c.csv", "name\nCy\n");
    lake.sync();
    assertThat(lake.rows("id", "name")).containsExactly("[1,Ada]", "[2,Bo]", "[null,Cy]");
  }

  @Test
  void aCorrectedFileUnderTheSameKeyTakesThePlaceOfItsRows() {
    bucket.put("data/users/a.csv", "id\n1\n2\n");
    bucket.put("data/users/b.csv", "id\n3\n");
    lake.sync();
    bucket.put("data/users/a.csv", "id\n10\n");
    assertThat(lake.sync().ingested()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[10]", "[3]");
  }

  @Test
  void noAgeAndNoNumberOfObjectsMakesATakenOneForgotten() {
    for (int i = 0; i < 1_200; i++) {
      bucket.put("data/users/" + i + ".csv", "id\n" + i + "\n", Instant.ofEpochSecond(i / 9));
    }
    lake.sourceOptions.put("schemaHints", "id INT");
    assertThat(lake.sync().ingested()).isEqualTo(1_200);
    bucket.put("data/users/new.csv", "id\n-1\n");
    SyncReport second = lake.sync();
    assertThat(second.ingested()).isEqualTo(1);
    assertThat(second.unchanged()).isEqualTo(1_200);
    assertThat(lake.sql("SELECT count(*), count(DISTINCT id) FROM " + lake.table()))
        .containsExactly("[1201,1201]");
  }

  @Test
  void whatWasTakenIsKnownByTheTableWhateverElseIsChangedOrLost() {
    bucket.put("data/users/a.csv", "id\n1\n");
    lake.sync();
    lake.sourceOptions.put("excludePatterns", "*.tmp");
    lake.sourceOptions.put("concurrency", "3");
    lake.sourceOptions.put("schemaHints", "id BIGINT");
    lake.syncOptions.put("maxFilesPerCommit", "1");
    bucket.put("data/users/b.csv", "id\n2\n");
    SyncReport second = lake.sync();
    assertThat(second.unchanged()).isEqualTo(1);
    assertThat(second.ingested()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]");
  }

  @Test
  void theLedgerKeepsFewFilesHoweverManySyncsThereWere() {
    StringBuilder script = new StringBuilder("policy MIRROR avro\n");
    for (int i = 0; i < 60; i++) {
      script.append("put k%d v%d\nsync slice=100 skew=0 clean\n".formatted(i % 6, i % 2));
      script.append("tick 60\n");
    }
    play(script.toString());
  }

  @Test
  void keysThatComeInNearlyButNotQuiteTheirOrderAreAllTaken() {
    play(
        """
        policy FAIL avro
        put k2 v0
        sync slice=1 skew=0
        put k1 v0
        put k5 v0
        sync slice=1 skew=0
        put k0 v0
        sync slice=1 skew=0
        put k4 v0
        put k3 v0
        sync slice=1 skew=0 reversed
        """);
  }

  @Test
  void aBatchThatWasCommittedByAProcessThatDiedThereIsNotWrittenAgain() {
    play(
        """
        policy APPEND parquet
        put k0 v0
        put k1 v1
        sync slice=1 skew=0 ANSWER#2:DIE(k0,v0)
        sync slice=100 skew=0 COMMITTED#1:DIE(k0,v0)
        put k2 v0
        sync slice=100 skew=0 ANSWER#1:FAIL(k0,v0)
        """);
  }

  @Test
  void anAppendIsAnAppendAndManySmallObjectsAreFewFiles() {
    for (int i = 0; i < 50; i++) {
      bucket.put("data/users/" + i + ".csv", "id\n" + i + "\n");
    }
    lake.sourceOptions.put("schemaHints", "id INT");
    lake.sync();
    bucket.put("data/users/new.csv", "id\n-1\n");
    lake.sync();
    assertThat(lake.sql("SELECT operation FROM " + lake.table() + ".snapshots"))
        .containsExactly("[append]", "[append]");
    assertThat(lake.sql("SELECT count(*) FROM " + lake.table() + ".delete_files"))
        .containsExactly("[0]");
    assertThat(lake.sql("SELECT count(*) FROM " + lake.table() + ".data_files").get(0))
        .matches("\\[[1-4]\\]");
  }

  @Test
  void aRunThatTakesWhatIsThereAndEndsDrainsItInAsManyBatchesAsItNeeds(@TempDir Path folder)
      throws Exception {
    for (int i = 0; i < 7; i++) {
      bucket.put("data/users/" + i + ".csv", "id\n" + i + "\n");
    }
    StreamingQuery query =
        lake.spark
            .readStream()
            .format("s3ingest")
            .options(lake.sourceOptions)
            .option("maxFilesPerTrigger", "2")
            .schema("id INT")
            .load()
            .select("id")
            .writeStream()
            .format("parquet")
            .option("path", folder.resolve("out").toString())
            .option("checkpointLocation", folder.resolve("checkpoint").toString())
            .trigger(Trigger.AvailableNow())
            .start();
    query.awaitTermination();
    assertThat(lake.spark.read().parquet(folder.resolve("out").toString()).count()).isEqualTo(7);
    assertThat(query.recentProgress().length).isGreaterThanOrEqualTo(4);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(SyncLake.bytes(text));
    }
    return out.toByteArray();
  }
}

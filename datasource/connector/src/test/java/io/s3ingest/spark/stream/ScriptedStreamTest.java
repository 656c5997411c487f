package io.s3ingest.spark.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.s3ingest.error.S3IngestException;
import io.s3ingest.testing.FakeBucket;
import io.s3ingest.testing.Op;
import io.s3ingest.testing.ScriptedS3;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScriptedStreamTest {
  private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");

  private ScriptedS3 server;
  private FakeBucket bucket;

  @BeforeEach
  void start() {
    server = ScriptedS3.start();
    bucket = server.bucket("b");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Streams stream() {
    return new Streams(server.options(), "s3://b/t/").schema("id INT");
  }

  private void put(int id, Instant time) {
    bucket.put("t/%d.csv".formatted(id), "id\n%d\n".formatted(id), time);
  }

  private static List<String> ids(int... ids) {
    return IntStream.of(ids).mapToObj(id -> "[" + id + "]").sorted().toList();
  }

  private static S3IngestException failure(Streams stream) {
    S3IngestException failure = S3IngestException.in(catchThrowable(stream::run));
    assertThat(failure).isNotNull();
    return failure;
  }

  private static long[] batchSizes(StreamingQuery query) {
    return Arrays.stream(query.recentProgress())
        .mapToLong(StreamingQueryProgress::numInputRows)
        .filter(rows -> rows > 0)
        .toArray();
  }

  private static String metric(StreamingQuery query, String name) {
    return query.lastProgress().sources()[0].metrics().get(name);
  }

  @Test
  void cutsInsideOneSecond() {
    for (int id = 0; id < 7; id++) {
      put(id, NOON);
    }
    StreamingQuery query = stream().option("maxFilesPerTrigger", "3").run();
    assertThat(batchSizes(query)).containsExactly(3, 3, 1);
  }

  @Test
  void takesTheOldestFirstAndTheFirstOneWhateverItsSize() {
    put(30, NOON.plusSeconds(2));
    bucket.put("t/10.csv", "id\n10\n11\n12\n13\n14\n", NOON);
    put(20, NOON.plusSeconds(1));
    Streams stream = stream().option("maxBytesPerTrigger", "12");
    StreamingQuery query = stream.run();
    assertThat(batchSizes(query)).containsExactly(5, 2);
    assertThat(stream.rows()).isEqualTo(ids(10, 11, 12, 13, 14, 20, 30));
  }

  @Test
  void findsALateObjectWithAnOldTime() {
    put(1, NOON);
    Streams stream = stream();
    stream.run();
    put(2, NOON.minusSeconds(86_400));
    put(3, NOON);
    stream.run();
    assertThat(stream.rows()).isEqualTo(ids(1, 2, 3));
  }

  @Test
  void doesNotReadWhatComesWhileItEndsWithWhatIsThere() {
    put(1, NOON);
    put(2, NOON.plusSeconds(1));
    server.beforeNext(Op.GET, "t/1.csv", () -> put(3, NOON.plusSeconds(2)));
    Streams stream = stream().option("maxFilesPerTrigger", "1");
    stream.run();
    assertThat(stream.rows()).isEqualTo(ids(1, 2));
    stream.run();
    assertThat(stream.rows()).isEqualTo(ids(1, 2, 3));
  }

  @Test
  void replaysTheSameObjectsUnderOtherLimits() {
    for (int id = 0; id < 5; id++) {
      put(id, NOON);
    }
    Streams stream = stream().option("maxFilesPerTrigger", "2");
    stream.run();
    List<List<String>> before = stream.batches();
    stream.forgetLastCommit();
    put(9, NOON);
    server.forgetRequests();
    StreamingQuery again = stream.option("maxFilesPerTrigger", "100").run();
    assertThat(batchSizes(again)).containsExactly(1, 1);
    assertThat(stream.batches().subList(0, 3)).isEqualTo(before);
    assertThat(stream.batches().get(3)).isEqualTo(ids(9));
    assertThat(server.requests(Op.GET, "t/4.csv")).hasSize(1);
    assertThat(server.requests(Op.GET, "t/3.csv")).isEmpty();
  }

  @Test
  void givesOutABatchThatWasLoggedAndNeverBegunAsItWas() {
    put(1, NOON);
    put(2, NOON);
    Streams stream = stream();
    stream.run();
    put(3, NOON.plusSeconds(1));
    put(4, NOON.plusSeconds(1));
    stream.option("maxFilesPerTrigger", "1").run();
    // As if it had died before Spark logged the offset of the last batch.
    stream.forgetLastCommit();
    stream.forgetLastOffset();
    put(0, NOON);
    StreamingQuery again = stream.option("maxFilesPerTrigger", "100").run();
    assertThat(batchSizes(again)).containsExactly(1, 1);
    assertThat(stream.rows()).isEqualTo(ids(0, 1, 2, 3, 4));
  }

  @Test
  void neverReadsAChangedObjectUnderTheOldPlan() {
    put(1, NOON);
    String etag = bucket.put("t/2.csv", "id\n2\n", NOON);
    Streams stream = stream();
    stream.run();
    stream.forgetLastCommit();
    bucket.put("t/2.csv", "id\n22\n", NOON.plusSeconds(1));
    assertThat(failure(stream).getMessage())
        .isEqualTo(
            "[S3INGEST_OBJECT_CHANGED] Cannot read s3://b/t/2.csv: the object was overwritten after it was listed (listed with ETag %s and 5 bytes). List again, or set onChanged=skip."
                .formatted(etag));
    assertThat(failure(stream).condition().publicName()).isEqualTo("S3INGEST_OBJECT_CHANGED");
  }

  @Test
  void readsWhatReplacedASkippedObject() {
    put(1, NOON);
    put(2, NOON);
    server.beforeNext(Op.GET, "t/2.csv", () -> bucket.put("t/2.csv", "id\n22\n", NOON));
    Streams stream = stream().option("onChanged", "skip");
    stream.run();
    assertThat(stream.rows()).isEqualTo(ids(1));
    stream.run();
    assertThat(stream.rows()).isEqualTo(ids(1, 22));
    stream.run();
    assertThat(stream.rows()).isEqualTo(ids(1, 22));
  }

  @Test
  void countsASkippedObjectAndTakesItWhenItIsRepaired() {
    put(1, NOON);
    bucket.put("t/2.csv", "id\n\"2\n", NOON);
    Streams stream = stream().option("onCorrupt", "skip").option("mode", "FAILFAST");
    stream.run();
    put(3, NOON);
    assertThat(metric(stream.run(), "numFilesQuarantined")).isEqualTo("1");
    assertThat(stream.rows()).isEqualTo(ids(1, 3));
    bucket.put("t/2.csv", "id\n2\n", NOON);
    assertThat(metric(stream.run(), "numFilesQuarantined")).isEqualTo("0");
    assertThat(stream.rows()).isEqualTo(ids(1, 2, 3));
  }

  @Test
  void failsForAPlannedObjectThatIsGoneUntilItMaySkipIt() {
    put(1, NOON);
    put(2, NOON);
    server.beforeNext(Op.GET, "t/2.csv", () -> bucket.remove("t/2.csv"));
    Streams stream = stream();
    assertThat(failure(stream).getMessage())
        .isEqualTo(
            "[S3INGEST_OBJECT_NOT_FOUND] Cannot read s3://b/t/2.csv: the object is not there; if it was listed, it has been deleted since. List again, or set onMissing=skip.");
    stream.option("onMissing", "skip").run();
    assertThat(stream.rows()).isEqualTo(ids(1));
  }

  @ParameterizedTest
  @CsvSource({"ignore, 1", "append, 0"})
  void ignoresOrAppendsAnOverwrittenObject(String policy, String ignored) {
    put(1, NOON);
    Streams stream = stream().option("onOverwrite", policy);
    stream.run();
    bucket.put("t/1.csv", "id\n100\n", NOON.plusSeconds(1));
    put(2, NOON.plusSeconds(1));
    StreamingQuery query = stream.run();
    assertThat(metric(query, "numFilesOverwrittenIgnored")).isEqualTo(ignored);
    assertThat(stream.rows()).isEqualTo(policy.equals("ignore") ? ids(1, 2) : ids(1, 2, 100));
    stream.run();
    assertThat(stream.commits()).isEqualTo(2);
  }

  @Test
  void followsAnObjectThatGoesBackToWhatItWas() {
    Streams stream = stream().option("allowOverwrites", "true");
    put(1, NOON);
    stream.run();
    bucket.put("t/1.csv", "id\n100\n", NOON.plusSeconds(1));
    stream.run();
    put(1, NOON.plusSeconds(2));
    stream.run();
    assertThat(stream.rows()).isEqualTo(ids(1, 1, 100));
    stream.run();
    assertThat(stream.commits()).isEqualTo(3);
  }

  @Test
  void failsForAnOverwrittenObjectIfAsked() {
    put(1, NOON);
    Streams stream = stream().option("onOverwrite", "fail");
    stream.run();
    bucket.put("t/1.csv", "id\n100\n", NOON.plusSeconds(1));
    assertThat(failure(stream).getMessage())
        .isEqualTo(
            "[S3INGEST_OBJECT_OVERWRITTEN] Cannot go on with the stream: s3://b/t/1.csv was overwritten after it was taken. Set onOverwrite=append to read it again, or onOverwrite=ignore to leave it.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"startingFrom=latest", "cloudFiles.includeExistingFiles=false"})
  void leavesOutWhatIsThereAtTheFirstStart(String option) {
    put(1, NOON);
    Streams stream = stream().option(option.split("=")[0], option.split("=")[1]);
    stream.run();
    put(2, NOON.minusSeconds(60));
    stream.run();
    assertThat(stream.rows()).isEqualTo(ids(2));
    // Decided once: later settings change nothing.
    stream().option("startingFrom", "earliest");
    stream.run();
    assertThat(stream.rows()).isEqualTo(ids(2));
  }

  @Test
  void startsFromATimeAndStillFindsWhatComesLate() {
    put(1, NOON.minusSeconds(1));
    put(2, NOON);
    Streams stream = stream().option("startingFrom", "2026-01-15 12:00:00");
    stream.run();
    assertThat(stream.rows()).isEqualTo(ids(2));
    put(3, NOON.minusSeconds(1));
    stream.run();
    assertThat(stream.rows()).isEqualTo(ids(2, 3));
  }

  @Test
  void remembersAcrossTheLedger() throws IOException {
    Streams stream = stream().option("maxFilesPerTrigger", "1");
    for (int id = 0; id < 23; id++) {
      put(id, NOON.plusSeconds(id));
    }
    stream.run();
    assertThat(stream.log("roots")).isNotEmptyDirectory();
    put(23, NOON);
    stream.run();
    assertThat(stream.rows()).isEqualTo(ids(IntStream.range(0, 24).toArray()));
    assertThat(stream.commits()).isEqualTo(24);
  }

  @Test
  void tellsWhatIsOutstanding() {
    put(1, NOON);
    put(2, NOON.plusSeconds(1));
    bucket.put("t/3.csv", "id\n333\n", NOON.plusSeconds(2));
    StreamingQuery query = stream().option("maxFilesPerTrigger", "1").run();
    StreamingQueryProgress first =
        Arrays.stream(query.recentProgress())
            .filter(progress -> progress.numInputRows() > 0)
            .findFirst()
            .orElseThrow();
    assertThat(first.sources()[0].description()).isEqualTo("s3ingest s3://b/t/");
    assertThat(first.sources()[0].metrics())
        .containsEntry("numFilesOutstanding", "2")
        .containsEntry("numBytesOutstanding", "12")
        .containsEntry("numFilesListed", "3")
        .containsKey("oldestOutstandingFileAgeMs");
    assertThat(metric(query, "numFilesOutstanding")).isEqualTo("0");
  }

  @Test
  void refusesAnotherPlaceWithAnOldCheckpoint() {
    put(1, NOON);
    Streams stream = stream();
    stream.run();
    bucket.put("u/1.csv", "id\n1\n");
    assertThat(failure(stream.at("s3://b/u/")).getMessage())
        .isEqualTo(
            "[S3INGEST_CHECKPOINT_MISMATCH] Cannot go on with the stream of %s: it reads s3://b/t/, the query asks for s3://b/u/. Set the path back, or give the query a new checkpointLocation."
                .formatted(stream.logUri("")));
  }

  @Test
  void refusesOtherColumnsThanWereInferredAtTheFirstStart() {
    put(1, NOON);
    Streams stream = stream().schema(null);
    stream.run();
    bucket.put("t/2.csv", "id,extra\n2,x\n", NOON);
    assertThat(failure(stream).getMessage())
        .startsWith(
            "[S3INGEST_CHECKPOINT_MISMATCH] Cannot go on with the stream of %s: its columns were inferred as (id INT,_last_modified_time TIMESTAMP NOT NULL), now they are (id INT,extra STRING,_last_modified_time TIMESTAMP NOT NULL). Give the columns that you want"
                .formatted(stream.logUri("")));
    stream.schema("id INT").run();
    assertThat(stream.rows()).isEqualTo(ids(1, 2));
  }

  @Test
  void keepsTheColumnsOfTheFirstStartWhereItIsTold() {
    put(1, NOON);
    Streams stream = stream().schema(null).select("*");
    stream.option("schemaLocation", stream.checkpoint().toString());
    stream.run();
    bucket.put("t/2.csv", "id,extra\n2,x\n", NOON);
    stream.run();
    assertThat(stream.rows())
        .containsExactly("[1,2026-01-15 12:00:00.0]", "[2,2026-01-15 12:00:00.0]");
    bucket.put("u/1.csv", "id\n1\n");
    assertThat(catchThrowable(() -> stream.at("s3://b/u/").table()))
        .hasMessage(
            "[S3INGEST_CHECKPOINT_MISMATCH] Cannot take the columns of %s/_s3ingest_schema.json: they are of s3://b/t/, the query asks for s3://b/u/. Give each place a schemaLocation of its own."
                .formatted(stream.checkpoint()));
  }

  @Test
  void waitsForTheFirstObjectOfAnEmptyFolder() {
    Streams stream = stream();
    stream.run();
    assertThat(stream.log("stream.json")).exists();
    put(1, NOON);
    stream.run();
    assertThat(stream.rows()).isEqualTo(ids(1));
  }

  @Test
  void refusesToGuessWhenItsLogIsLost() throws IOException {
    put(1, NOON);
    Streams stream = stream();
    stream.run();
    Files.delete(stream.log("batches/0000000001.json"));
    Files.deleteIfExists(stream.log("batches/.0000000001.json.crc"));
    put(2, NOON);
    assertThat(failure(stream).getMessage())
        .isEqualTo(
            "[S3INGEST_INVALID_CHECKPOINT] Cannot read the stream's log %s: the query has been at batch 1, the last one here is 0. Restore the checkpoint from a copy, or begin a new one with startingFrom set to where the old one ended."
                .formatted(stream.logUri("batches")));
    Files.delete(stream.log("stream.json"));
    Files.deleteIfExists(stream.log(".stream.json.crc"));
    assertThat(failure(stream).getMessage())
        .isEqualTo(
            "[S3INGEST_INVALID_CHECKPOINT] Cannot read the stream's log %s: it does not exist, and the query has been running before. Restore the checkpoint from a copy, or begin a new one with startingFrom set to where the old one ended."
                .formatted(stream.logUri("stream.json")));
  }

  @Test
  void namesADamagedFileAndANewerOne() throws IOException {
    put(1, NOON);
    Streams stream = stream();
    stream.run();
    stream.forgetLastCommit();
    stream.damage("batches/0000000001.json", "{\"format\": \"s3ingest-plan\", \"version\": 9}");
    assertThat(failure(stream).getMessage())
        .isEqualTo(
            "[S3INGEST_INVALID_PLAN] Cannot read the plan file %s: it has version 9, this s3ingest knows up to 2. Use a newer s3ingest."
                .formatted(stream.logUri("batches/0000000001.json")));
    stream.damage("stream.json", "{\"format\": \"s3ingest-stream\", \"version\": 2}");
    assertThat(failure(stream).getMessage())
        .isEqualTo(
            "[S3INGEST_INVALID_CHECKPOINT] Cannot read the stream's log %s: it has version 2, this s3ingest knows up to 1. Use a newer s3ingest."
                .formatted(stream.logUri("stream.json")));
    stream.damage("stream.json", "{\"format\":");
    assertThat(failure(stream).getMessage())
        .startsWith(
            "[S3INGEST_INVALID_CHECKPOINT] Cannot read the stream's log %s: it is not JSON at line 1, column"
                .formatted(stream.logUri("stream.json")));
  }
}

package io.s3ingest.spark.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.testing.CapturedLog;
import io.s3ingest.testing.TestSpark;
import io.s3ingest.testing.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

final class ChangeFeedIT {
  private static final String[] OBJECTS = {
    "key", "_change_type", "string(payload)", "coalesce(metadata['action'], '-')"
  };

  private final TestStore store = TestStore.shared();

  @Test
  void givesInsertUpdateAndDeleteOfAVersionedBucketOnceEach() throws Exception {
    String bucket = store.newVersionedBucket();
    Streams stream =
        objects(bucket)
            .option("polling-period", "500ms")
            .select(
                "key",
                "_change_type",
                "string(payload)",
                "metadata['action']",
                "_version_id",
                "position",
                "unix_seconds(_last_modified_time)");
    StreamingQuery query = stream.start(Trigger.ProcessingTime(0));
    try {
      awaitFirstLook(query);
      Instant began = Instant.now();
      store.put(bucket, "t/k", "one");
      store.put(bucket, "t/k", "two");
      delete(bucket, "t/k");
      Awaitility.await()
          .atMost(Duration.ofMinutes(5))
          .until(() -> stream.rows().size() >= 3 || query.exception().isDefined());
      System.out.println(
          "insert, update and delete seen after "
              + Duration.between(began, Instant.now()).toMillis()
              + " ms, polling-period=500ms");
    } finally {
      query.stop();
    }
    var versions = store.sdk().listObjectVersions(r -> r.bucket(bucket).prefix("t/k"));
    List<ObjectVersion> puts = versions.versions();
    var marker = versions.deleteMarkers().get(0);
    assertThat(stream.rows())
        .containsExactlyInAnyOrder(
            row("insert", "one", null, puts.get(1).versionId(), puts.get(1).lastModified()),
            row("update", "two", null, puts.get(0).versionId(), puts.get(0).lastModified()),
            row("delete", null, "delete", marker.versionId(), marker.lastModified()));
  }

  private static String row(
      String type, String payload, String action, String version, Instant time) {
    long second = time.getEpochSecond();
    return "[t/k,%s,%s,%s,%s,t/k_c%d,%d]".formatted(type, payload, action, version, second, second);
  }

  @Test
  void givesInsertAndUpdateWithoutVersionsAndWarnsOnce() throws Exception {
    String bucket = store.newBucket();
    Streams stream = objects(bucket).option("polling-period", "200ms").select(OBJECTS);
    try (CapturedLog log = new CapturedLog()) {
      StreamingQuery query = stream.start(Trigger.ProcessingTime(0));
      try {
        awaitFirstLook(query);
        for (String body : List.of("one", "two")) {
          store.put(bucket, "t/k", body);
          awaitRow(stream, body);
        }
        delete(bucket, "t/k");
        awaitRow(stream, "delete");
      } finally {
        query.stop();
      }
      assertThat(stream.rows())
          .containsExactly("[t/k,delete,null,delete]", "[t/k,insert,one,-]", "[t/k,update,two,-]");
      assertThat(log.text().lines().filter(line -> line.contains("keeps no versions")))
          .containsExactly(
              "s3://%s/ keeps no versions: deletes are seen by comparing listings only, and of several writes between two looks the last one only."
                  .formatted(bucket));
    }
  }

  @Test
  void givesWhatIsThereAndThenEachVersionAndGoesOnAfterAStop() {
    String bucket = store.newVersionedBucket();
    store.put(bucket, "t/a", "a1");
    store.put(bucket, "t/a", "a2");
    store.put(bucket, "t/.b", "");
    store.put(bucket, "t/gone", "x");
    delete(bucket, "t/gone");
    Streams stream = objects(bucket).select(OBJECTS);
    stream.run();
    assertThat(stream.rows()).containsExactly("[t/.b,insert,,-]", "[t/a,insert,a2,-]");
    store.put(bucket, "t/gone", "back");
    delete(bucket, "t/a");
    store.put(bucket, "t/a", "a3");
    stream.run();
    stream.run();
    assertThat(stream.rows())
        .containsExactly(
            "[t/.b,insert,,-]",
            "[t/a,delete,null,delete]",
            "[t/a,insert,a2,-]",
            "[t/a,insert,a3,-]",
            "[t/gone,insert,back,-]");
  }

  @Test
  void losesAndDoublesNothingWhereverItIsStoppedInASnapshot() {
    String bucket = store.newVersionedBucket();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      store.put(bucket, "t/%02d".formatted(i), "v");
      expected.add("[t/%02d,insert,v,-]".formatted(i));
    }
    Streams stream = objects(bucket).option("maxFilesPerTrigger", "10").select(OBJECTS);
    stream.run();
    assertThat(stream.commits()).isEqualTo(3);
    stream.forgetLastCommit();
    stream.forgetLastOffset();
    store.put(bucket, "t/05", "w");
    store.put(bucket, "t/99", "new");
    stream.run();
    expected.add("[t/05,update,w,-]");
    expected.add("[t/99,insert,new,-]");
    assertThat(stream.rows()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void startsAtThePositionOfAnotherConnector() {
    String bucket = store.newVersionedBucket();
    store.put(bucket, "t/old", "o");
    long second = newestSecond(bucket);
    awaitNextSecond(bucket, second);
    store.put(bucket, "t/new", "n");
    store.put(bucket, "t/old", "o2");
    try (CapturedLog log = new CapturedLog()) {
      Streams stream =
          objects(bucket)
              .option("startingPosition", "this_Is_A_Key_c" + second)
              .option("excludePatterns", "t/tick")
              .select(OBJECTS);
      stream.run();
      assertThat(stream.rows()).containsExactly("[t/new,insert,n,-]", "[t/old,update,o2,-]");
      assertThat(log.text().lines().filter(line -> line.contains("startingPosition")))
          .hasSize(1)
          .first(InstanceOfAssertFactories.STRING)
          .endsWith(
              " were last written in exactly second %d of startingPosition: they count as given out."
                  .formatted(second));
      stream.run();
      assertThat(stream.rows()).hasSize(2);
    }
    Streams snapshot =
        objects(bucket)
            .option("startingPosition", "t/new_s" + second)
            .option("excludePatterns", "t/tick")
            .select("key", "_change_type", "substring(position, length(key) + 1, 2)");
    snapshot.run();
    assertThat(snapshot.rows()).containsExactly("[t/new,insert,_c]", "[t/old,insert,_s]");
  }

  @Test
  void givesDecodedRowsAndOneRowOfADelete() {
    String bucket = store.newVersionedBucket();
    store.put(bucket, "t/day=2024-01-02/a.csv", "id,name\n1,Ada\n2,Bo\n");
    // Nothing is left in the end to infer columns from. Given ones hide those of the feed.
    Streams stream =
        new Streams(store.options(), "s3://" + bucket + "/t/")
            .option("readChangeFeed", "true")
            .schema("id INT, name STRING, day DATE")
            .select(
                "id",
                "name",
                "day",
                "_change_type",
                "_source_key",
                "_version_id IS NOT NULL",
                "substring(_position, length(_source_key) + 1, 2)");
    stream.run();
    store.put(bucket, "t/day=2024-01-02/a.csv", "id,name\n3,Cy\n");
    delete(bucket, "t/day=2024-01-02/a.csv");
    store.put(bucket, "t/ignored.txt", "x");
    stream.run();
    String key = "t/day=2024-01-02/a.csv";
    assertThat(stream.rows())
        .containsExactly(
            "[1,Ada,2024-01-02,insert,%s,true,_s]".formatted(key),
            "[2,Bo,2024-01-02,insert,%s,true,_s]".formatted(key),
            "[3,Cy,2024-01-02,update,%s,true,_c]".formatted(key),
            "[null,null,2024-01-02,delete,%s,true,_c]".formatted(key));
  }

  @Test
  void addsItsColumnsToInferredOnesAndRefusesDataThatOwnsThem() {
    String bucket = store.newVersionedBucket();
    store.put(bucket, "t/a.csv", "id\n1\n");
    store.put(bucket, "u/a.csv", "id,_position\n1,2\n");
    var reader =
        TestSpark.session()
            .readStream()
            .format("s3ingest")
            .options(store.options())
            .option("readChangeFeed", true);
    assertThat(reader.load("s3://" + bucket + "/t/").schema().simpleString())
        .isEqualTo(
            "struct<id:int,_last_modified_time:timestamp,_change_type:string,_version_id:string,_source_key:string,_position:string>");
    assertThatThrownBy(() -> reader.load("s3://" + bucket + "/u/"))
        .hasMessage(
            "[S3INGEST_RESERVED_COLUMN_NAME] Cannot read the changes of s3://%s/u/: its data has a column '_position', which the feed of changes adds itself. Rename the column in the data, or set recordShape=object."
                .formatted(bucket));
  }

  @Test
  void readsTheHistoryOfAVersionedBucketAtOnce() {
    String bucket = store.newVersionedBucket();
    store.put(bucket, "t/a", "a1");
    store.put(bucket, "t/a", "a2");
    delete(bucket, "t/a");
    List<String> rows =
        TestSpark.session()
            .read()
            .format("s3ingest")
            .options(store.options())
            .option("recordShape", "object")
            .option("readChangeFeed", true)
            .load("s3://" + bucket + "/t/")
            .selectExpr(OBJECTS)
            .collectAsList()
            .stream()
            .map(Row::toString)
            .toList();
    assertThat(rows)
        .containsExactlyInAnyOrder(
            "[t/a,insert,a1,-]", "[t/a,update,a2,-]", "[t/a,delete,null,delete]");
  }

  @Test
  void refusesTheCheckpointOfAnotherKindOfStreamAndAMissingBucket() {
    String bucket = store.newVersionedBucket();
    store.put(bucket, "t/a.csv", "id\n1\n");
    Streams feed = objects(bucket).select("key");
    feed.run();
    assertThatThrownBy(() -> feed.at("s3://" + bucket + "/other/").run())
        .rootCause()
        .hasMessageStartingWith("[S3INGEST_CHECKPOINT_MISMATCH] Cannot go on with the stream of ")
        .hasMessageEndingWith(
            "it reads s3://%1$s/t/ as changes, the query asks for s3://%1$s/other/ as changes. Set the path back, or give the query a new checkpointLocation."
                .formatted(bucket));
    assertThatThrownBy(
            () ->
                new Streams(store.options(), "s3://" + bucket + "-none/t/")
                    .option("recordShape", "object")
                    .select("key")
                    .run())
        .hasStackTraceContaining(
            "[S3INGEST_BUCKET_NOT_FOUND] Cannot tell the versioning of s3://%s-none/: there is no such bucket at "
                .formatted(bucket));
  }

  @Test
  void refusesToFollowThePast() {
    String bucket = store.newVersionedBucket();
    Streams stream = objects(bucket).option("timestampAsOf", "2024-01-15").select("key");
    assertThatThrownBy(stream::run)
        .hasStackTraceContaining(
            "[S3INGEST_CONFLICTING_OPTIONS] Cannot stream as of 2024-01-15T00:00:00Z: a stream follows what changes. Leave option 'timestampAsOf' out, or read the past by spark.read.");
  }

  @Test
  void namesThePermissionThatIsMissingBeforeTheFirstBatch() {
    String bucket = store.newVersionedBucket();
    store.put(bucket, "t/a", "a");
    Streams stream =
        new Streams(
                store.optionsOfUser(bucket, "s3:GetBucketVersioning", "s3:ListBucketVersions"),
                "s3://" + bucket + "/t/")
            .option("recordShape", "object")
            .select("key");
    assertThatThrownBy(stream::run)
        .hasStackTraceContaining(
            "[S3INGEST_ACCESS_DENIED] Cannot read s3://%s/t/a: the permission s3:GetObjectVersion is missing"
                .formatted(bucket));
    assertThat(stream.log("batches")).doesNotExist();
  }

  private Streams objects(String bucket) {
    return new Streams(store.options(), "s3://" + bucket + "/t/").option("recordShape", "object");
  }

  private void delete(String bucket, String key) {
    store.sdk().deleteObject(r -> r.bucket(bucket).key(key));
  }

  private static void awaitFirstLook(StreamingQuery query) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(5))
        .until(() -> query.recentProgress().length > 0 || query.exception().isDefined());
  }

  private static void awaitRow(Streams stream, String text) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(5))
        .until(() -> stream.rows().stream().anyMatch(row -> row.contains(text)));
  }

  private long newestSecond(String bucket) {
    return store.sdk().listObjectVersions(r -> r.bucket(bucket)).versions().stream()
        .mapToLong(version -> version.lastModified().getEpochSecond())
        .max()
        .orElseThrow();
  }

  private void awaitNextSecond(String bucket, long second) {
    do {
      store.put(bucket, "t/tick", "x");
    } while (newestSecond(bucket) <= second);
  }
}

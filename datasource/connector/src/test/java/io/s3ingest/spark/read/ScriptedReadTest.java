package io.s3ingest.spark.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.s3ingest.cursor.FileGroup;
import io.s3ingest.cursor.FileSplit;
import io.s3ingest.cursor.PlanFile;
import io.s3ingest.cursor.RunRegistry;
import io.s3ingest.error.BadObjectsException;
import io.s3ingest.error.BadObjectsException.BadObject;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.metric.SplitCount;
import io.s3ingest.metric.SplitCountAccumulator;
import io.s3ingest.options.OptionSet;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.store.ListRequest;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.StoreRegistry;
import io.s3ingest.testing.FakeBucket;
import io.s3ingest.testing.Op;
import io.s3ingest.testing.Plans;
import io.s3ingest.testing.ScriptedS3;
import io.s3ingest.testing.TestSpark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScriptedReadTest {
  private final SparkSession spark = TestSpark.session();
  private ScriptedS3 server;
  private FakeBucket bucket;

  @BeforeEach
  void start() {
    server = ScriptedS3.start();
    bucket = server.bucket("b");
    bucket.put("t/1.csv", "id\n1\n");
    bucket.put("t/2.csv", "id\n2\n");
    bucket.put("t/3.csv", "id\n3\n");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void failsForAnObjectThatWasOverwrittenSinceTheListing() {
    String etag = bucket.put("t/2.csv", "id\n2\n");
    Dataset<Row> table = reader().load("s3://b/t/").select("id");
    server.beforeNext(Op.GET, "t/2.csv", () -> bucket.put("t/2.csv", "id\n22\n"));
    assertThat(failure(table).getMessage())
        .isEqualTo(
            "[S3INGEST_OBJECT_CHANGED] Cannot read s3://b/t/2.csv: the object was overwritten after it was listed (listed with ETag %s and 5 bytes). List again, or set onChanged=skip."
                .formatted(etag));
  }

  @Test
  void failsForAnObjectThatVanishedSinceTheListing() {
    Dataset<Row> table = reader().load("s3://b/t/").select("id");
    server.beforeNext(Op.GET, "t/2.csv", () -> bucket.remove("t/2.csv"));
    assertThat(failure(table).getMessage())
        .isEqualTo(
            "[S3INGEST_OBJECT_NOT_FOUND] Cannot read s3://b/t/2.csv: the object is not there; if it was listed, it has been deleted since. List again, or set onMissing=skip.");
  }

  @Test
  void passesOverWhatItMayAndCountsIt() {
    Dataset<Row> table =
        reader()
            .option("onMissing", "skip")
            .option("onChanged", "skip")
            .load("s3://b/t/")
            .select("id");
    server.beforeNext(Op.GET, "t/2.csv", () -> bucket.remove("t/2.csv"));
    server.beforeNext(Op.GET, "t/3.csv", () -> bucket.put("t/3.csv", "id\n33\n"));
    assertThat(ReadIT.rows(table)).containsExactly("[1]");
    assertThat(Plans.metric(table, "filesSkipped")).isEqualTo(2);
    assertThat(Plans.metric(table, "filesRead")).isEqualTo(1);
  }

  @Test
  void failsForAnArchivedObjectAndSaysHowToGoOn() {
    bucket.archive("t/2.csv");
    String message = failure(reader().schema("id INT").load("s3://b/t/")).getMessage();
    assertThat(message.replaceAll("\\(403 [^)]*\\)", "(403)"))
        .isEqualTo(
            "[S3INGEST_OBJECT_ARCHIVED] Cannot read s3://b/t/2.csv: the object is archived and must be restored first (403). Restore it, exclude its key with excludePatterns, or set onMissing=skip.");
  }

  @Test
  void passesOverArchivedObjectsWhenToldToAlsoForTheSchema() {
    bucket.archive("t/1.csv");
    bucket.archive("t/3.csv");
    Dataset<Row> table = reader().option("onMissing", "skip").load("s3://b/t/").select("id");
    assertThat(ReadIT.rows(table)).containsExactly("[2]");
    assertThat(Plans.metric(table, "filesSkipped")).isEqualTo(2);
  }

  @Test
  void opensNothingThatATimePrunes() {
    bucket.put("t/old.csv", "id\n9\n", Instant.parse("2020-01-01T00:00:00Z"));
    bucket.put("t/new.csv", "id\n8\n", Instant.parse("2030-01-01T00:00:00Z"));
    Dataset<Row> table =
        reader()
            .load("s3://b/t/")
            .where("_last_modified_time >= TIMESTAMP'2030-01-01 00:00:00'")
            .select("id");
    server.forgetRequests();
    assertThat(ReadIT.rows(table)).containsExactly("[8]");
    assertThat(server.requests(Op.GET)).hasSize(1);
    assertThat(server.requests(Op.GET, "t/new.csv")).hasSize(1);
    assertThat(server.requests(Op.LIST)).hasSize(1);
  }

  /** The oracle is Spark itself, over the same rows without anything pushed down. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "day = 5",
        "day <> 5",
        "day IN (5, 7)",
        "day NOT IN (5, 7)",
        "day NOT IN (5, NULL)",
        "day IS NULL",
        "day <=> NULL",
        "NOT (day > 5)",
        "day > 5 OR id = 1",
        "day > 5 AND id <> 1",
        "NOT (day = 5 AND id = 2)",
        "NOT (day = 5 OR region = 'eu')",
        "region LIKE 'e%'",
        "region LIKE '%u' AND day BETWEEN 5 AND 6",
        "_metadata.file_size > 6",
        "_metadata.file_name = '2.csv'",
        "_metadata.row_index = 1",
        "_metadata.row_index = 1 OR day = 7",
        "_last_modified_time < TIMESTAMP'2021-06-01'",
        "_last_modified_time >= TIMESTAMP'2021-01-01' AND region = 'eu'",
        "date(_last_modified_time) = DATE'2021-01-01'",
        "day + 1 = 6",
        "false",
        "true"
      })
  void givesTheRowsThatSparkWouldFind(String condition) {
    FakeBucket rows = server.bucket("p");
    rows.put("r/day=5/region=eu/1.csv", "id\n1\n2\n", Instant.parse("2020-01-01T00:00:00Z"));
    rows.put("r/day=6/region=us/2.csv", "id\n10\n", Instant.parse("2021-01-01T00:00:00Z"));
    rows.put("r/day=7/region=eu/3.csv", "id\n100\n7\n", Instant.parse("2022-01-01T00:00:00Z"));
    rows.put(
        "r/day=__HIVE_DEFAULT_PARTITION__/region=eu/4.csv",
        "id\n9\n",
        Instant.parse("2023-01-01T00:00:00Z"));
    Dataset<Row> table = reader().load("s3://p/r/").selectExpr("*", "_metadata");
    Dataset<Row> plain = spark.createDataFrame(table.collectAsList(), table.schema());
    assertThat(ReadIT.rows(table.where(condition).select("id")))
        .containsExactlyInAnyOrderElementsOf(ReadIT.rows(plain.where(condition).select("id")));
  }

  @Test
  void asksTheStoreNothingForAnExplanation() {
    Dataset<Row> table = reader().load("s3://b/t/").where("id > 1");
    server.forgetRequests();
    String explained = Plans.text(table);
    assertThat(server.requests()).isEmpty();
    assertThat(explained).contains("s3://b/t/").doesNotContain(secret());
  }

  @Test
  void namesAllBadObjectsOfATaskOfASync() {
    bucket.put("t/2.csv", "id\n\"unclosed\n");
    PlanFile plan = plan("t/1.csv", "t/2.csv", "t/3.csv");
    bucket.put("t/3.csv", "id\n33\n");
    SplitCountAccumulator counts = new SplitCountAccumulator();
    spark.sparkContext().register(counts);
    try (RunRegistry.Registration ignored = RunRegistry.register("run-1", run(plan, counts))) {
      Dataset<Row> table =
          reader()
              .option("plan", "mem:plan")
              .option("runId", "run-1")
              .option("mode", "FAILFAST")
              .load()
              .select("id");
      BadObjectsException bad = BadObjectsException.in(catchThrowable(table::collectAsList));
      assertThat(bad.objects()).extracting(BadObject::key).containsExactly("t/2.csv", "t/3.csv");
      assertThat(bad.objects())
          .extracting(BadObject::condition)
          .containsExactly("S3INGEST_CORRUPT_RECORD", "S3INGEST_OBJECT_CHANGED");
    }
  }

  @Test
  void countsEverySplitOfASyncOnce() {
    PlanFile plan = plan("t/1.csv", "t/3.csv");
    SplitCountAccumulator counts = new SplitCountAccumulator();
    spark.sparkContext().register(counts);
    try (RunRegistry.Registration ignored = RunRegistry.register("run-2", run(plan, counts))) {
      Dataset<Row> table = reader().option("plan", "mem:plan").option("runId", "run-2").load();
      assertThat(table.schema().simpleString())
          .isEqualTo("struct<id:int,_last_modified_time:timestamp>");
      server.forgetRequests();
      assertThat(ReadIT.rows(table.select("id"))).containsExactly("[1]", "[3]");
      assertThat(server.requests(Op.LIST)).isEmpty();
      assertThat(counts.value().values())
          .containsExactlyInAnyOrder(
              new SplitCount("t/1.csv", 0, 1, 1, 0, null),
              new SplitCount("t/3.csv", 0, 1, 1, 0, null));
    }
  }

  private DataFrameReader reader() {
    return spark.read().format("s3ingest").options(server.options());
  }

  private String secret() {
    return server.options().get("secretAccessKey");
  }

  private static S3IngestException failure(Dataset<Row> table) {
    return S3IngestException.in(catchThrowable(table::collectAsList));
  }

  /** A plan of one group, as a listing finds these objects now. */
  private PlanFile plan(String... keys) {
    Map<String, String> options = new TreeMap<>(server.options());
    options.put("bucket", "b");
    ReadOptions read = ReadOptions.of(options, Map.of(), OptionSet.Unknown.REJECT);
    List<ObjectRef> all =
        StoreRegistry.open(read.store()).list(ListRequest.below("b", "t/")).objects();
    List<FileSplit> splits = new ArrayList<>();
    for (String key : keys) {
      all.stream().filter(o -> o.key().equals(key)).map(FileSplit::whole).forEach(splits::add);
    }
    return new PlanFile(
        "plan-1",
        "pipeline",
        "run",
        Instant.EPOCH,
        "csv",
        "b",
        "t/",
        new StructType().add("id", DataTypes.IntegerType).json(),
        List.of(),
        -1,
        Map.of(),
        null,
        List.of(new FileGroup(splits)));
  }

  private static RunRegistry.Run run(PlanFile plan, SplitCountAccumulator counts) {
    return new RunRegistry.Run() {
      @Override
      public PlanFile openPlan(String uri) {
        assertThat(uri).isEqualTo("mem:plan");
        return plan;
      }

      @Override
      public SplitCountAccumulator counts() {
        return counts;
      }
    };
  }
}

package io.s3ingest.spark.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.cursor.FileGroup;
import io.s3ingest.cursor.FileSplit;
import io.s3ingest.cursor.PlanFile;
import io.s3ingest.cursor.PlanFileCodec;
import io.s3ingest.options.OptionSet;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.StoreRegistry;
import io.s3ingest.testing.CountingProxy;
import io.s3ingest.testing.Op;
import io.s3ingest.testing.Plans;
import io.s3ingest.testing.TestSpark;
import io.s3ingest.testing.TestStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadIT {
  private final TestStore store = TestStore.shared();
  private final SparkSession spark = TestSpark.session();
  private String bucket;

  @BeforeEach
  void makeBucket() {
    bucket = store.newBucket();
  }

  @Test
  void readsCsvPlainAndCompressed() throws IOException {
    store.put(bucket, "users/a.csv", "id,name\n1,Ada\n2,\"Bo, Jr\"\n");
    store.put(bucket, "users/b.csv.gz", gzip("id,name\n3,Cy\n"));
    Dataset<Row> users = reader().load("s3://" + bucket + "/users/");
    assertThat(users.schema().simpleString())
        .isEqualTo("struct<id:int,name:string,_last_modified_time:timestamp>");
    assertThat(rows(users.select("id", "name")))
        .containsExactlyInAnyOrder("[1,Ada]", "[2,Bo, Jr]", "[3,Cy]");
  }

  @Test
  void readsJsonLinesArraysAndObjects() {
    store.put(bucket, "e/lines.jsonl", "{\"id\":1,\"tag\":\"a\"}\n{\"id\":2,\"tag\":\"b\"}\n");
    store.put(bucket, "e/array.json", "[{\"id\":3,\"tag\":\"c\"},{\"id\":4,\"tag\":\"d\"}]");
    store.put(bucket, "e/object.json", "{\"id\":5,\n \"tag\":\"e\"}");
    Dataset<Row> events = reader().load("s3://" + bucket + "/e");
    assertThat(rows(events.select("id", "tag")))
        .containsExactlyInAnyOrder("[1,a]", "[2,b]", "[3,c]", "[4,d]", "[5,e]");
  }

  @Test
  void readsParquet(@TempDir Path folder) throws IOException {
    store.put(bucket, "p/x.parquet", parquet(folder, spark.range(5).selectExpr("id", "'v' v")));
    Dataset<Row> table = reader().load("s3a://" + bucket + "/p/");
    assertThat(table.schema().simpleString())
        .isEqualTo("struct<id:bigint,v:string,_last_modified_time:timestamp>");
    assertThat(rows(table.where("id >= 3").select("id", "v")))
        .containsExactlyInAnyOrder("[3,v]", "[4,v]");
  }

  @Test
  void readsPartOfANestedColumn(@TempDir Path folder) throws IOException {
    Dataset<Row> nested =
        spark.range(2).selectExpr("id", "named_struct('a', id, 'b', 'x' || id) AS s");
    store.put(bucket, "p/x.parquet", parquet(folder, nested));
    store.put(bucket, "j/x.json", "{\"s\":{\"a\":1,\"b\":\"x\"},\"t\":2}\n");
    assertThat(rows(reader().load("s3://" + bucket + "/p").select("s.b", "_metadata.row_index")))
        .containsExactlyInAnyOrder("[x0,0]", "[x1,1]");
    assertThat(rows(reader().load("s3://" + bucket + "/j").select("s.b"))).containsExactly("[x]");
  }

  /** What is bad in a value tells whether it was decoded. */
  @Test
  void decodesOnlyWhatIsReadOfAJsonRecord() {
    String record = "{\"a\":1,\"s\":{\"x\":1,\"y\":\"no number\"},\"z\":\"none\"}\n";
    store.put(bucket, "j/x.jsonl", record);
    Dataset<Row> table =
        reader().schema("a LONG, s STRUCT<x: INT, y: INT>, z LONG").load("s3://" + bucket + "/j");
    Dataset<Row> part = table.select("a", "s.x");
    assertThat(rows(part)).containsExactly("[1,1]");
    assertThat(Plans.metric(part, "recordsHandedOver")).isZero();
    Dataset<Row> whole = table.select("a", "s");
    assertThat(rows(whole)).containsExactly("[1,[1,null]]");
    assertThat(Plans.metric(whole, "recordsHandedOver")).isEqualTo(1);
  }

  @Test
  void readsBucketPrefixAndTable() {
    store.put(bucket, "data/users/a.csv", "id\n1\n");
    store.put(bucket, "data/orders/a.csv", "id\n2\n");
    DataFrameReader reader = reader().option("bucket", bucket).option("prefix", "data/");
    assertThat(rows(reader.option("table", "users").load().select("id"))).containsExactly("[1]");
  }

  @Test
  void readsSeveralPathsAndGlobs() {
    store.put(bucket, "d/2024/a.csv", "id\n1\n");
    store.put(bucket, "d/2025/a.csv", "id\n2\n");
    store.put(bucket, "d/2026/a.csv", "id\n3\n");
    String root = "s3://" + bucket + "/d/";
    assertThat(rows(reader().load(root + "2024/", root + "2026/").select("id")))
        .containsExactlyInAnyOrder("[1]", "[3]");
    assertThat(rows(reader().load(root + "202{4,5}/*.csv").select("id")))
        .containsExactlyInAnyOrder("[1]", "[2]");
  }

  @Test
  void takesAPrefixForAFolderAndNeverForPartOfAName() {
    store.put(bucket, "csv/a.csv", "id\n1\n");
    store.put(bucket, "csvgz/a.csv", "id\n2\n");
    Dataset<Row> table = reader().option("bucket", bucket).option("prefix", "csv").load();
    assertThat(rows(table.select("id"))).containsExactly("[1]");
  }

  @Test
  void readsAFolderWithAnAccentAndKeysThatLookEscaped() {
    store.put(bucket, "données/été 1.csv", "id\n1\n");
    store.put(bucket, "données/a%20b+c#d?.csv", "id\n2\n");
    Dataset<Row> table = reader().load("s3://" + bucket + "/données/");
    assertThat(rows(table.selectExpr("id", "_metadata.file_path")))
        .containsExactlyInAnyOrder(
            "[1,s3://" + bucket + "/données/été 1.csv]",
            "[2,s3://" + bucket + "/données/a%20b+c#d?.csv]");
  }

  @Test
  void givesTypedPartitionColumns() {
    store.put(bucket, "t/day=2024-01-02/h=7/a.csv", "id\n1\n");
    store.put(bucket, "t/day=2024-01-03/h=8/a.csv", "id\n2\n");
    store.put(bucket, "t/day=__HIVE_DEFAULT_PARTITION__/h=8/a.csv", "id\n3\n");
    Dataset<Row> table = reader().load("s3://" + bucket + "/t/");
    assertThat(table.drop("_last_modified_time").schema().simpleString())
        .isEqualTo("struct<id:int,day:date,h:int>");
    assertThat(rows(table.select("h", "id", "day")))
        .containsExactlyInAnyOrder("[7,1,2024-01-02]", "[8,2,2024-01-03]", "[8,3,null]");
  }

  @Test
  void opensOnlyFilesOfTheWantedPartitions() {
    store.put(bucket, "t/day=2024-01-02/a.csv", "id\n1\n");
    store.put(bucket, "t/day=2024-01-03/a.csv", "id\n2\n");
    Dataset<Row> table =
        reader().load("s3://" + bucket + "/t/").where("day = DATE'2024-01-03'").select("id");
    assertThat(rows(table)).containsExactly("[2]");
    assertThat(Plans.metric(table, "filesRead")).isEqualTo(1);
    assertThat(Plans.metric(table, "filesPruned")).isEqualTo(1);
    assertThat(Plans.text(table)).doesNotContain(" Filter ");
  }

  @Test
  void asksOnceForEachSmallObjectAndTellsWhereTheTimeGoes() throws IOException {
    long stored = 0;
    long inflated = 0;
    for (int i = 0; i < 40; i++) {
      String text = "id,name\n" + (i + ",name of it\n").repeat(10_000);
      byte[] body = gzip(text);
      store.put(bucket, "m/%02d.csv.gz".formatted(i), body);
      stored += body.length;
      inflated += text.length();
    }
    try (CountingProxy proxy = CountingProxy.before(store.options())) {
      Dataset<Row> table =
          spark
              .read()
              .format("s3ingest")
              .options(proxy.options())
              .schema("id INT, name STRING")
              .load("s3://" + bucket + "/m/")
              .selectExpr("count(*)", "sum(id)", "count_if(name = 'name of it')");
      assertThat(rows(table)).containsExactly("[400000,7800000,400000]");
      assertThat(proxy.requests(Op.GET)).hasSize(40);
      assertThat(proxy.requests()).as("beside one listing").hasSize(41);
      assertThat(Plans.metric(table, "requests")).isEqualTo(40);
      assertThat(Plans.metric(table, "bytesRead")).isEqualTo(stored);
      assertThat(Plans.metric(table, "bytesInflated")).isEqualTo(inflated);
      assertThat(Plans.metric(table, "recordsFramed")).isEqualTo(400_000);
      assertThat(Plans.metric(table, "decodeMillis")).isPositive();
    }
  }

  /** Without fetching ahead, nothing is done while an answer is due. */
  @Test
  void countsTheTimeInWhichTheStoreDoesNotAnswerAsWaiting() {
    for (int i = 0; i < 8; i++) {
      store.put(bucket, "w/%d.csv".formatted(i), "id\n" + i + "\n");
    }
    try (CountingProxy proxy = CountingProxy.before(store.options())) {
      Dataset<Row> table = slow(proxy, "prefetchBytes", "0");
      assertThat(rows(table))
          .containsExactlyInAnyOrder("[0]", "[1]", "[2]", "[3]", "[4]", "[5]", "[6]", "[7]");
      assertThat(proxy.requests(Op.GET)).hasSize(8);
      assertThat(Plans.metric(table, "waitMillis")).isGreaterThanOrEqualTo(800);
      assertThat(Plans.metric(table, "bytesInflated")).isZero();
      assertThat(Plans.metric(table, "inflateMillis")).isZero();
    }
  }

  /** Also where objects come ahead: the last of them is there only when all have been fetched. */
  @Test
  void countsTheTimeInWhichFetchesAheadAreNotThereAsWaiting() throws IOException {
    byte[] body = gzip("id\n1\n");
    for (int i = 0; i < 20; i++) {
      store.put(bucket, "w/%02d.csv.gz".formatted(i), body);
    }
    try (CountingProxy proxy = CountingProxy.before(store.options())) {
      Dataset<Row> table = slow(proxy, "concurrency", "1");
      assertThat(rows(table)).hasSize(20).containsOnly("[1]");
      assertThat(Plans.metric(table, "bytesInflated")).isEqualTo(20 * 5);
      assertThat(Plans.metric(table, "waitMillis")).isGreaterThanOrEqualTo(100);
    }
  }

  /** Lets each GET take a tenth of a second. */
  private Dataset<Row> slow(CountingProxy proxy, String option, String value) {
    proxy.delayGets(Duration.ofMillis(100));
    return spark
        .read()
        .format("s3ingest")
        .options(proxy.options())
        .option(option, value)
        .schema("id INT")
        .load("s3://" + bucket + "/w/");
  }

  @Test
  void countsTheRecordsThatItRejects() {
    String csv = "id,name\n1,a\n2\nx,b\n4,d,more\n5,e\n";
    String json =
        "{\"id\":1,\"name\":\"a\"}\n{\"id\":\n{\"id\":\"x\",\"name\":\"b\"}\nnone\n{\"id\":5,\"name\":\"e\"}\n";
    store.put(bucket, "csv/dirty.csv", csv);
    store.put(bucket, "csv/clean.csv", "id,name\n6,f\n");
    store.put(bucket, "json/dirty.json", json);
    store.put(bucket, "json/clean.json", "{\"id\":6,\"name\":\"f\"}\n");
    Map<String, List<String>> lines =
        Map.of("csv", csv.lines().skip(1).toList(), "json", json.lines().toList());
    for (String format : List.of("csv", "json")) {
      Dataset<Row> dropped = dirty(format, "DROPMALFORMED");
      List<String> sparks =
          sparks(format, lines.get(format)).collectAsList().stream().map(Row::toString).toList();
      assertThat(sparks).as(format).containsExactly("[1,a]", "[5,e]");
      assertThat(rows(dropped)).containsExactlyInAnyOrder("[1,a]", "[5,e]", "[6,f]");
      assertThat(Plans.metric(dropped, "recordsFramed")).as(format).isEqualTo(6);
      assertThat(Plans.metric(dropped, "recordsRejected")).as(format).isEqualTo(3);
      Dataset<Row> kept = dirty(format, "PERMISSIVE");
      assertThat(rows(kept)).as(format).hasSize(6);
      assertThat(Plans.metric(kept, "recordsRejected")).as(format).isZero();
    }
  }

  private Dataset<Row> dirty(String format, String mode) {
    return reader()
        .option("mode", mode)
        .schema("id INT, name STRING")
        .load("s3://" + bucket + "/" + format + "/");
  }

  private Dataset<Row> sparks(String format, List<String> lines) {
    DataFrameReader reader =
        spark.read().option("mode", "DROPMALFORMED").schema("id INT, name STRING");
    Dataset<String> text = spark.createDataset(lines, Encoders.STRING());
    return format.equals("csv") ? reader.csv(text) : reader.json(text);
  }

  @Test
  void readsPartitionColumnsThatOnlyTheGivenSchemaNames() {
    store.put(bucket, "t/day=2024-01-02/a.csv", "id,x\n1,a\n");
    store.put(bucket, "t/day=2024-01-03/a.csv", "id,x\n2,b\n");
    Dataset<Row> table = reader().schema("day STRING, id BIGINT").load("s3://" + bucket + "/t/");
    assertThat(table.schema().simpleString()).isEqualTo("struct<day:string,id:bigint>");
    Dataset<Row> one = table.where("day = '2024-01-03' AND id > 0");
    assertThat(rows(one)).containsExactly("[2024-01-03,2]");
    assertThat(Plans.metric(one, "filesPruned")).isEqualTo(1);
  }

  @Test
  void hidesTheTimeWhereTheUserGivesTheSchema() {
    store.put(bucket, "t/a.csv", "id\n1\n");
    Dataset<Row> table = reader().schema("id INT").load("s3://" + bucket + "/t/");
    assertThat(table.columns()).containsExactly("id");
    Row row = table.select("id", "_last_modified_time").head();
    assertThat(row.getTimestamp(1).toInstant()).isEqualTo(modified("t/a.csv"));
  }

  @Test
  void tellsEverythingKnownOfAFile() {
    String etag = store.put(bucket, "t/x=1/a.csv", "id\n1\n2\n3\n");
    Dataset<Row> table = reader().load("s3://" + bucket + "/t/");
    Row metadata = table.where("id = 3").select("_metadata").head().getStruct(0);
    assertThat(metadata.schema().fieldNames())
        .containsExactly(
            "file_path",
            "key",
            "file_name",
            "file_size",
            "file_block_start",
            "file_block_length",
            "file_modification_time",
            "etag",
            "version_id",
            "row_index");
    assertThat(metadata.toString())
        .isEqualTo(
            "[s3://%s/t/x=1/a.csv,t/x=1/a.csv,a.csv,9,0,9,%s,%s,null,2]"
                .formatted(bucket, Timestamp.from(modified("t/x=1/a.csv")), etag));
  }

  @Test
  void countsRowsWithoutColumns() {
    store.put(bucket, "t/a.csv", "id,n\n1,a\n2,b\n");
    store.put(bucket, "t/b.csv", "id,n\n");
    Dataset<Row> table = reader().load("s3://" + bucket + "/t/");
    assertThat(table.count()).isEqualTo(2);
    assertThat(rows(table.select("_metadata.file_name"))).containsExactly("[a.csv]", "[a.csv]");
    assertThat(table.limit(1).collectAsList()).hasSize(1);
  }

  /** Spark takes the vectors of a batch apart before it asks for the next one of the object. */
  @Test
  void tellsInEveryBatchWhereTheRowsAreFrom() {
    store.put(bucket, "t/x=1/a.csv", "id\n" + "1\n".repeat(10));
    Dataset<Row> table = reader().option("batchRows", "3").load("s3://" + bucket + "/t/");
    assertThat(
            rows(
                table
                    .groupBy("x", "_metadata.file_path", "_metadata.etag", "_metadata.file_size")
                    .count()
                    .select("x", "count")))
        .containsExactly("[1,10]");
    assertThat(rows(table.selectExpr("count(_metadata.file_path)", "max(_metadata.row_index)")))
        .containsExactly("[10,9]");
    assertThat(rows(table.selectExpr("_metadata.file_name", "_metadata.row_index")))
        .hasSize(10)
        .contains("[a.csv,9]");
  }

  @Test
  void seesAFileThatCameAfterAnEarlierRead() {
    store.put(bucket, "t/a.csv", "id\n1\n");
    String path = "s3://" + bucket + "/t/";
    assertThat(reader().load(path).count()).isEqualTo(1);
    store.put(bucket, "t/b.csv", "id,extra\n2,x\n");
    Dataset<Row> again = reader().load(path);
    assertThat(rows(again.select("id", "extra"))).containsExactlyInAnyOrder("[1,null]", "[2,x]");
  }

  @Test
  void prunesByTimeBeforeAnythingIsOpened() {
    store.put(bucket, "t/a.csv", "id\n1\n");
    store.put(bucket, "t/b.csv", "id\n2\n");
    Instant last = modified("t/b.csv");
    Instant after = last.plus(Duration.ofHours(1));
    Dataset<Row> none =
        reader()
            .load("s3://" + bucket + "/t/")
            .where("_last_modified_time > TIMESTAMP'" + after + "'");
    assertThat(none.collectAsList()).isEmpty();
    assertThat(Plans.metric(none, "filesPruned")).isEqualTo(2);
    assertThat(Plans.metric(none, "bytesRead")).isZero();
    Dataset<Row> byName =
        reader().load("s3://" + bucket + "/t/").where("_metadata.file_name LIKE 'b%'").select("id");
    assertThat(rows(byName)).containsExactly("[2]");
    assertThat(Plans.metric(byName, "filesPruned")).isEqualTo(1);
  }

  @Test
  void readsNothingWhenNothingIsNew() {
    store.put(bucket, "t/a.csv", "id\n1\n");
    String later = modified("t/a.csv").plusSeconds(60).toString();
    Dataset<Row> table =
        reader().option("cursor", later).load("s3://" + bucket + "/t/").select("id");
    assertThat(table.schema().simpleString()).isEqualTo("struct<id:int>");
    assertThat(table.collectAsList()).isEmpty();
    Dataset<Row> given =
        reader().schema("id INT").option("cursor", later).load("s3://" + bucket + "/t/");
    assertThat(given.count()).isZero();
  }

  @Test
  void leavesAColumnOfTheDataAlone() {
    store.put(bucket, "t/a.csv", "id,_Last_Modified_Time\n1,never\n");
    Dataset<Row> table = reader().load("s3://" + bucket + "/t/");
    assertThat(table.schema().simpleString())
        .isEqualTo("struct<id:int,_Last_Modified_Time:string>");
    assertThat(rows(table.where("_last_modified_time = 'never'"))).containsExactly("[1,never]");
    Dataset<Row> pruned = table.where("_metadata.file_modification_time < TIMESTAMP'2000-01-01'");
    assertThat(pruned.count()).isZero();
    assertThat(table.select("_metadata.file_modification_time").head().getTimestamp(0).toInstant())
        .isEqualTo(modified("t/a.csv"));
  }

  @Test
  void takesTheTimeInAFileThatSparkWroteForTheData(@TempDir Path folder) throws IOException {
    store.put(bucket, "t/a.csv", "id\n1\n");
    Dataset<Row> first = reader().load("s3://" + bucket + "/t/");
    store.put(bucket, "p/x.parquet", parquet(folder, first));
    Dataset<Row> second = reader().load("s3://" + bucket + "/p/");
    assertThat(second.columns()).containsExactly("id", "_last_modified_time");
    assertThat(second.select("_last_modified_time").head().getTimestamp(0).toInstant())
        .isEqualTo(modified("t/a.csv"));
  }

  @Test
  void readsALargeParquetFileInPieces(@TempDir Path folder) throws IOException {
    spark.sparkContext().hadoopConfiguration().setInt("parquet.block.size", 1 << 20);
    byte[] file;
    try {
      file =
          parquet(
              folder,
              spark.range(5_000_000).selectExpr("id", "hash(id) h", "hash(id, 2) i", "uuid() u"));
    } finally {
      spark.sparkContext().hadoopConfiguration().unset("parquet.block.size");
    }
    store.put(bucket, "p/x.parquet", file);
    Dataset<Row> table = reader().load("s3://" + bucket + "/p/");
    assertThat(table.rdd().getNumPartitions()).isGreaterThan(1);
    assertThat(
            rows(
                table.selectExpr(
                    "count(*)", "sum(id)", "count_if(id = _metadata.row_index)", "count(u)")))
        .containsExactly("[5000000,12499997500000,5000000,5000000]");
  }

  @Test
  void readsAPlanFileByItsUri() {
    store.put(bucket, "t/x=5/a.csv", "id\n1\n");
    store.put(bucket, "t/x=6/b.csv", "id\n2\n");
    ObjectRef object =
        StoreRegistry.open(ReadOptions.of(options(), Map.of(), OptionSet.Unknown.REJECT).store())
            .find(new ObjectPath(bucket, "t/x=6/b.csv"))
            .orElseThrow();
    PlanFile plan =
        new PlanFile(
            "p",
            "pipeline",
            "run",
            Instant.EPOCH,
            "csv",
            bucket,
            "t/",
            "{\"type\":\"struct\",\"fields\":["
                + "{\"name\":\"id\",\"type\":\"long\",\"nullable\":true,\"metadata\":{}},"
                + "{\"name\":\"x\",\"type\":\"integer\",\"nullable\":true,\"metadata\":{}}]}",
            List.of("x"),
            -1,
            Map.of(),
            null,
            List.of(new FileGroup(List.of(FileSplit.whole(object)))));
    store.put(bucket, "plans/p.json", PlanFileCodec.encode(plan));
    Dataset<Row> table = reader().option("plan", "s3://" + bucket + "/plans/p.json").load();
    assertThat(table.drop("_last_modified_time").schema().simpleString())
        .isEqualTo("struct<id:bigint,x:int>");
    assertThat(rows(table.select("id", "x"))).containsExactly("[2,6]");
    assertThat(rows(table.where("x = 5").select("id"))).isEmpty();
    assertThatThrownBy(() -> reader().option("plan", "s3://" + bucket + "/plans/none").load())
        .hasMessage(
            "[S3INGEST_INVALID_PLAN] Cannot read plan s3://%s/plans/none: there is no such object. Set option 'plan' to a plan file, or leave it out to list the folder."
                .formatted(bucket));
  }

  @Test
  void joinsSmallTablesByBroadcast() {
    store.put(bucket, "a/a.csv", "id,x\n1,p\n");
    store.put(bucket, "b/b.csv", "id,y\n1,q\n");
    Dataset<Row> joined =
        reader()
            .load("s3://" + bucket + "/a/")
            .drop("_last_modified_time")
            .join(reader().load("s3://" + bucket + "/b/").drop("_last_modified_time"), "id");
    assertThat(rows(joined)).containsExactly("[1,p,q]");
    assertThat(Plans.text(joined)).contains("BroadcastHashJoin");
  }

  @Test
  void refusesToWrite() {
    for (String mode : List.of("errorifexists", "append", "overwrite", "ignore")) {
      assertThatThrownBy(
              () ->
                  spark
                      .range(1)
                      .write()
                      .format("s3ingest")
                      .mode(mode)
                      .options(store.options())
                      .save("s3://" + bucket + "/out/"))
          .hasMessage(
              "[S3INGEST_UNSUPPORTED_SAVE_MODE] Cannot write to format(\"s3ingest\"): s3ingest only reads. Write with a format of Spark's own, or land the rows in Iceberg with './s3ingest sync'.");
    }
  }

  @Test
  void namesTheNearestOption() {
    assertThatThrownBy(() -> reader().option("acessKeyId", "x").load("s3://" + bucket))
        .hasMessage(
            "[S3INGEST_UNKNOWN_OPTION] Cannot use option 'acessKeyId': there is no such option. Did you mean 'accessKeyId'?");
  }

  private Map<String, String> options() {
    Map<String, String> out = new TreeMap<>(store.options());
    out.put("bucket", bucket);
    return out;
  }

  private DataFrameReader reader() {
    return spark.read().format("s3ingest").options(store.options());
  }

  private Instant modified(String key) {
    return store.sdk().listObjectsV2(b -> b.bucket(bucket).prefix(key)).contents().stream()
        .filter(object -> object.key().equals(key))
        .findFirst()
        .orElseThrow()
        .lastModified();
  }

  static List<String> rows(Dataset<Row> table) {
    return table.collectAsList().stream().map(Row::toString).toList();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  private static byte[] parquet(Path folder, Dataset<Row> rows) throws IOException {
    rows.coalesce(1).write().mode("overwrite").parquet(folder.resolve("p").toString());
    try (Stream<Path> files = Files.list(folder.resolve("p"))) {
      return Files.readAllBytes(
          files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow());
    }
  }
}

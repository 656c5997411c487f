package io.s3ingest.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.s3ingest.cli.CliRun;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.testing.CountingProxy;
import io.s3ingest.testing.Op;
import io.s3ingest.testing.SeenRequest;
import io.s3ingest.testing.TestSpark;
import io.s3ingest.testing.TestStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** Tasks that users of other tools bring along, done from outside on a real server. */
final class FiveSystemsIT {
  private static final TestStore SERVER = TestStore.shared();
  private static final AtomicInteger CATALOGS = new AtomicInteger();

  @TempDir private Path folder;

  private final String bucket = SERVER.newBucket();

  @Test
  void discoversALargeParquetFileByItsFooterAlone() throws IOException {
    Path file = largeParquet(512);
    assertThat(Files.size(file)).isGreaterThan(512L << 20);
    SERVER
        .sdk()
        .putObject(b -> b.bucket(bucket).key("data/big/large.parquet"), RequestBody.fromFile(file));
    try (CountingProxy proxy = CountingProxy.before(SERVER.options())) {
      CliRun run = lake(proxy.options(), "prefix", "data/").discover();
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(new JsonMapper().readTree(run.out()).findValuesAsText("spark_type"))
          .containsExactly("BIGINT", "BINARY", "TIMESTAMP");
      assertThat(proxy.requests(Op.GET, "data/big/large.parquet"))
          .isNotEmpty()
          .allSatisfy(request -> assertThat(request.range()).startsWith("bytes="));
      assertThat(proxy.bytesServed()).isLessThan(1_000_000L);
    }
  }

  @Test
  void checksDiscoversAndSyncsWithTwoPermissions() throws IOException {
    SERVER.put(bucket, "data/users/a.csv", "id\n1\n");
    Lake lake = lake(SERVER.optionsOfReader(bucket), "prefix", "data/");
    for (CliRun run : List.of(lake.check(), lake.discover(), lake.sync())) {
      assertThat(run.exitCode()).as(run.err()).isZero();
    }
    assertThat(lake.rows("SELECT id FROM db.users")).containsExactly("[1]");
  }

  @Test
  void namesThePermissionToListWhereItIsMissing() throws IOException {
    SERVER.put(bucket, "data/users/a.csv", "id\n1\n");
    Lake lake = lake(SERVER.optionsWithoutListBucket(bucket), "prefix", "data/");
    for (CliRun run : List.of(lake.check(), lake.discover(), lake.sync())) {
      assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
      assertThat(run.out()).isEmpty();
      assertThat(run.err())
          .isEqualTo(
              "[S3INGEST_ACCESS_DENIED] Cannot list s3://%s/data/: the permission s3:ListBucket is missing (403 AccessDenied: Access Denied). Grant it to the keys in use, or use other keys.\n"
                  .formatted(bucket));
    }
    assertThat(lake.dataFiles()).isEmpty();
  }

  @Test
  void showsTablesNamedAfterTheWholeKey() throws IOException {
    byte[] body = parquet("SELECT 1L AS id");
    for (String key :
        List.of(
            "datafile_0.parquet",
            "data/2024/file.parquet",
            "data/2024/01/14/file.parquet",
            "reports/2024/a.parquet",
            "reports/2024/b.parquet",
            "my-data.v2/a b/f.parquet")) {
      SERVER.put(bucket, key, body);
    }
    SparkSession spark = TestSpark.session().newSession();
    String catalog = catalog(spark, SERVER.options(), "tableNaming", "fullPrefix");
    assertThat(Lake.texts(spark, "SHOW TABLES IN " + catalog))
        .containsExactlyInAnyOrder(
            "[,data_2024,false]",
            "[,data_2024_01_14,false]",
            "[,datafile_0,false]",
            "[,my_data_v2_a_b,false]",
            "[,reports_2024,false]");
    assertThat(Lake.texts(spark, "SELECT _metadata.file_path FROM " + catalog + ".data_2024"))
        .containsExactly("[s3://" + bucket + "/data/2024/file.parquet]");
    assertThat(Lake.texts(spark, "SELECT count(*) FROM " + catalog + ".reports_2024"))
        .containsExactly("[2]");
    assertThat(Lake.texts(spark, "SELECT id FROM " + catalog + ".my_data_v2_a_b"))
        .containsExactly("[1]");
  }

  @Test
  void refusesFilesThatDifferWhereTheyMustNot() throws IOException {
    SERVER.put(bucket, "data/t/1.parquet", parquet("SELECT 1 AS id, 2 AS qty"));
    SERVER.put(bucket, "data/t/2.parquet", parquet("SELECT 1 AS id, 'two' AS qty"));
    String message =
        "[S3INGEST_SCHEMA_MISMATCH] Cannot read s3://%1$s/data/t/1.parquet and s3://%1$s/data/t/2.parquet as one table with schemaCheck=strict: column 'qty' is INT in the first and STRING in the second. Rewrite one of the files, leave it out by excludePatterns, or set schemaCheck=evolve."
            .formatted(bucket);
    Lake lake = lake(SERVER.options(), "prefix", "data/", "schemaCheck", "strict");
    CliRun run = lake.sync();
    assertThat(run.err()).contains(message);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(lake.dataFiles()).isEmpty();
    Throwable failure =
        Assertions.catchThrowable(
            () ->
                TestSpark.session()
                    .read()
                    .format("s3ingest")
                    .options(SERVER.options())
                    .option("schemaCheck", "strict")
                    .load("s3://" + bucket + "/data/t/"));
    assertThat(S3IngestException.in(failure)).hasMessage(message);
  }

  @Test
  void takesTheKeysThatOneListNamesAndTheOtherDoesNot() throws IOException {
    for (String key :
        List.of(
            "data/prod/a/b.csv",
            "data/prod/temp/c.csv",
            "analytics/d.csv",
            "x/e.csv",
            "analytics/staging/f.csv")) {
      SERVER.put(bucket, key, "id\n1\n");
    }
    String[] patterns = {
      "includePatterns", "data/prod/*,analytics/*", "excludePatterns", "*/temp/*,*/staging/*"
    };
    Dataset<Row> table =
        TestSpark.session()
            .read()
            .format("s3ingest")
            .options(SERVER.options())
            .option(patterns[0], patterns[1])
            .option(patterns[2], patterns[3])
            .load("s3://" + bucket + "/");
    assertThat(table.selectExpr("_metadata.file_name").collectAsList())
        .extracting(Row::toString)
        .containsExactlyInAnyOrder("[b.csv]", "[d.csv]");
    CliRun run = lake(SERVER.options(), patterns).discover();
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(new JsonMapper().readTree(run.out()).at("/streams").findValuesAsText("name"))
        .containsExactly("analytics", "data");
  }

  @Test
  void opensOnlyTheFoldersOfTheWantedPartition() throws IOException {
    byte[] body = parquet("SELECT 7L AS id, 1.5D AS amount");
    for (String leaf :
        List.of(
            "region=US/year=2024/month=01",
            "region=US/year=2024/month=02",
            "region=US/year=2023/month=12",
            "region=EU/year=2024/month=01",
            "region=EU/year=2024/month=02")) {
      SERVER.put(bucket, "sales/" + leaf + "/data.parquet", body);
    }
    try (CountingProxy proxy = CountingProxy.before(SERVER.options())) {
      SparkSession spark = TestSpark.session().newSession();
      String catalog = catalog(spark, proxy.options());
      assertThat(Lake.texts(spark, "SHOW TABLES IN " + catalog)).containsExactly("[,sales,false]");
      Dataset<Row> europe =
          spark.sql(
              "SELECT region, year, month, id FROM "
                  + catalog
                  + ".sales WHERE region = 'EU' ORDER BY month");
      assertThat(europe.schema().simpleString())
          .isEqualTo("struct<region:string,year:int,month:int,id:bigint>");
      proxy.forgetRequests();
      assertThat(europe.collectAsList())
          .extracting(Row::toString)
          .containsExactly("[EU,2024,1,7]", "[EU,2024,2,7]");
      assertThat(proxy.requests(Op.GET))
          .extracting(SeenRequest::key)
          .contains(
              "sales/region=EU/year=2024/month=01/data.parquet",
              "sales/region=EU/year=2024/month=02/data.parquet")
          .allMatch(key -> key.startsWith("sales/region=EU/"));
    }
  }

  private Lake lake(Map<String, String> options, String... more) throws IOException {
    Map<String, String> all = new TreeMap<>(options);
    all.put("bucket", bucket);
    return new Lake(folder, all, more);
  }

  private String catalog(SparkSession spark, Map<String, String> options, String... more) {
    String catalog = "outside" + CATALOGS.incrementAndGet();
    String prefix = "spark.sql.catalog." + catalog;
    spark.conf().set(prefix, "io.s3ingest.S3IngestCatalog");
    spark.conf().set(prefix + ".bucket", bucket);
    options.forEach((key, value) -> spark.conf().set(prefix + "." + key, value));
    for (int i = 0; i < more.length; i += 2) {
      spark.conf().set(prefix + "." + more[i], more[i + 1]);
    }
    return catalog;
  }

  private byte[] parquet(String sql) throws IOException {
    Path out = folder.resolve("out" + Integer.toHexString(sql.hashCode()));
    TestSpark.session().sql(sql).coalesce(1).write().parquet(out.toString());
    try (Stream<Path> files = Files.list(out)) {
      return Files.readAllBytes(
          files.filter(path -> path.toString().endsWith(".parquet")).findFirst().orElseThrow());
    }
  }

  /** Writes a file of some more than this size, which no codec makes smaller. */
  private Path largeParquet(int mebibytes) throws IOException {
    Path file = folder.resolve("large.parquet");
    MessageType type =
        MessageTypeParser.parseMessageType("message m { required int64 id; required binary pad; }");
    byte[] pad = new byte[1 << 20];
    new Random(1).nextBytes(pad);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withType(type)
            .withDictionaryEncoding(false)
            .withRowGroupSize(32L << 20)
            .build()) {
      for (int i = 0; i < mebibytes; i++) {
        writer.write(
            new SimpleGroup(type)
                .append("id", (long) i)
                .append("pad", Binary.fromConstantByteArray(pad)));
      }
    }
    return file;
  }
}

package io.s3ingest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.s3ingest.testing.CapturedLog;
import io.s3ingest.testing.TestPostgres;
import io.s3ingest.testing.TestRestCatalog;
import io.s3ingest.testing.TestSpark;
import io.s3ingest.testing.TestStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The same sync into each kind of catalog and warehouse, on real servers. */
final class SyncDestinationsIT {
  private static final TestStore SERVER = TestStore.shared();
  private static final JsonMapper JSON = new JsonMapper();
  private static final String FROM_TABLE =
      "SELECT id, name, _source_key FROM olake.users ORDER BY id";

  @TempDir private Path folder;

  private final String bucket = SERVER.newBucket();

  @BeforeAll
  static void startSpark() {
    TestSpark.session();
  }

  @Test
  void landsInPostgresAndABucket() throws IOException {
    String warehouse = SERVER.newBucket();
    String database = TestPostgres.newDatabase();
    Map<String, String> reader = onBucket("s3a://" + warehouse);
    reader.putAll(postgres(database));
    landsOnce(destination(postgresWriter(database, warehouse)), reader);
    assertThat(keys(warehouse))
        .anyMatch(key -> key.matches("olake/users/_s3ingest/[^/]+/roots/.+\\.json"))
        .anyMatch(key -> key.matches("olake/users/data/s3ingest-[^/]+/.+\\.parquet"))
        .allMatch(key -> key.startsWith("olake/users/"));
  }

  @Test
  void landsInAHadoopCatalog() throws IOException {
    Path warehouse = folder.resolve("warehouse");
    Map<String, String> writer = new TreeMap<>();
    writer.put("catalog_type", "hadoop");
    writer.put("iceberg_s3_path", "file:" + warehouse);
    writer.put("iceberg_db", "olake");
    landsOnce(destination(writer), Map.of("type", "hadoop", "warehouse", "file:" + warehouse));
    assertThat(warehouse.resolve("olake/users/_s3ingest")).isDirectory();
  }

  @Test
  void landsInARestCatalogAndABucket() throws IOException {
    String warehouse = SERVER.newBucket();
    Map<String, String> backing = onBucket("s3://" + warehouse);
    backing.put("uri", "jdbc:sqlite:" + folder.resolve("backing.db") + "?busy_timeout=60000");
    backing.put("clients", "1");
    try (TestRestCatalog server = new TestRestCatalog(backing, "t0ken-of-the-rest")) {
      Map<String, String> writer = s3Writer();
      writer.put("catalog_type", "rest");
      writer.put("rest_catalog_url", server.url());
      writer.put("token", "t0ken-of-the-rest");
      writer.put("iceberg_s3_path", "name-of-a-warehouse");
      Map<String, String> reader = onBucket("s3://" + warehouse);
      reader.put("type", "rest");
      reader.put("uri", server.url());
      reader.put("token", "t0ken-of-the-rest");
      landsOnce(destination(writer), reader);
    }
    assertThat(keys(warehouse))
        .anyMatch(key -> key.matches("olake/users/_s3ingest/[^/]+/roots/.+\\.json"));
  }

  @Test
  void saysAWrongPasswordWithoutIt() throws IOException {
    SERVER.put(bucket, "data/users/a.csv", "id,name\n1,ann\n");
    String warehouse = SERVER.newBucket();
    Map<String, String> writer = postgresWriter(TestPostgres.newDatabase(), warehouse);
    writer.put("jdbc_password", "wr0ng-p4ss");
    String said =
        "the session has no Iceberg catalog of that name that opens; it failed with org.postgresql.util.PSQLException: FATAL: password authentication failed for user \"iceberg\". Set";
    assertThat(quiet(2, destination(writer), "wr0ng-p4ss").err()).contains(said);
    String inUrl = writer.get("jdbc_url") + "?user=iceberg&password=wr0ng-p4ss";
    writer.remove("jdbc_username");
    writer.remove("jdbc_password");
    writer.put("jdbc_url", inUrl);
    assertThat(quiet(2, destination(writer), "wr0ng-p4ss").err()).contains(said);
    assertThat(keys(warehouse)).isEmpty();
  }

  @Test
  void saysAWrongKeyOfTheWarehouseWithoutIt() throws IOException {
    SERVER.put(bucket, "data/users/a.csv", "id,name\n1,ann\n");
    String warehouse = SERVER.newBucket();
    Map<String, String> writer = postgresWriter(TestPostgres.newDatabase(), warehouse);
    writer.put("aws_secret_key", "wr0ng-k3y-of-the-warehouse");
    assertThat(quiet(2, destination(writer), "wr0ng-k3y-of-the-warehouse").err())
        .contains(
            "[S3INGEST_CATALOG_FAILED] Cannot create olake_iceberg.olake.users: the catalog failed with",
            "The request signature we calculated does not match the signature you provided.");
    assertThat(keys(warehouse)).isEmpty();
  }

  @Test
  void takesEachRowOnceWhenTwoSyncsMeet() throws Exception {
    String warehouse = SERVER.newBucket();
    String database = TestPostgres.newDatabase();
    String[] command = destination(postgresWriter(database, warehouse));
    Map<String, String> reader = onBucket("s3a://" + warehouse);
    reader.putAll(postgres(database));
    for (int round = 1; round <= 3; round++) {
      for (int file = 0; file < 3; file++) {
        SERVER.put(
            bucket,
            "data/users/" + round + "-" + file + ".csv",
            "id,name\n%d,x\n".formatted(10 * round + file));
      }
      List<CliRun> runs = both(command);
      assertThat(runs).anyMatch(run -> run.exitCode() == 0);
      for (CliRun run : runs) {
        if (run.exitCode() != 0) {
          assertThat(run.err()).contains("[S3INGEST_CONCURRENT_SYNC] Cannot commit to");
        }
      }
      assertThat(rows(reader, "SELECT count(*), count(DISTINCT id) FROM olake.users"))
          .containsExactly("[%1$d,%1$d]".formatted(3 * round));
    }
    CliRun after = CliRun.of(command);
    assertThat(after.exitCode()).as(after.err()).isZero();
    assertThat(rows(reader, "SELECT count(*), count(DISTINCT id) FROM olake.users"))
        .containsExactly("[9,9]");
  }

  private static List<CliRun> both(String[] command)
      throws InterruptedException, ExecutionException {
    CyclicBarrier start = new CyclicBarrier(2);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<CliRun>> runs = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        runs.add(
            threads.submit(
                () -> {
                  start.await();
                  return CliRun.of(command);
                }));
      }
      return List.of(runs.get(0).get(), runs.get(1).get());
    } finally {
      threads.shutdownNow();
    }
  }

  /** Two syncs with a new object between them, and a third with nothing to do. */
  private void landsOnce(String[] command, Map<String, String> reader) throws IOException {
    SERVER.put(bucket, "data/users/a.csv", "id,name\n1,ann\n2,bob\n");
    quiet(0, command);
    assertThat(rows(reader, FROM_TABLE))
        .containsExactly("[1,ann,data/users/a.csv]", "[2,bob,data/users/a.csv]");
    SERVER.put(bucket, "data/users/b.csv", "id,name\n3,eve\n");
    quiet(0, command);
    String snapshots = "SELECT count(*) FROM olake.users.snapshots";
    assertThat(rows(reader, FROM_TABLE))
        .containsExactly(
            "[1,ann,data/users/a.csv]", "[2,bob,data/users/a.csv]", "[3,eve,data/users/b.csv]");
    assertThat(rows(reader, snapshots)).containsExactly("[2]");
    quiet(0, command);
    assertThat(rows(reader, snapshots)).containsExactly("[2]");
  }

  /** Runs the command, and holds that no secret is said or logged. */
  private static CliRun quiet(int exitCode, String[] command, String... more) {
    List<String> secrets =
        new ArrayList<>(List.of(SERVER.secretKey(), TestPostgres.password(), "t0ken-of-the-rest"));
    secrets.addAll(List.of(more));
    try (CapturedLog log = new CapturedLog()) {
      CliRun run = CliRun.of(command);
      assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
      assertThat(run.out() + run.err()).doesNotContain(secrets);
      assertThat(log.text()).isNotEmpty().doesNotContain(secrets);
      return run;
    }
  }

  private String[] destination(Map<String, String> writer) throws IOException {
    Map<String, String> source =
        Map.of(
            "bucket_name",
            bucket,
            "region",
            "us-east-1",
            "path_prefix",
            "data/",
            "endpoint",
            SERVER.endpoint(),
            "access_key_id",
            SERVER.accessKey(),
            "secret_access_key",
            SERVER.secretKey(),
            "file_format",
            "csv");
    return new String[] {
      "sync",
      "--config",
      write("source.json", source),
      "--destination",
      write("destination.json", Map.of("type", "ICEBERG", "writer", writer))
    };
  }

  private String write(String name, Map<String, ?> content) throws IOException {
    return Files.writeString(folder.resolve(name), JSON.writeValueAsString(content)).toString();
  }

  /** The fields as Olake spells them. */
  private static Map<String, String> postgresWriter(String database, String warehouse) {
    Map<String, String> writer = s3Writer();
    writer.put("catalog_type", "jdbc");
    writer.put("jdbc_url", database);
    writer.put("jdbc_username", TestPostgres.user());
    writer.put("jdbc_password", TestPostgres.password());
    writer.put("iceberg_s3_path", "s3a://" + warehouse);
    return writer;
  }

  private static Map<String, String> s3Writer() {
    Map<String, String> writer = new TreeMap<>();
    writer.put("s3_endpoint", SERVER.endpoint());
    writer.put("s3_use_ssl", "false");
    writer.put("s3_path_style", "true");
    writer.put("aws_access_key", SERVER.accessKey());
    writer.put("aws_secret_key", SERVER.secretKey());
    writer.put("aws_region", "us-east-1");
    writer.put("iceberg_db", "olake");
    return writer;
  }

  private static Map<String, String> postgres(String database) {
    return Map.of(
        "type",
        "jdbc",
        "uri",
        database,
        "jdbc.user",
        TestPostgres.user(),
        "jdbc.password",
        TestPostgres.password());
  }

  private static Map<String, String> onBucket(String warehouse) {
    Map<String, String> out = new TreeMap<>();
    out.put("warehouse", warehouse);
    out.put("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
    out.put("s3.endpoint", SERVER.endpoint());
    out.put("s3.path-style-access", "true");
    out.put("s3.access-key-id", SERVER.accessKey());
    out.put("s3.secret-access-key", SERVER.secretKey());
    out.put("client.region", "us-east-1");
    return out;
  }

  /** Reads by a catalog that the command has nothing to do with. */
  private static List<String> rows(Map<String, String> catalog, String sql) {
    SparkSession spark = TestSpark.session().newSession();
    spark.conf().set("spark.sql.catalog.olake_iceberg", "org.apache.iceberg.spark.SparkCatalog");
    catalog.forEach(
        (key, value) -> spark.conf().set("spark.sql.catalog.olake_iceberg." + key, value));
    spark.sql("USE olake_iceberg");
    return spark.sql(sql).collectAsList().stream().map(Row::toString).toList();
  }

  private static List<String> keys(String bucket) {
    return SERVER.sdk().listObjectsV2(b -> b.bucket(bucket)).contents().stream()
        .map(S3Object::key)
        .toList();
  }
}

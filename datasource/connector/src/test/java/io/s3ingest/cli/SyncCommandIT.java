package io.s3ingest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.s3ingest.testing.TestSpark;
import io.s3ingest.testing.TestStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From files as users have them to rows in Iceberg, on a real server. */
final class SyncCommandIT {
  private static final TestStore SERVER = TestStore.shared();
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;

  private final String bucket = SERVER.newBucket();

  @BeforeAll
  static void startSpark() {
    TestSpark.session();
  }

  @Test
  void bringsEverythingOnceAndThenOnlyWhatIsNew() throws IOException {
    SERVER.put(bucket, "data/users/2024-01-01/a.csv", "id,name\n1,ann\n2,bob\n");
    SERVER.put(bucket, "data/orders/2024-01-01/a.csv", "id,total\n1,2.5\n");
    Path state = folder.resolve("state.json");
    String[] command = command(catalog(), state);

    CliRun first = CliRun.of(command);
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out())
        .isEqualTo(
            """
            STREAM  TABLE                    NEW FILES  NEW ROWS  UNCHANGED  QUARANTINED  SKIPPED  EXCLUDED
            orders  olake_iceberg.db.orders          1         1          0            0        0         0
            users   olake_iceberg.db.users           1         2          0            0        0         0
            """);
    assertThat(JSON.readTree(state.toFile()).toString())
        .isEqualTo(
            "{\"orders\":{\"_last_modified_time\":\"%s\"},\"users\":{\"_last_modified_time\":\"%s\"}}"
                .formatted(
                    modified("data/orders/2024-01-01/a.csv"),
                    modified("data/users/2024-01-01/a.csv")));
    assertThat(rows("SELECT id, name FROM db.users ORDER BY id"))
        .containsExactly("[1,ann]", "[2,bob]");
    assertThat(rows("SELECT DISTINCT _source_key FROM db.users"))
        .containsExactly("[data/users/2024-01-01/a.csv]");

    CliRun second = CliRun.of(command);
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(second.out())
        .contains("orders  olake_iceberg.db.orders          0         0          1");

    SERVER.put(bucket, "data/users/2024-01-02/b.csv", "id,name\n3,eve\n");
    List<String> json = new ArrayList<>(List.of(command));
    json.add("--json");
    CliRun third = CliRun.of(json.toArray(String[]::new));
    assertThat(third.exitCode()).as(third.err()).isZero();
    JsonNode report = JSON.readTree(third.out());
    assertThat(report.get("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(report.at("/streams/0/rows").asLong()).isZero();
    assertThat(report.at("/streams/1/rows").asLong()).isEqualTo(1);
    assertThat(report.at("/streams/1/unchanged").asLong()).isEqualTo(1);
    assertThat(report.at("/streams/1/commits").asLong()).isEqualTo(1);
    assertThat(rows("SELECT count(*), count(DISTINCT id) FROM db.users")).containsExactly("[3,3]");
    assertThat(JSON.readTree(state.toFile()).at("/users/_last_modified_time").asText())
        .isEqualTo(modified("data/users/2024-01-02/b.csv"));
  }

  @Test
  void takesOnlySelectedStreamsAndColumns() throws IOException {
    SERVER.put(bucket, "data/users/a.csv", "id,name,born\n1,ann,1999\n");
    SERVER.put(bucket, "data/orders/a.csv", "id\n1\n");
    Path catalog =
        Files.writeString(
            folder.resolve("catalog.json"),
            """
            {"selected_streams": {"%1$s": [{"stream_name": "users",
               "selected_columns": {"columns": ["id", "born"], "sync_new_columns": false}}]},
             "streams": [
               {"stream": {"name": "users", "namespace": "%1$s", "destination_table": "people"}},
               {"stream": {"name": "orders", "namespace": "%1$s"}}]}
            """
                .formatted(bucket));
    CliRun run = CliRun.of(command(catalog, null));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(rows("SHOW TABLES IN db")).containsExactly("[db,people,false]");
    assertThat(
            rows(
                "SELECT * EXCEPT (_source_key, _source_version, _last_modified_time) FROM db.people"))
        .containsExactly("[1,1999]");
  }

  @Test
  void refreshesFullyWithoutAState() throws IOException {
    SERVER.put(bucket, "data/users/a.csv", "id\n1\n");
    Path catalog =
        Files.writeString(
            folder.resolve("catalog.json"),
            "{\"stream\":\"users\",\"sync_mode\":\"full_refresh\"}");
    Path state = Files.writeString(folder.resolve("state.json"), "not json");
    for (int i = 0; i < 2; i++) {
      CliRun run = CliRun.of(command(catalog, state));
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(rows("SELECT id FROM db.users")).containsExactly("[1]");
    }
    assertThat(state).hasContent("not json");
  }

  @Test
  void goesOnFromTheStateOfAnotherTool() throws IOException {
    SERVER.put(bucket, "data/users/a.csv", "id\n1\n");
    Path state =
        Files.writeString(
            folder.resolve("state.json"),
            """
            {"type":"STREAM","streams":[{"stream":"users","namespace":"x","state":{
              "_last_modified_time":"%s","chunks":[]}}]}
            """
                .formatted(modified("data/users/a.csv")));
    CliRun run = CliRun.of(command(catalog(), state));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err())
        .contains(
            "Stream users: these objects have the very time of the state file and count as taken: data/users/a.csv.");
    assertThat(rows("SELECT count(*) FROM db.users")).containsExactly("[0]");
  }

  @Test
  void readsTheMixedFolderOfTheMinioConfig() throws IOException {
    SERVER.put(bucket, "data/users/a.csv", "id\n1\n2\n");
    SERVER.put(bucket, "data/users/b.csv.gz", gzip("id\n3\n4\n"));
    CliRun run = CliRun.of(command(null, null));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(rows("SELECT id FROM db.users ORDER BY id"))
        .containsExactly("[1]", "[2]", "[3]", "[4]");
  }

  @Test
  void readsQuotesAndBannersAsTheyStand() throws IOException {
    SERVER.put(bucket, "data/t/a.csv", "banner\nbanner\na;b\n\"say \"\"hi\"\"\";1\n\"C:\\\";2\n");
    source("\"csv\": {\"delimiter\": \";\", \"skip_rows\": 2}");
    CliRun run = CliRun.of(command(null, null));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(rows("SELECT a, b FROM db.t ORDER BY b"))
        .containsExactly("[say \"hi\",1]", "[C:\\,2]");
  }

  @Test
  void refusesAStreamThatIsNotThereAndSyncsTheOthers() throws IOException {
    SERVER.put(bucket, "data/users/a.csv", "id\n1\n");
    Path catalog =
        Files.writeString(
            folder.resolve("catalog.json"), "[{\"stream\":\"user\"},{\"stream\":\"users\"}]");
    CliRun run = CliRun.of(command(catalog, null));
    assertThat(run.err())
        .contains(
            "Stream user is not synced: [S3INGEST_TABLE_NOT_FOUND] Cannot sync stream 'user': there is no such folder below s3://%s/data/. The streams there are: users. Run discover again, or take it out of the catalog file.\n"
                .formatted(bucket));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(rows("SELECT id FROM db.users")).containsExactly("[1]");
  }

  @Test
  void knowsAFolderAgainWhoseObjectsAreAllGone() throws IOException {
    SERVER.put(bucket, "data/users/a.csv", "id\n1\n");
    SERVER.put(bucket, "data/items/a.csv", "id\n7\n");
    Path catalog = catalog();
    assertThat(CliRun.of(command(catalog, null)).exitCode()).isZero();
    SERVER.sdk().deleteObject(b -> b.bucket(bucket).key("data/users/a.csv"));
    SERVER.put(bucket, "data/items/b.csv", "id\n8\n");
    CliRun run = CliRun.of(command(catalog, null));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(rows("SELECT id FROM db.users")).containsExactly("[1]");
    assertThat(rows("SELECT id FROM db.items ORDER BY id")).containsExactly("[7]", "[8]");
    SERVER.put(bucket, "data/users/b.csv", "id\n2\n");
    assertThat(CliRun.of(command(catalog, null)).exitCode()).isZero();
    assertThat(rows("SELECT id FROM db.users ORDER BY id")).containsExactly("[1]", "[2]");
  }

  @Test
  void doesNotBeginWhenTheStateCannotBeWritten() throws IOException {
    SERVER.put(bucket, "data/users/a.csv", "id\n1\n");
    Path state = folder.resolve("nowhere/state.json");
    CliRun run = CliRun.of(command(catalog(), state));
    assertThat(run.err())
        .isEqualTo(
            "[S3INGEST_INVALID_STATE_FILE] Cannot use state file '%s': its folder cannot be written to. Create the folder, or give write permission.\n"
                .formatted(state));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(folder.resolve("catalog.db")).doesNotExist();
  }

  @Test
  void showsNoSecret() throws IOException {
    SERVER.put(bucket, "data/users/a.csv", "id\n1\n");
    CliRun run = CliRun.of(command(null, null));
    assertThat(run.out() + run.err()).doesNotContain(SERVER.secretKey());
  }

  private Path catalog() throws IOException {
    CliRun run = CliRun.of("discover", "--config", source("").toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    return Files.writeString(folder.resolve("catalog.json"), run.out());
  }

  private Path source(String more) throws IOException {
    return Files.writeString(
        folder.resolve("source.json"),
        """
        {"bucket_name": "%s", "region": "us-east-1", "path_prefix": "data/", "endpoint": "%s",
         "access_key_id": "%s", "secret_access_key": "%s", "file_format": "csv"%s}
        """
            .formatted(
                bucket,
                SERVER.endpoint(),
                SERVER.accessKey(),
                SERVER.secretKey(),
                more.isEmpty() ? "" : ", " + more));
  }

  private String[] command(Path catalog, Path state) throws IOException {
    Path source = folder.resolve("source.json");
    if (!Files.exists(source)) {
      source("");
    }
    Path destination =
        Files.writeString(
            folder.resolve("destination.json"),
            """
            {"type": "ICEBERG", "writer": {"catalog_type": "jdbc", "jdbc_url": "jdbc:sqlite:%s",
             "iceberg_s3_path": "file:%s", "iceberg_db": "db"}}
            """
                .formatted(folder.resolve("catalog.db"), folder.resolve("warehouse")));
    List<String> out =
        new ArrayList<>(
            List.of(
                "sync", "--config", source.toString(), "--destination", destination.toString()));
    if (catalog != null) {
      out.addAll(List.of("--catalog", catalog.toString()));
    }
    if (state != null) {
      out.addAll(List.of("--state", state.toString()));
    }
    return out.toArray(String[]::new);
  }

  /** Reads the tables by a catalog that the command has nothing to do with. */
  private List<String> rows(String sql) {
    SparkSession spark = TestSpark.session().newSession();
    Map.of(
            "",
            "org.apache.iceberg.spark.SparkCatalog",
            ".type",
            "jdbc",
            ".uri",
            "jdbc:sqlite:" + folder.resolve("catalog.db"),
            ".warehouse",
            "file:" + folder.resolve("warehouse"))
        .forEach((key, value) -> spark.conf().set("spark.sql.catalog.olake_iceberg" + key, value));
    spark.sql("USE olake_iceberg");
    return spark.sql(sql).collectAsList().stream().map(Row::toString).toList();
  }

  private String modified(String key) {
    Instant time = SERVER.sdk().headObject(b -> b.bucket(bucket).key(key)).lastModified();
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }
}

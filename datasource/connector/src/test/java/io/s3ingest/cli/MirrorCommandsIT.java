package io.s3ingest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.s3ingest.testing.TestSpark;
import io.s3ingest.testing.TestStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mirror mode, reprocess and mark-as-done as users of the command line have them. */
final class MirrorCommandsIT {
  private static final TestStore SERVER = TestStore.shared();
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;

  private final String bucket = SERVER.newBucket();

  @BeforeAll
  static void startSpark() {
    TestSpark.session();
  }

  private CliRun run(String command, String writer, String... more) throws IOException {
    Path source =
        Files.writeString(
            folder.resolve("source.json"),
            """
            {"bucket_name": "%s", "region": "us-east-1", "path_prefix": "data/", "endpoint": "%s",
             "access_key_id": "%s", "secret_access_key": "%s"}
            """
                .formatted(bucket, SERVER.endpoint(), SERVER.accessKey(), SERVER.secretKey()));
    Path destination =
        Files.writeString(
            folder.resolve("destination.json"),
            """
            {"type": "ICEBERG", "writer": {"catalog_type": "jdbc", "jdbc_url": "jdbc:sqlite:%s",
             "iceberg_s3_path": "file:%s", "iceberg_db": "db"%s}}
            """
                .formatted(
                    folder.resolve("catalog.db"),
                    folder.resolve("warehouse"),
                    writer.isEmpty() ? "" : ", " + writer));
    List<String> all =
        new ArrayList<>(
            List.of(
                command, "--config", source.toString(), "--destination", destination.toString()));
    all.addAll(List.of(more));
    return CliRun.of(all.toArray(String[]::new));
  }

  private JsonNode json(CliRun run) throws IOException {
    assertThat(run.exitCode()).as(run.err()).isZero();
    return JSON.readTree(run.out());
  }

  @Test
  void mirrorsAFolderAndCleansIt() throws IOException {
    String writer =
        "\"on_overwrite\": \"replace\", \"on_delete\": \"delete\", \"max_delete_fraction\": 0.5";
    SERVER.put(bucket, "data/users/a.csv", "id,name\n1,ann\n");
    SERVER.put(bucket, "data/users/b.csv", "id,name\n2,bob\n3,cy\n");
    assertThat(run("sync", writer).exitCode()).isZero();
    SERVER.put(bucket, "data/users/a.csv", "id,name\n1,anna\n");
    SERVER.sdk().deleteObject(r -> r.bucket(bucket).key("data/users/b.csv"));
    CliRun second = run("sync", writer, "--json");
    JsonNode stream = json(second).at("/streams/0");
    assertThat(stream.get("replaced").asInt()).isEqualTo(1);
    assertThat(stream.get("deleted").asInt()).isEqualTo(1);
    assertThat(stream.get("rows_removed").asInt()).isEqualTo(3);
    assertThat(second.err())
        .contains(
            "Stream users: 1 objects were overwritten and 1 deleted; 3 of their rows were removed.");
    CliRun refused = run("sync", writer + ", \"clean_source\": \"delete\"");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .isEqualTo(
            "[S3INGEST_CONFLICTING_OPTIONS] Cannot use options 'cleanSource' and 'onDelete' together: an object that delete takes away would lose its rows to onDelete=delete. Keep one.\n");
    JsonNode cleaned =
        json(run(
                "sync",
                "\"clean_source\": \"move\", \"clean_source_retention\": \"0s\", \"clean_source_move_to\": \"done/\"",
                "--json"))
            .at("/streams/0/cleaned");
    assertThat(cleaned.get("keys").toString()).isEqualTo("[\"data/users/a.csv\"]");
    assertThat(SERVER.sdk().listObjectsV2(r -> r.bucket(bucket)).contents())
        .extracting(object -> object.key())
        .containsExactly("done/data/users/a.csv");
  }

  @Test
  void takesNamedObjectsAgainAndLetsOthersCountAsDone() throws IOException {
    SERVER.put(bucket, "data/users/a.csv", "id\n1\n");
    SERVER.put(bucket, "data/orders/a.csv", "id\n2\n3\n");
    assertThat(run("sync", "").exitCode()).isZero();
    SERVER.put(bucket, "data/users/huge.csv", "id\n4\n");

    JsonNode preview = json(run("reprocess", "", "--glob", "data/*/a.csv", "--dry-run", "--json"));
    assertThat(preview.get("dry_run").asBoolean()).isTrue();
    assertThat(preview.get("objects"))
        .extracting(object -> object.get("object").asText() + " " + object.get("rows"))
        .containsExactly(
            "s3://" + bucket + "/data/orders/a.csv 2", "s3://" + bucket + "/data/users/a.csv 1");

    JsonNode again = json(run("reprocess", "", "--key=data/orders/a.csv", "--json"));
    assertThat(again.get("streams")).hasSize(1);
    assertThat(again.at("/streams/0/stream").asText()).isEqualTo("orders");
    assertThat(again.at("/streams/0/replaced").asInt()).isEqualTo(1);
    assertThat(again.at("/streams/0/rows_removed").asInt()).isEqualTo(2);

    CliRun marked = run("mark-as-done", "", "--stream", "users", "--key", "data/users/huge.csv");
    assertThat(marked.exitCode()).as(marked.err()).isZero();
    assertThat(marked.out())
        .isEqualTo(
            """
            STREAM  TABLE                   NEW FILES  NEW ROWS  UNCHANGED  IGNORED  QUARANTINED  SKIPPED  EXCLUDED
            users   olake_iceberg.db.users          0         0          0        1            0        0         0
            """);
    assertThat(marked.err())
        .contains("Stream users: 1 of the named objects count as done now, 0 did before.");
    JsonNode sync = json(run("sync", "", "--json"));
    assertThat(sync.at("/streams/1/unchanged").asInt()).isEqualTo(2);
    assertThat(sync.at("/streams/1/ingested").asInt()).isZero();

    SERVER.put(bucket, "data/orders/bad.csv.gz", "id\n9\n");
    json(run("sync", "", "--json"));
    CliRun quarantined = run("reprocess", "", "--quarantined", "--dry-run");
    assertThat(quarantined.exitCode()).as(quarantined.err()).isZero();
    assertThat(quarantined.out().lines())
        .hasSize(2)
        .last()
        .asString()
        .startsWith("orders  s3://" + bucket + "/data/orders/bad.csv.gz")
        .contains("quarantined", "[S3INGEST_CORRUPT_FILE] Cannot decode");

    CliRun nothing = run("reprocess", "", "--key", "users/a.csv");
    assertThat(nothing.exitCode()).isEqualTo(1);
    assertThat(nothing.out()).isEmpty();
    assertThat(nothing.err())
        .endsWith(
            "[S3INGEST_NO_MATCHING_FILES] Cannot reprocess objects of s3://"
                + bucket
                + "/data/users/: none that is there is users/a.csv. Correct the keys, globs or times; keys and globs are whole, from the root of the bucket on.\n");
    CliRun elsewhere = run("reprocess", "", "--glob", "*", "--stream", "user");
    assertThat(elsewhere.exitCode()).isEqualTo(1);
    assertThat(elsewhere.err()).contains("'user'");
  }
}

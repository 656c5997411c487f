package io.s3ingest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.s3ingest.testing.ScriptedS3;
import io.s3ingest.testing.TestStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that only read, on a real server. */
final class DiscoverIT {
  private static final TestStore SERVER = TestStore.shared();

  @TempDir private Path folder;

  private final String bucket = SERVER.newBucket();

  @Test
  void printsTheCatalogAndNothingElse() throws IOException {
    for (String day : List.of("2024-01-01", "2024-01-02")) {
      SERVER.put(bucket, "data/users/" + day + "/a.csv", "id,born\n1,1999\n");
      SERVER.put(bucket, "data/orders/" + day + "/a.csv", "id,total\n1,2.5\n");
    }
    CliRun run = CliRun.of("discover", "--config", source("\"path_prefix\": \"data/\""));
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode catalog = new JsonMapper().readTree(run.out());
    assertThat(catalog.at("/streams").findValuesAsText("name")).containsExactly("orders", "users");
    for (JsonNode item : catalog.get("streams")) {
      JsonNode stream = item.get("stream");
      assertThat(stream.get("supported_sync_modes").toString())
          .isEqualTo("[\"full_refresh\",\"incremental\"]");
      assertThat(stream.get("available_cursor_fields").toString())
          .isEqualTo("[\"_last_modified_time\"]");
      assertThat(stream.get("cursor_field").asText()).isEqualTo("_last_modified_time");
    }
    assertThat(catalog.at("/streams/0/stream/type_schema/properties").toString())
        .isEqualTo(
            "{\"id\":{\"type\":[\"integer_small\",\"null\"],\"spark_type\":\"INT\"},"
                + "\"total\":{\"type\":[\"number\",\"null\"],\"spark_type\":\"DOUBLE\"},"
                + "\"_last_modified_time\":{\"type\":[\"timestamp_micro\",\"null\"],\"spark_type\":\"TIMESTAMP\"}}");
    assertThat(catalog.at("/selected_streams/" + bucket).findValuesAsText("stream_name"))
        .containsExactly("orders", "users");
    assertThat(run.err())
        .isEqualTo(
            """
            Discovering 1/2: orders
            Discovering 2/2: users
            Streams below s3://%s/data/:
            STREAM  FORMAT  FILES  SIZE  COLUMNS
            orders  csv         2  30 B  id, total
            users   csv         2  30 B  id, born
            """
                .formatted(bucket));
  }

  @Test
  void readsPlainAndCompressedFilesOfOneFolder() throws IOException {
    SERVER.put(bucket, "users/a.csv", "id,name\n1,ann\n");
    SERVER.put(bucket, "users/b.csv.gz", gzip("id,name\n2,bob\n"));
    CliRun run = CliRun.of("discover", "--config", source("\"csv\": {\"has_header\": true}"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("users   csv         2");
  }

  @Test
  void tellsAPlainFileThatIsNamedGzip() throws IOException {
    SERVER.put(bucket, "users/a.csv.gz", "id,name\n1,ann\n");
    CliRun run = CliRun.of("discover", "--config", source(""));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("s3://" + bucket + "/users/a.csv.gz");
  }

  @Test
  void skipsTheRowsBeforeTheHeader() throws IOException {
    SERVER.put(bucket, "t/a.csv", "banner\nbanner\na;b\n\"say \"\"hi\"\"\";1\n\"C:\\\";2\n");
    CliRun run =
        CliRun.of(
            "discover", "--config", source("\"csv\": {\"delimiter\": \";\", \"skip_rows\": 2}"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(
            new JsonMapper()
                .readTree(run.out())
                .at("/streams/0/stream/type_schema/properties")
                .fieldNames())
        .toIterable()
        .containsExactly("a", "b", "_last_modified_time");
  }

  @Test
  void makesARootFileAStreamOfItsOwn() throws IOException {
    SERVER.put(bucket, "data/users.csv", "id\n1\n");
    SERVER.put(bucket, "data/users/a.csv", "id\n1\n");
    CliRun run = CliRun.of("discover", "--config", source("\"path_prefix\": \"data\""));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(new JsonMapper().readTree(run.out()).at("/streams").findValuesAsText("name"))
        .containsExactly("users", "users_csv");
  }

  @Test
  void keepsAFolderOfAnotherAlphabet() throws IOException {
    SERVER.put(bucket, "données/a.csv", "été\n1\n");
    CliRun run = CliRun.of("discover", "--config", source(""));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(new JsonMapper().readTree(run.out()).at("/streams").findValuesAsText("name"))
        .containsExactly("données");
  }

  @Test
  void saysWhatIsThereWhenNothingMatches() throws IOException {
    String empty = source("\"path_prefix\": \"nowhere\"");
    CliRun run = CliRun.of("discover", "--config", empty);
    assertThat(run.err())
        .isEqualTo(
            "[S3INGEST_NO_MATCHING_FILES] Cannot read s3://%s/nowhere: there is no object. Check bucket and prefix; a prefix is a folder or an exact key, never a part of a name.\n"
                .formatted(bucket));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();

    SERVER.put(bucket, "users/a.xls", "x");
    CliRun other = CliRun.of("discover", "--config", source(""));
    assertThat(other.err())
        .isEqualTo(
            "[S3INGEST_NO_MATCHING_FILES] Cannot read s3://%s/ as csv: no file there has an extension of that format; found .xls. Set fileFormat to the format of the files, or name them by a glob such as *.txt.\n"
                .formatted(bucket));
    assertThat(other.exitCode()).isEqualTo(1);
  }

  @Test
  void checksABucket() throws IOException {
    SERVER.put(bucket, "users/a.csv", "id\n1\n");
    CliRun good = CliRun.of("check", "--config", source(""));
    assertThat(good.out())
        .isEqualTo("Ready to read s3://" + bucket + "/: the bucket may be listed and read.\n");
    assertThat(good.err()).isEmpty();
    assertThat(good.exitCode()).isZero();

    Path missing =
        Files.writeString(
            folder.resolve("missing.json"),
            Files.readString(Path.of(source(""))).replace(bucket, bucket + "-none"));
    CliRun bad = CliRun.of("check", "--config", missing.toString(), "--json");
    JsonNode status = new JsonMapper().readTree(bad.out());
    assertThat(status.get("status").asText()).isEqualTo("FAILED");
    assertThat(status.get("condition").asText()).isEqualTo("S3INGEST_BUCKET_NOT_FOUND");
    assertThat(bad.exitCode()).isEqualTo(2);
  }

  @Test
  void refusesOneOfTwoKeysWithoutARequest() throws IOException {
    try (ScriptedS3 store = ScriptedS3.start()) {
      Path file =
          Files.writeString(
              folder.resolve("one-key.json"),
              "{\"bucket_name\": \"b\", \"endpoint\": \"%s\", \"access_key_id\": \"k\"}"
                  .formatted(store.endpoint()));
      CliRun run = CliRun.of("check", "--config", file.toString());
      assertThat(run.err())
          .isEqualTo(
              "[S3INGEST_MISSING_OPTION] Cannot use option 'access_key_id' alone: 'secretAccessKey' is not set. Set both, or neither to use the default AWS credential chain.\n");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(store.requests()).isEmpty();
    }
  }

  @Test
  void needsNoMoreThanToListAndToRead() throws IOException {
    assumeTrue(SERVER.minio(), "only MinIO knows permissions");
    SERVER.put(bucket, "users/a.csv", "id\n1\n");
    for (String command : List.of("check", "discover")) {
      CliRun run = CliRun.of(command, "--config", sourceOf(SERVER.optionsOfReader(bucket)));
      assertThat(run.exitCode()).as(run.err()).isZero();
      CliRun blind =
          CliRun.of(command, "--config", sourceOf(SERVER.optionsWithoutListBucket(bucket)));
      assertThat(blind.exitCode()).isEqualTo(2);
      assertThat(blind.err()).startsWith("[S3INGEST_ACCESS_DENIED] ").contains("s3:ListBucket");
    }
  }

  private String sourceOf(Map<String, String> user) throws IOException {
    Map<String, String> all = new TreeMap<>(user);
    all.put("bucket", bucket);
    Path file = folder.resolve("user.json");
    new JsonMapper().writeValue(file.toFile(), all);
    return file.toString();
  }

  private String source(String more) throws IOException {
    String text =
        """
        {"bucket_name": "%s", "region": "us-east-1", "endpoint": "%s",
         "access_key_id": "%s", "secret_access_key": "%s", "file_format": "csv"%s}
        """
            .formatted(
                bucket,
                SERVER.endpoint(),
                SERVER.accessKey(),
                SERVER.secretKey(),
                more.isEmpty() ? "" : ", " + more);
    return Files.writeString(folder.resolve("source.json"), text).toString();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }
}

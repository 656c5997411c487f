package io.s3ingest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.s3ingest.testing.TestPostgres;
import io.s3ingest.testing.TestSpark;
import io.s3ingest.testing.TestStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Two processes that sync the same pipeline, on PostgreSQL and an S3 server. */
final class SyncProcessesIT {
  private static final TestStore SERVER = TestStore.shared();
  private static final JsonMapper JSON = new JsonMapper();
  private static final long PATIENCE_MINUTES = 5;

  @TempDir private Path folder;

  private final String bucket = SERVER.newBucket();
  private final String warehouse = SERVER.newBucket();
  private final String database = TestPostgres.newDatabase();
  private final List<Process> started = new ArrayList<>();
  private List<String> command;

  @BeforeEach
  void configure() throws IOException {
    Map<String, String> source = new TreeMap<>();
    source.put("bucket_name", bucket);
    source.put("region", "us-east-1");
    source.put("path_prefix", "data/");
    source.put("endpoint", SERVER.endpoint());
    source.put("access_key_id", SERVER.accessKey());
    source.put("secret_access_key", SERVER.secretKey());
    source.put("file_format", "csv");
    Map<String, String> writer = new TreeMap<>();
    writer.put("catalog_type", "jdbc");
    writer.put("jdbc_url", database);
    writer.put("jdbc_username", TestPostgres.user());
    writer.put("jdbc_password", TestPostgres.password());
    writer.put("iceberg_s3_path", "s3a://" + warehouse);
    writer.put("iceberg_db", "olake");
    writer.put("s3_endpoint", SERVER.endpoint());
    writer.put("s3_use_ssl", "false");
    writer.put("s3_path_style", "true");
    writer.put("aws_access_key", SERVER.accessKey());
    writer.put("aws_secret_key", SERVER.secretKey());
    writer.put("aws_region", "us-east-1");
    writer.put("clean_after", "0s");
    Map<String, Object> destination = Map.of("type", "ICEBERG", "writer", writer);
    command =
        List.of(
            "sync",
            "--config",
            write("source.json", source),
            "--destination",
            write("destination.json", destination));
    for (int file = 0; file < 3; file++) {
      SERVER.put(bucket, "data/users/" + file + ".csv", "id\n" + file + "\n");
    }
  }

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  private String write(String name, Object content) throws IOException {
    return Files.writeString(folder.resolve(name), JSON.writeValueAsString(content)).toString();
  }

  private Process start(String name, Map<String, String> environment) throws IOException {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (argument.startsWith("--add-")
          || argument.startsWith("-XX:")
          || argument.startsWith("-Duser.")) {
        java.add(argument);
      }
    }
    java.addAll(
        List.of("-Xmx700m", "-cp", System.getProperty("java.class.path"), Main.class.getName()));
    java.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(java).redirectErrorStream(true).redirectOutput(log(name).toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  /** Starts a sync and returns when it holds still at a step. */
  private Process heldAt(String step) throws IOException {
    Path stopped = folder.resolve("stopped");
    Process process =
        start(
            "first",
            Map.of(
                "S3INGEST_TEST_STOP_AT", step,
                "S3INGEST_TEST_STOPPED", stopped.toString(),
                "S3INGEST_TEST_GO_ON", folder.resolve("go-on").toString()));
    while (!Files.exists(stopped)) {
      assertThat(process.isAlive()).as(() -> said("first")).isTrue();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    return process;
  }

  private void goOn() throws IOException {
    Files.createFile(folder.resolve("go-on"));
  }

  private String said(String name) {
    try {
      return Files.readString(log(name));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private int exit(Process process) throws InterruptedException {
    assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }

  private static void signal(String signal, Process process)
      throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  /** Reads by a catalog that the processes have nothing to do with. */
  private List<String> rows() {
    SparkSession spark = TestSpark.session().newSession();
    // The catalog's rows in the database go by its name.
    String catalog = "spark.sql.catalog.olake_iceberg";
    spark.conf().set(catalog, "org.apache.iceberg.spark.SparkCatalog");
    Map.of(
            "type",
            "jdbc",
            "uri",
            database,
            "jdbc.user",
            TestPostgres.user(),
            "jdbc.password",
            TestPostgres.password(),
            "warehouse",
            "s3a://" + warehouse,
            "io-impl",
            "org.apache.iceberg.aws.s3.S3FileIO",
            "s3.endpoint",
            SERVER.endpoint(),
            "s3.path-style-access",
            "true",
            "s3.access-key-id",
            SERVER.accessKey(),
            "s3.secret-access-key",
            SERVER.secretKey())
        .forEach((key, value) -> spark.conf().set(catalog + "." + key, value));
    spark.conf().set(catalog + ".client.region", "us-east-1");
    spark.conf().set(catalog + ".jdbc.schema-version", "V1");
    String table = "olake_iceberg.olake.users";
    return spark.sql("SELECT id FROM " + table + " ORDER BY id").collectAsList().stream()
        .map(Row::toString)
        .toList();
  }

  private List<String> staged() {
    return SERVER.sdk().listObjectsV2(b -> b.bucket(warehouse)).contents().stream()
        .map(S3Object::key)
        .filter(key -> key.matches("olake/users/data/s3ingest-[^/]+/.*"))
        .map(key -> key.split("/")[3])
        .distinct()
        .toList();
  }

  @Test
  void refusesTheSecondOfTwoProcessesThatMeet() throws Exception {
    Process first = heldAt("COUNTED");
    assertThat(exit(start("second", Map.of()))).as(() -> said("second")).isZero();
    goOn();
    assertThat(exit(first)).isNotZero();
    assertThat(said("first"))
        .contains(
            "[S3INGEST_CONCURRENT_SYNC] Cannot commit to olake_iceberg.olake.users: another run of pipeline p-",
            " committed first. Nothing of this run was committed; run it again.");
    assertThat(rows()).containsExactly("[0]", "[1]", "[2]");
    assertThat(staged()).hasSize(1);
  }

  @Test
  void losesNothingToAProcessThatSleptUntilItWasCleanedUpBehind() throws Exception {
    Process first = heldAt("LEDGER_WRITTEN");
    signal("STOP", first);
    goOn();
    assertThat(exit(start("second", Map.of()))).as(() -> said("second")).isZero();
    assertThat(staged()).hasSize(1);
    signal("CONT", first);
    assertThat(exit(first)).isNotZero();
    assertThat(said("first")).contains("[S3INGEST_CONCURRENT_SYNC] Cannot commit to");
    assertThat(rows()).containsExactly("[0]", "[1]", "[2]");
    assertThat(exit(start("third", Map.of()))).as(() -> said("third")).isZero();
    assertThat(rows()).containsExactly("[0]", "[1]", "[2]");
  }
}

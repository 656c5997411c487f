package io.s3ingest.spark.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.testing.TestSpark;
import io.s3ingest.testing.TestStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChangeFeedKillIT {
  private static final int OBJECTS = 5_000;

  private final TestStore store = TestStore.shared();
  private final String bucket = store.newVersionedBucket();
  @TempDir private Path folder;

  @BeforeEach
  void putObjects() {
    IntStream.range(0, OBJECTS)
        .parallel()
        .forEach(i -> store.put(bucket, "t/%05d".formatted(i), "x"));
  }

  @Test
  void takesEachObjectOnceThoughItIsKilledTwiceInTheMiddleOfTheSnapshot() throws Exception {
    for (int kill = 1; kill <= 2; kill++) {
      long wanted = commits() + 2;
      Process process = start("kill-" + kill);
      try {
        Awaitility.await()
            .atMost(Duration.ofMinutes(10))
            .pollInterval(Duration.ofMillis(20))
            .until(() -> !process.isAlive() || commits() >= wanted);
      } finally {
        process.destroyForcibly(); // SIGKILL
      }
      process.waitFor();
      assertThat(rows().count()).as(said("kill-" + kill)).isBetween(1L, OBJECTS - 1L);
    }
    long atLastKill = rows().count();
    store.put(bucket, "t/00007", "changed meanwhile");
    Process last = start("last");
    try {
      assertThat(last.waitFor()).as(said("last")).isZero();
    } finally {
      last.destroyForcibly();
    }

    Dataset<Row> inserts = rows().where("_change_type = 'insert'");
    long keys = inserts.select("key").distinct().count();
    System.out.printf(
        "killed with %d of %d objects given; in the end count=%d, count(distinct key)=%d%n",
        atLastKill, OBJECTS, inserts.count(), keys);
    assertThat(inserts.count()).isEqualTo(OBJECTS);
    assertThat(keys).isEqualTo(OBJECTS);
    assertThat(rows().where("_change_type <> 'insert'").collectAsList())
        .extracting(Row::toString)
        .containsExactly("[t/00007,update]");
  }

  private Process start(String name) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-javaagent") && !argument.startsWith("-Xmx"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx1g",
            "-cp",
            System.getProperty("java.class.path"),
            FeedProcess.class.getName(),
            "s3://" + bucket + "/t/",
            folder.resolve("checkpoint").toString(),
            folder.resolve("sink").toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log(name).toFile());
    store.options().forEach((key, value) -> builder.environment().put("FEED_" + key, value));
    builder.environment().put("FEED_recordShape", "object");
    builder.environment().put("FEED_maxFilesPerTrigger", "500");
    return builder.start();
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private String said(String name) throws IOException {
    return Files.readString(log(name));
  }

  private long commits() {
    Path commits = folder.resolve("checkpoint/commits");
    if (!Files.isDirectory(commits)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(commits)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).count();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Dataset<Row> rows() {
    return TestSpark.session().read().parquet(folder.resolve("sink").toString());
  }
}

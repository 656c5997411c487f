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
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChangeFeedKillIT {
  private static final int OBJECTS = 5_000;

  private final TestStore store = TestStore.shared();

  @Test
  void takesEachObjectOnceThoughItIsKilledTwiceInTheMiddleOfTheSnapshot(@TempDir Path folder)
      throws IOException {
    String bucket = store.newVersionedBucket();
    IntStream.range(0, OBJECTS)
        .parallel()
        .forEach(i -> store.put(bucket, "t/%05d".formatted(i), "x"));
    Streams stream =
        new Streams(store.options(), "s3://" + bucket + "/t/")
            .option("recordShape", "object")
            .option("maxFilesPerTrigger", "500")
            .select("key", "_change_type");
    long before = 0;
    for (int kill = 1; kill <= 2; kill++) {
      long wanted = before + 2;
      Process process = start(stream, bucket, folder.resolve("process-" + kill + ".log"));
      try {
        Awaitility.await()
            .atMost(Duration.ofMinutes(3))
            .pollInterval(Duration.ofMillis(20))
            .until(() -> !process.isAlive() || commits(stream) >= wanted);
      } finally {
        process.destroyForcibly(); // SIGKILL
      }
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !process.isAlive());
      before = commits(stream);
      assertThat(rows(stream).count())
          .as(Files.readString(folder.resolve("process-" + kill + ".log")))
          .isBetween(1L, OBJECTS - 1L);
    }
    long atLastKill = rows(stream).count();
    store.put(bucket, "t/00007", "changed meanwhile");
    stream.run();

    Dataset<Row> rows = rows(stream);
    Dataset<Row> inserts = rows.where("_change_type = 'insert'");
    System.out.printf(
        "killed with %d of %d objects given; in the end count=%d, count(distinct key)=%d%n",
        atLastKill, OBJECTS, inserts.count(), inserts.select("key").distinct().count());
    assertThat(inserts.count()).isEqualTo(OBJECTS);
    assertThat(inserts.select("key").distinct().count()).isEqualTo(OBJECTS);
    assertThat(rows.where("_change_type <> 'insert'").collectAsList())
        .extracting(Row::toString)
        .containsExactly("[t/00007,update]");
  }

  private Process start(Streams stream, String bucket, Path log) throws IOException {
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
            stream.checkpoint().toString(),
            stream.sink().toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    store.options().forEach((key, value) -> builder.environment().put("FEED_" + key, value));
    builder.environment().put("FEED_recordShape", "object");
    builder.environment().put("FEED_maxFilesPerTrigger", "500");
    return builder.start();
  }

  private static long commits(Streams stream) {
    return Files.isDirectory(stream.checkpoint().resolve("commits")) ? stream.commits() : 0;
  }

  private static Dataset<Row> rows(Streams stream) {
    return TestSpark.session().read().parquet(stream.sink().toString());
  }
}

package io.s3ingest.spark.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.testing.Plans;
import io.s3ingest.testing.TestSpark;
import io.s3ingest.testing.TestStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spark's own input size is what came from the store, each byte once. */
final class InputSizeIT {
  private final TestStore store = TestStore.shared();
  private final SparkSession spark = TestSpark.session();
  private final String bucket = store.newBucket();

  /** The first object of a task and those behind it are read by different threads. */
  @ParameterizedTest
  @ValueSource(strings = {"s3", "hadoop"})
  void isTheSizeOfManySmallObjects(String kind) {
    long stored = 0;
    for (int i = 0; i < 30; i++) {
      String text = "id\n" + (i + "\n").repeat(100 + i);
      store.put(bucket, "t/%02d.csv".formatted(i), text);
      stored += text.length();
    }
    Dataset<Row> table = table(kind, "id INT");
    assertThat(inputSize(table, 30 * 100 + 29 * 30 / 2)).isEqualTo(stored);
    assertThat(Plans.metric(table, "bytesRead")).isEqualTo(stored);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3", "hadoop"})
  void isTheSizeOfOneObject(String kind) {
    String text = "id\n" + "7\n".repeat(50_000);
    store.put(bucket, "t/a.csv", text);
    assertThat(inputSize(table(kind, "id INT"), 50_000)).isEqualTo(text.length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3", "hadoop"})
  void isTheSizeOfAnObjectThatIsFetchedInRanges(String kind) {
    String text = "id,note\n" + ("7," + "x".repeat(997) + "\n").repeat(10_000);
    store.put(bucket, "t/a.csv", text);
    Dataset<Row> table = table(kind, "id INT, note STRING");
    assertThat(inputSize(table, 10_000)).isEqualTo(text.length());
    assertThat(Plans.metric(table, "requests")).isGreaterThan(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3", "hadoop"})
  void isWhatIsReadOfParquet(String kind, @TempDir Path folder) throws IOException {
    String written = folder.resolve("p").toString();
    spark.range(200_000).selectExpr("id", "uuid() u").coalesce(1).write().parquet(written);
    try (Stream<Path> files = Files.list(folder.resolve("p"))) {
      for (Path file : files.filter(file -> file.toString().endsWith(".parquet")).toList()) {
        store.put(bucket, "t/a.parquet", Files.readAllBytes(file));
      }
    }
    Dataset<Row> table = table(kind, "id BIGINT");
    long size = inputSize(table, 200_000);
    assertThat(size).isEqualTo(Plans.metric(table, "bytesRead"));
    assertThat(size).isBetween(200_000L, 2_000_000L);
  }

  @Test
  void isTheSizeOfALocalFile(@TempDir Path folder) throws IOException {
    String text = "id\n" + "7\n".repeat(50_000);
    Files.writeString(folder.resolve("a.csv"), text);
    Dataset<Row> table =
        spark
            .read()
            .format("s3ingest")
            .option("store", "hadoop")
            .option("bucket", "file://" + folder)
            .schema("id INT")
            .load();
    assertThat(inputSize(table, 50_000)).isEqualTo(text.length());
  }

  private Dataset<Row> table(String kind, String schema) {
    return spark
        .read()
        .format("s3ingest")
        .options(store.options())
        .option("store", kind)
        .schema(schema)
        .load("s3a://" + bucket + "/t/");
  }

  /** Reads all rows and returns the bytes that Spark has counted for it in its tasks. */
  private long inputSize(Dataset<Row> table, int rows) {
    LongAdder bytes = new LongAdder();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd end) {
            bytes.add(end.taskMetrics().inputMetrics().bytesRead());
          }
        };
    try {
      spark.sparkContext().listenerBus().waitUntilEmpty();
      spark.sparkContext().addSparkListener(listener);
      assertThat(table.collectAsList()).hasSize(rows);
      spark.sparkContext().listenerBus().waitUntilEmpty();
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    } finally {
      spark.sparkContext().removeSparkListener(listener);
    }
    return bytes.sum();
  }
}

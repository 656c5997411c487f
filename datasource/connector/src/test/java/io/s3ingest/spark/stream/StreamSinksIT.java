package io.s3ingest.spark.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.testing.TestSpark;
import io.s3ingest.testing.TestStore;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StreamSinksIT {
  private final SparkSession spark = TestSpark.session();
  private final TestStore store = TestStore.shared();
  private final String bucket = store.newBucket();
  @TempDir private Path folder;

  private Streams stream() {
    return new Streams(store.options(), "s3://" + bucket + "/t/");
  }

  private void put(int... ids) {
    for (int id : ids) {
      store.put(bucket, "t/%03d.csv".formatted(id), "id\n" + id + "\n");
    }
  }

  private List<Integer> ids(String table) {
    return spark.sql("SELECT id FROM " + table + " ORDER BY id").collectAsList().stream()
        .map(row -> row.getInt(0))
        .toList();
  }

  private void runInto(Streams stream, String table) throws Exception {
    Streams.finish(
        stream
            .table()
            .writeStream()
            .option("checkpointLocation", stream.checkpoint().toString())
            .trigger(Trigger.AvailableNow())
            .toTable(table));
  }

  @Test
  void landsInIcebergOnceThoughABatchRunsTwice() throws Exception {
    spark.sql("CREATE TABLE ice.streams.once (id INT) USING iceberg");
    Streams stream = stream().option("maxFilesPerTrigger", "2");
    put(1, 2, 3);
    runInto(stream, "ice.streams.once");
    // As if it had died between the sink's commit and Spark's.
    stream.forgetLastCommit();
    put(4, 5);
    runInto(stream.option("maxFilesPerTrigger", "1"), "ice.streams.once");
    assertThat(ids("ice.streams.once")).containsExactly(1, 2, 3, 4, 5);
    spark.sql("DROP TABLE ice.streams.once");
  }

  @Test
  void landsInParquetOnceThoughABatchRunsTwice() throws Exception {
    Streams stream = stream();
    put(1, 2, 3);
    for (int run = 0; run < 2; run++) {
      Streams.finish(
          stream
              .table()
              .writeStream()
              .format("parquet")
              .option("path", folder.resolve("sink").toString())
              .option("checkpointLocation", stream.checkpoint().toString())
              .trigger(Trigger.AvailableNow())
              .start());
      if (run == 0) {
        stream.forgetLastCommit();
        put(4);
      }
    }
    assertThat(
            spark.read().parquet(folder.resolve("sink").toString()).collectAsList().stream()
                .map(Row::toString)
                .sorted())
        .containsExactly("[1]", "[2]", "[3]", "[4]");
  }

  @Test
  void seesWhatComesWhileItRuns() throws Exception {
    put(1, 2);
    Streams stream = stream().option("pollingInterval", "1s");
    StreamingQuery query = stream.start(Trigger.ProcessingTime(0));
    try {
      query.processAllAvailable();
      assertThat(stream.rows()).containsExactly("[1]", "[2]");
      put(3);
      while (stream.rows().size() < 3) {
        assertThat(query.isActive()).isTrue();
        query.awaitTermination(100);
      }
      assertThat(stream.rows()).containsExactly("[1]", "[2]", "[3]");
    } finally {
      query.stop();
    }
  }

  @Test
  void readsTheTableOfACatalog() throws Exception {
    put(1, 2);
    String catalog = "streamed";
    spark.conf().set("spark.sql.catalog." + catalog, "io.s3ingest.S3IngestCatalog");
    spark.conf().set("spark.sql.catalog." + catalog + ".bucket", bucket);
    store
        .options()
        .forEach((k, v) -> spark.conf().set("spark.sql.catalog." + catalog + "." + k, v));
    Streams.finish(
        spark
            .readStream()
            .table(catalog + ".t")
            .select("id")
            .writeStream()
            .format("memory")
            .queryName("from_catalog")
            .option("checkpointLocation", folder.resolve("checkpoint").toString())
            .trigger(Trigger.AvailableNow())
            .start());
    assertThat(ids("from_catalog")).containsExactly(1, 2);
  }
}

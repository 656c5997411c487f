package io.s3ingest.spark.stream;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;

/** Follows a folder in a process of its own, which a test kills. */
final class FeedProcess {
  private FeedProcess() {}

  /**
   * Writes the keys of {@code args[0]} to the folder {@code args[2]}, with the checkpoint {@code
   * args[1]}, until all that is there has been given. Options come from the environment.
   */
  public static void main(String[] args) throws Exception {
    Map<String, String> options = new TreeMap<>();
    System.getenv()
        .forEach(
            (name, value) -> {
              if (name.startsWith("FEED_")) {
                options.put(name.substring("FEED_".length()), value);
              }
            });
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .getOrCreate();
    spark
        .readStream()
        .format("s3ingest")
        .options(options)
        .load(args[0])
        .selectExpr("key", "_change_type")
        .writeStream()
        .format("parquet")
        .option("checkpointLocation", args[1])
        .option("path", args[2])
        .trigger(Trigger.AvailableNow())
        .start()
        .awaitTermination();
    spark.stop();
  }
}

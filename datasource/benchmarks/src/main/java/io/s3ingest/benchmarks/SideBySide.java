package io.s3ingest.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Reads each kind of data with Spark's own reader over s3a and with s3ingest, in one session on one
 * store: first it proves that both return the same rows, then it times alternating warm pairs.
 *
 * <p>Usage: {@code SideBySide <endpoint> <access key> <secret key> <rows> <pairs> <report.md>}
 */
public final class SideBySide {
  private static final Map<String, String> CSV =
      Map.of("header", "true", "escape", "\"", "multiLine", "false");

  private static final List<Kind> KINDS =
      List.of(
          new Kind("csv-gz", "csv", CSV, 8),
          new Kind("csv", "csv", CSV, 8),
          new Kind("json-gz", "json", Map.of(), 8),
          new Kind("json", "json", Map.of(), 8),
          new Kind("parquet", "parquet", Map.of(), 8),
          new Kind("csv-small-gz", "csv", CSV, 500),
          new Kind("json-small-gz", "json", Map.of(), 500),
          new Kind("parquet-small", "parquet", Map.of(), 500));

  private SideBySide() {}

  /** What one kind took. */
  private record Timing(String kind, long rows, List<Double> spark, List<Double> ours) {
    double medianRatio() {
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < spark.size(); i++) {
        ratios.add(spark.get(i) / ours.get(i));
      }
      return median(ratios);
    }

    String line() {
      return String.format(
          Locale.ROOT,
          "| %s | %,d | %.2f s | %.2f s | %.2f |%n",
          kind,
          rows,
          median(spark),
          median(ours),
          medianRatio());
    }
  }

  /** Runs the comparison and writes the report. */
  public static void main(String[] args) throws IOException {
    String endpoint = args[0];
    long rows = Long.parseLong(args[3]);
    int pairs = Integer.parseInt(args[4]);
    Path report = Path.of(args[5]);
    String bucket = "bench-" + Long.toString(System.nanoTime(), 36);
    Path scratch = Files.createTempDirectory("s3ingest-bench");
    SparkSession spark = session(endpoint, args[1], args[2]);
    Buckets.create(endpoint, args[1], args[2], bucket);
    StringBuilder table = new StringBuilder();
    boolean slower = false;
    for (Kind kind : KINDS) {
      long wanted = kind.files() > 100 ? rows / 5 : rows;
      Dataset<Row> data = SampleData.rows(spark, wanted);
      SampleData.upload(data, kind, bucket, scratch);
      Timing timing = measure(spark, bucket, kind, data.schema(), wanted, pairs);
      System.err.print(timing.line());
      table.append(timing.line());
      slower |= timing.medianRatio() < 0.95;
    }
    String before = Files.exists(report) ? Files.readString(report) : "";
    int others = before.indexOf("\n## ");
    Files.writeString(
        report,
        text(table.toString(), rows, pairs) + (others < 0 ? "" : before.substring(others)),
        StandardCharsets.UTF_8);
    spark.stop();
    if (slower) {
      System.err.println("s3ingest was slower than Spark's own reader on at least one kind.");
      System.exit(1);
    }
  }

  private static Timing measure(
      SparkSession spark, String bucket, Kind kind, StructType schema, long rows, int pairs) {
    verify(spark, bucket, kind, schema, rows);
    List<Double> theirs = new ArrayList<>();
    List<Double> ours = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      theirs.add(seconds(kind.throughSpark(spark, bucket, schema)));
      ours.add(seconds(kind.throughS3Ingest(spark, bucket, schema)));
    }
    return new Timing(kind.folder(), rows, theirs, ours);
  }

  /** Fails unless both readers return the same rows; also warms both up. */
  private static void verify(
      SparkSession spark, String bucket, Kind kind, StructType schema, long rows) {
    String hash =
        "count(*), sum(cast(xxhash64("
            + String.join(",", schema.fieldNames())
            + ") as decimal(38,0)))";
    Row theirs = kind.throughSpark(spark, bucket, schema).selectExpr(split(hash)).first();
    Row ours = kind.throughS3Ingest(spark, bucket, schema).selectExpr(split(hash)).first();
    if (theirs.getLong(0) != rows || !theirs.equals(ours)) {
      throw new IllegalStateException(kind + ": Spark reads " + theirs + ", s3ingest " + ours);
    }
    for (int i = 0; i < 2; i++) {
      seconds(kind.throughSpark(spark, bucket, schema));
      seconds(kind.throughS3Ingest(spark, bucket, schema));
    }
  }

  private static String[] split(String select) {
    int comma = select.indexOf(", ");
    return new String[] {select.substring(0, comma), select.substring(comma + 2)};
  }

  private static double seconds(Dataset<Row> data) {
    long start = System.nanoTime();
    data.write().format("noop").mode("overwrite").save();
    return (System.nanoTime() - start) / 1e9;
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static String text(String table, long rows, int pairs) {
    return """
        # Benchmarks

        Spark's own readers over s3a beside s3ingest: one session (`local[*]`), one MinIO on the same machine, all columns
        into the `noop` sink with the same given schema. Before a kind is timed, row count and a hash over all columns of
        both readers must be equal. Times are medians of %d alternating warm pairs; the ratio is the median over the pairs
        of Spark's time ÷ ours, so above 1 s3ingest is faster.

        | kind | rows | Spark | s3ingest | ratio |
        |---|---|---|---|---|
        %s
        `…-small` kinds are 500 files, the others 8. Made by `datasource/benchmarks/run.sh %d %d` on %s, %d processors,
        Java %s, Spark %s.
        """
        .formatted(
            pairs,
            table,
            rows,
            pairs,
            System.getProperty("os.name") + " " + System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("java.version"),
            org.apache.spark.package$.MODULE$.SPARK_VERSION());
  }

  private static SparkSession session(String endpoint, String accessKey, String secretKey) {
    return SparkSession.builder()
        .master("local[*]")
        .appName("s3ingest-benchmarks")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.hadoop.fs.s3a.endpoint", endpoint)
        .config("spark.hadoop.fs.s3a.endpoint.region", "us-east-1")
        .config("spark.hadoop.fs.s3a.path.style.access", "true")
        .config("spark.hadoop.fs.s3a.access.key", accessKey)
        .config("spark.hadoop.fs.s3a.secret.key", secretKey)
        .config("spark.hadoop.fs.s3a.bucket.probe", "0")
        .getOrCreate();
  }
}

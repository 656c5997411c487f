package io.s3ingest.benchmarks;

import io.s3ingest.cursor.ObjectListing;
import io.s3ingest.discovery.Discovery;
import io.s3ingest.options.SyncOptions;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectStore;
import io.s3ingest.store.StoreRegistry;
import io.s3ingest.sync.Sync;
import io.s3ingest.sync.SyncListener;
import io.s3ingest.sync.SyncReport;
import io.s3ingest.sync.SyncSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;

/**
 * Measures what an incremental sync costs that finds nothing new, beside the listing that it cannot
 * do without; a warm session, the two in turns.
 */
public final class NothingNew {
  private static final String BEGIN = "\n## A sync with nothing new\n";

  private final SparkSession spark;
  private final Source source;
  private final SyncOptions options;

  private NothingNew(SparkSession spark, Source source) {
    this.spark = spark;
    this.source = source;
    this.options = SyncOptions.of(Map.of("catalog", "ice", "database", "bench"));
  }

  /** Runs it and writes its part of the report. */
  public static void main(String[] args) throws IOException {
    int objects = Integer.parseInt(args[3]);
    int pairs = Integer.parseInt(args[4]);
    Path report = Path.of(args[5]);
    String bucket = "bench-" + Long.toString(System.nanoTime(), 36);
    Buckets.create(args[0], args[1], args[2], bucket);
    Map<String, String> source =
        Map.of(
            "endpoint",
            args[0],
            "accessKeyId",
            args[1],
            "secretAccessKey",
            args[2],
            "region",
            "us-east-1",
            "bucket",
            bucket,
            "prefix",
            "lake/",
            "table",
            "events");
    try (Warehouse warehouse = Warehouse.create();
        SparkSession spark = session(warehouse)) {
      String text = new NothingNew(spark, new Source(source)).run(bucket, objects, pairs);
      System.err.print(text);
      String before = Files.exists(report) ? Files.readString(report) : "# Benchmarks\n";
      int begin = before.indexOf(BEGIN);
      Files.writeString(report, (begin < 0 ? before : before.substring(0, begin)) + BEGIN + text);
    }
  }

  private static SparkSession session(Warehouse warehouse) {
    return warehouse
        .configure(SparkSession.builder())
        .master("local[*]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate();
  }

  private String run(String bucket, int objects, int pairs) {
    // Most are known by the state of another tool: that they were once read is not the question.
    int read = Math.min(objects, 1_000);
    upload(bucket, 0, objects - read);
    sync(Instant.now().plus(Duration.ofDays(1)));
    upload(bucket, objects - read, objects);
    require(sync().ingested() == read, "the first sync takes the new objects");
    AtomicInteger jobs = new AtomicInteger();
    spark
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onJobStart(SparkListenerJobStart start) {
                jobs.incrementAndGet();
              }
            });
    verify(objects);
    double[] listings = new double[pairs];
    double[] syncs = new double[pairs];
    double[] beyond = new double[pairs];
    for (int i = 0; i < pairs; i++) {
      long begin = System.nanoTime();
      require(list() == objects, "the listing shows all objects");
      listings[i] = seconds(begin);
      begin = System.nanoTime();
      SyncReport report = sync();
      syncs[i] = seconds(begin);
      beyond[i] = syncs[i] - listings[i];
      require(report.unchanged() == objects && report.commits() == 0, "nothing is new");
    }
    require(jobs.get() == 0, "no Spark job runs");
    return text(objects, pairs, median(listings), median(syncs), median(beyond));
  }

  private void upload(String bucket, int from, int to) {
    ObjectStore store = StoreRegistry.open(source.read().store());
    IntStream.range(from, to)
        .parallel()
        .forEach(
            i ->
                store.put(
                    new ObjectPath(bucket, "lake/events/%07d.csv".formatted(i)),
                    ("id,name\n" + i + ",n\n").getBytes(StandardCharsets.UTF_8),
                    Map.of()));
  }

  /** A sync with nothing new must say so, and be warm, before it is timed. */
  private void verify(int objects) {
    for (int i = 0; i < 3; i++) {
      SyncReport report = sync();
      require(report.listed() == objects && report.unchanged() == objects, "all is known");
      require(report.commits() == 0, "nothing is committed");
      require(list() == objects, "the listing shows all objects");
    }
  }

  private SyncReport sync() {
    return sync(null);
  }

  private SyncReport sync(Instant imported) {
    Discovery discovery = source.discovery();
    return new Sync(spark, options, SyncListener.SILENT)
        .run(
            SyncSource.of(discovery.listing(discovery.scope()), source.read(), source.options()),
            imported);
  }

  private long list() {
    Discovery discovery = source.discovery();
    long count = 0;
    try (ObjectListing.Walk walk = discovery.listing(discovery.scope()).walk()) {
      while (walk.next() != null) {
        count++;
      }
    }
    return count;
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException("not so: " + what);
    }
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static String text(int objects, int pairs, double listing, double sync, double beyond) {
    return """

        What an incremental sync costs that finds nothing new, in a warm session: the listing of the stream alone, and the
        whole sync (load the table, find the ledger, list, compare, report), in turns; medians of %d. No Spark job runs,
        nothing is written or committed; the counts are checked each time. 1,000 of the objects were read by a sync before, the
        others are known from the state of another tool.

        | known objects | listing | sync | beyond the listing |
        |---|---|---|---|
        | %s | %.2f s | %.2f s | %.2f s |

        Made by `datasource/benchmarks/nothing-new.sh %d %d` on %s %s, %d processors, Java %s, MinIO on the same machine.
        """
        .formatted(
            pairs,
            String.format(Locale.ROOT, "%,d", objects),
            listing,
            sync,
            // Below zero is the noise of the machine.
            Math.max(0, beyond),
            objects,
            pairs,
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("java.version"));
  }
}

package io.s3ingest.benchmarks.stages;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.decode.BatchReader;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.DecodeRequest;
import io.s3ingest.decode.FormatRegistry;
import io.s3ingest.decode.MisfitListener;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.decode.ObjectFormat;
import io.s3ingest.decode.TaskParts;
import io.s3ingest.decode.compress.Decompression;
import io.s3ingest.metric.RecordCounts;
import io.s3ingest.options.Compression;
import io.s3ingest.options.TextOptions;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.GreaterThan;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * One stage at a time of reading text that lies in memory into column vectors: the same text, other
 * columns. The time of a type is what its columns add to framing.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Stages {
  private static final double MEGA = 1e6;
  private static final double NANOS = 1e9;

  /** What is read: a name and, of CSV, the types of the columns. */
  @Param({
    "csv frame",
    "csv BIGINT INT",
    "csv DOUBLE",
    "csv DECIMAL(10,2)",
    "csv DATE",
    "csv TIMESTAMP",
    "csv STRING",
    "csv all",
    "csv all filtered to a hundredth",
    "json frame",
    "json all",
    "inflate libdeflate",
    "inflate zlib",
    "csv all inflated"
  })
  public String stage;

  private ObjectFormat format;
  private OneObject store;
  private long textBytes;
  private StructType required;
  private List<Filter> filters;
  private DecodeOptions options;
  private TaskParts parts;

  /** What the benchmark counts beside wall time, which other work on the machine disturbs. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Work {
    /** Bytes of text. */
    public long bytes;

    /** Processor time of the thread. */
    public long nanos;

    /** Begins anew. */
    @Setup(Level.Iteration)
    public void reset() {
      bytes = 0;
      nanos = 0;
    }
  }

  /** Makes the text. */
  @Setup
  public void prepare() {
    String name = stage.startsWith("json") ? "json" : "csv";
    boolean inflates = stage.contains("inflate");
    byte[] text = name.equals("json") ? Rows.json() : Rows.csv();
    textBytes = text.length;
    store = new OneObject("t/a." + name, inflates ? Rows.gzip(text) : text);
    format = FormatRegistry.load().named(name).orElseThrow();
    StructType all = StructType.fromDDL(Rows.SCHEMA);
    required = stage.contains(" all") ? all : columns(all, stage);
    filters = stage.contains("filtered") ? List.of(new GreaterThan("quantity", 98)) : List.of();
    options =
        new DecodeOptions(
            new TextOptions(Map.of()),
            Compression.AUTO,
            4096,
            64 << 20,
            4 << 20,
            stage.contains("zlib") ? 0 : 96 << 20,
            Map.of("spark.sql.session.timeZone", "UTC"));
    parts = new TaskParts();
    if (!stage.contains("filtered") && decode() != Rows.COUNT) {
      throw new IllegalStateException("rows are missing");
    }
  }

  private static StructType columns(StructType all, String stage) {
    List<String> types = Arrays.asList(stage.split(" ", -1));
    return new StructType(
        Arrays.stream(all.fields())
            .filter(field -> types.contains(field.dataType().sql()))
            .toArray(StructField[]::new));
  }

  /** Gives the buffers back. */
  @TearDown
  public void end() {
    parts.close();
  }

  /** Reads the text once. */
  @Benchmark
  public long read(Work work) throws IOException {
    long begin = cpuNanos();
    long found = stage.startsWith("inflate") ? inflate() : decode();
    work.nanos += cpuNanos() - begin;
    work.bytes += textBytes;
    return found;
  }

  private long decode() {
    long rows = 0;
    DecodeRequest request =
        new DecodeRequest(
            store,
            FileSplit.whole(store.object()),
            StructType.fromDDL(Rows.SCHEMA),
            required,
            filters,
            options,
            new RecordCounts(),
            MisfitListener.NONE,
            parts);
    try (BatchReader reader = format.open(request)) {
      while (reader.next()) {
        rows += reader.batch().numRows();
      }
    }
    return rows;
  }

  private long inflate() throws IOException {
    byte[] block = new byte[256 << 10];
    long bytes = 0;
    ObjectContent content = new ObjectContent(store, store.object(), options.inflateBytes(), parts);
    try (InputStream in = Decompression.open(content, Compression.AUTO)) {
      for (int read; (read = in.read(block)) >= 0; ) {
        bytes += read;
      }
    }
    return bytes;
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** Runs with JMH's own arguments and prints megabytes of text per second of processor time. */
  public static void main(String[] args) throws RunnerException, CommandLineOptionException {
    StringBuilder table = new StringBuilder("| stage | MB/s |\n|---|---|\n");
    for (RunResult result :
        new Runner(
                new OptionsBuilder()
                    .parent(new CommandLineOptions(args))
                    .include(Stages.class.getName())
                    .build())
            .run()) {
      double bytes = result.getSecondaryResults().get("bytes").getScore();
      double nanos = result.getSecondaryResults().get("nanos").getScore();
      table.append(
          "| %s | %,.0f |%n"
              .formatted(result.getParams().getParam("stage"), bytes / MEGA / (nanos / NANOS)));
    }
    System.out.print(table);
  }
}

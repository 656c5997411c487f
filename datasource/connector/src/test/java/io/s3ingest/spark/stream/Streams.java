package io.s3ingest.spark.stream;

import io.s3ingest.testing.TestSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

/**
 * A stream over one folder, run again and again with one checkpoint. Its sink keeps the rows of
 * each batch, those of a batch that runs again in place of the earlier ones.
 */
final class Streams {
  private final Map<String, String> options = new TreeMap<>();
  private final String path;
  private final Path checkpoint;
  private final NavigableMap<Long, List<String>> batches;
  private String schema;
  private String[] columns = {"id"};

  Streams(Map<String, String> store, String path) {
    this.options.putAll(store);
    this.path = path;
    this.batches = new ConcurrentSkipListMap<>();
    try {
      Path folder = Files.createTempDirectory("s3ingest-stream");
      this.checkpoint = folder.resolve("checkpoint");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Streams option(String key, String value) {
    options.put(key, value);
    return this;
  }

  Streams schema(String ddl) {
    schema = ddl;
    return this;
  }

  Streams select(String... names) {
    columns = names;
    return this;
  }

  /** Returns the same stream, of the same checkpoint and sink, over another path. */
  Streams at(String otherPath) {
    return new Streams(this, otherPath);
  }

  private Streams(Streams other, String path) {
    this.options.putAll(other.options);
    this.path = path;
    this.checkpoint = other.checkpoint;
    this.batches = other.batches;
    this.schema = other.schema;
    this.columns = other.columns;
  }

  Path checkpoint() {
    return checkpoint;
  }

  Path log(String name) {
    return checkpoint.resolve("sources/0").resolve(name);
  }

  /** Returns how messages name a file of the log. */
  String logUri(String name) {
    return "file:" + log(name);
  }

  /** Puts something else in the place of a file of the log. */
  void damage(String name, String content) {
    try {
      Path file = log(name);
      Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Dataset<Row> table() {
    var reader = TestSpark.session().readStream().format("s3ingest").options(options);
    return (schema == null ? reader : reader.schema(schema)).load(path).selectExpr(columns);
  }

  private DataStreamWriter<Row> writer() {
    NavigableMap<Long, List<String>> sink = batches;
    return table()
        .writeStream()
        .foreachBatch(
            (Dataset<Row> rows, Long batch) ->
                sink.put(batch, rows.collectAsList().stream().map(Row::toString).toList()))
        .option("checkpointLocation", checkpoint.toString());
  }

  /** Runs until all is read that was there when it began. */
  StreamingQuery run() {
    return finish(start(Trigger.AvailableNow()));
  }

  StreamingQuery start(Trigger trigger) {
    try {
      return writer().trigger(trigger).start();
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  static StreamingQuery finish(StreamingQuery query) {
    try {
      if (!query.awaitTermination(600_000)) {
        throw new IllegalStateException("the query does not end: " + query.lastProgress());
      }
    } catch (StreamingQueryException e) {
      throw new IllegalStateException(e);
    }
    return query;
  }

  /** Returns what has landed in the sink, sorted. */
  List<String> rows() {
    return batches.values().stream().flatMap(List::stream).sorted().toList();
  }

  /** Returns the rows of each batch in their order. */
  List<List<String>> batches() {
    return List.copyOf(batches.values());
  }

  /** Returns how many batches the query has committed. */
  long commits() {
    return files("commits");
  }

  private long files(String folder) {
    try (Stream<Path> files = Files.list(checkpoint.resolve(folder))) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes Spark forget that it has committed its last batch. */
  void forgetLastCommit() {
    forgetLast("commits");
  }

  /** Makes Spark forget that it has begun its last batch. */
  void forgetLastOffset() {
    forgetLast("offsets");
  }

  private void forgetLast(String folder) {
    try {
      long last = files(folder) - 1;
      Files.delete(checkpoint.resolve(folder + "/" + last));
      Files.deleteIfExists(checkpoint.resolve(folder + "/." + last + ".crc"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

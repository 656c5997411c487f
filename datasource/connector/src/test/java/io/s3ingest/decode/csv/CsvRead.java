package io.s3ingest.decode.csv;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.decode.BatchReader;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.DecodeRequest;
import io.s3ingest.decode.InferredSchema;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.metric.RecordCounts;
import io.s3ingest.options.Compression;
import io.s3ingest.options.TextOptions;
import io.s3ingest.testing.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;

/** One object of bytes, read by our decoder alone. */
final class CsvRead {
  private final ObjectContent content;
  private final Map<String, String> options = new TreeMap<>();
  private final Map<String, String> conf =
      new TreeMap<>(Map.of("spark.sql.session.timeZone", "UTC"));
  private int batchRows = 100;
  private long maxRecordBytes = 64 << 20;
  private long sampleBytes = 4 << 20;
  private RecordCounts counts = new RecordCounts();
  private StructType required;
  private List<Filter> filters = List.of();

  private CsvRead(ObjectContent content) {
    this.content = content;
  }

  static CsvRead of(String key, byte[] body) {
    return new CsvRead(MemoryStore.content(key, body));
  }

  static CsvRead of(String body) {
    return of("t/a.csv", body.getBytes(StandardCharsets.UTF_8));
  }

  CsvRead with(Map<String, String> more) {
    options.putAll(more);
    return this;
  }

  CsvRead with(String name, String value) {
    options.put(name, value);
    return this;
  }

  CsvRead conf(String name, String value) {
    conf.put(name, value);
    return this;
  }

  CsvRead batchRows(int rows) {
    batchRows = rows;
    return this;
  }

  CsvRead maxRecordBytes(long bytes) {
    maxRecordBytes = bytes;
    return this;
  }

  CsvRead sampleBytes(long bytes) {
    sampleBytes = bytes;
    return this;
  }

  /** Lets rows be left out that fail this. */
  CsvRead where(Filter filter) {
    filters = List.of(filter);
    return this;
  }

  /** Asks for these columns only. */
  CsvRead only(String ddl) {
    required = StructType.fromDDL(ddl);
    return this;
  }

  CsvRead onlyNothing() {
    required = new StructType();
    return this;
  }

  RecordCounts counts() {
    return counts;
  }

  InferredSchema infer() {
    return new CsvFormat().infer(content, decodeOptions());
  }

  List<Row> rows(String ddl) {
    return rows(StructType.fromDDL(ddl));
  }

  List<Row> rows(StructType schema) {
    StructType wanted = required == null ? schema : required;
    scala.Function1<Object, Object> toScala = CatalystTypeConverters.createToScalaConverter(wanted);
    List<Row> out = new ArrayList<>();
    counts = new RecordCounts();
    DecodeRequest request =
        new DecodeRequest(
            content.store(),
            FileSplit.whole(content.object()),
            schema,
            wanted,
            filters,
            decodeOptions(),
            counts);
    try (BatchReader reader = new CsvFormat().open(request)) {
      while (reader.next()) {
        if (reader.firstRowIndex() != out.size() || reader.batch().numRows() == 0) {
          throw new AssertionError("batch at " + reader.firstRowIndex() + " of " + out.size());
        }
        for (Iterator<InternalRow> rows = reader.batch().rowIterator(); rows.hasNext(); ) {
          out.add((Row) toScala.apply(rows.next().copy()));
        }
      }
    }
    return out;
  }

  /** Returns the rows as text, in order. */
  List<String> lines(String ddl) {
    return rows(ddl).stream().map(Row::toString).toList();
  }

  private DecodeOptions decodeOptions() {
    return new DecodeOptions(
        new TextOptions(options), Compression.AUTO, batchRows, maxRecordBytes, sampleBytes, conf);
  }
}

package io.s3ingest.testing;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.decode.BatchReader;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.DecodeRequest;
import io.s3ingest.decode.ObjectFormat;
import io.s3ingest.metric.RecordCounts;
import io.s3ingest.options.Compression;
import io.s3ingest.options.TextOptions;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;

/**
 * What a decoder made of one object, as text that can be compared with what Spark made of it.
 *
 * @param rows one line a row, values typed
 * @param positions the position of each row in the object
 */
public record Decoded(List<String> rows, List<Long> positions, RecordCounts counts) {

  /** Options with these text options and session settings. */
  public static DecodeOptions options(Map<String, String> text, Map<String, String> sqlConf) {
    Map<String, String> conf = new TreeMap<>(sqlConf);
    conf.putIfAbsent("spark.sql.session.timeZone", "UTC");
    return new DecodeOptions(
        new TextOptions(text), Compression.AUTO, 1000, 64 << 20, 4 << 20, conf);
  }

  /** Reads all columns of a whole object. */
  public static Decoded of(
      ObjectFormat format,
      ObjectStore store,
      ObjectRef object,
      StructType schema,
      DecodeOptions options) {
    return of(format, store, FileSplit.whole(object), schema, schema, List.of(), options);
  }

  /** Reads a split. */
  public static Decoded of(
      ObjectFormat format,
      ObjectStore store,
      FileSplit split,
      StructType schema,
      StructType required,
      List<Filter> filters,
      DecodeOptions options) {
    RecordCounts counts = new RecordCounts();
    DecodeRequest request =
        new DecodeRequest(store, split, schema, required, filters, options, counts);
    scala.Function1<Object, Object> converter =
        CatalystTypeConverters.createToScalaConverter(required);
    List<String> rows = new ArrayList<>();
    List<Long> positions = new ArrayList<>();
    try (BatchReader reader = format.open(request)) {
      while (reader.next()) {
        if (reader.batch().numRows() == 0) {
          throw new AssertionError("an empty batch");
        }
        long position = reader.firstRowIndex();
        for (Iterator<InternalRow> it = reader.batch().rowIterator(); it.hasNext(); ) {
          rows.add(text(converter.apply(it.next())));
          positions.add(position++);
        }
      }
    }
    return new Decoded(rows, positions, counts);
  }

  /** Returns the rows of Spark's own reader in the same text. */
  public static List<String> oracle(Dataset<Row> frame) {
    return frame.collectAsList().stream().map(Decoded::text).toList();
  }

  /** Returns a value of a row as text that tells types apart. */
  public static String text(Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Row row) {
      List<String> parts = new ArrayList<>();
      for (int i = 0; i < row.length(); i++) {
        parts.add(text(row.get(i)));
      }
      return "{" + String.join("|", parts) + "}";
    }
    if (value instanceof scala.collection.Map<?, ?> map) {
      List<String> parts = new ArrayList<>();
      scala.jdk.javaapi.CollectionConverters.asJava(map)
          .forEach((k, v) -> parts.add(text(k) + "->" + text(v)));
      parts.sort(null);
      return "map" + parts;
    }
    if (value instanceof scala.collection.Iterable<?> list) {
      List<String> parts = new ArrayList<>();
      scala.jdk.javaapi.CollectionConverters.asJava(list).forEach(e -> parts.add(text(e)));
      return "list" + parts;
    }
    if (value instanceof byte[] bytes) {
      return "bytes:" + HexFormat.of().formatHex(bytes);
    }
    return value.getClass().getSimpleName() + ":" + value;
  }
}

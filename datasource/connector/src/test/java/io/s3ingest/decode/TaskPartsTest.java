package io.s3ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.decode.csv.CsvFormat;
import io.s3ingest.decode.json.JsonObjectFormat;
import io.s3ingest.metric.RecordCounts;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.testing.Decoded;
import io.s3ingest.testing.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

final class TaskPartsTest {
  private static final StructType SCHEMA =
      StructType.fromDDL("id bigint, name string, paid double, at timestamp");

  private final MemoryStore store = new MemoryStore();

  private record Counted(List<String> closed, String name) implements TaskParts.Part {
    @Override
    public void close() {
      closed.add(name);
    }
  }

  @Test
  void lendsAPartAgainOnlyForWhatItWasMadeFor() {
    List<String> closed = new ArrayList<>();
    try (TaskParts parts = new TaskParts()) {
      Counted first = parts.take(Counted.class, "a", () -> new Counted(closed, "first"));
      Counted second = parts.take(Counted.class, "a", () -> new Counted(closed, "second"));
      assertThat(second).as("while the first one is in use").isNotSameAs(first);
      parts.giveBack(Counted.class, "a", first);
      parts.giveBack(Counted.class, "a", second);
      assertThat(closed).containsExactly("first");
      assertThat(parts.take(Counted.class, "a", () -> null)).isSameAs(second);
      parts.giveBack(Counted.class, "a", second);
      parts.giveBack(Counted.class, "a", second);
      assertThat(closed).as("given back twice").containsExactly("first");
      assertThat(parts.take(Counted.class, "b", () -> new Counted(closed, "third")).name())
          .isEqualTo("third");
      assertThat(closed).containsExactly("first", "second");
      parts.giveBack(Counted.class, "b", new Counted(closed, "last"));
    }
    assertThat(closed).containsExactly("first", "second", "last");
  }

  @Test
  void readsCsvObjectsOfOneTaskAsIfEachWereAlone() {
    expectSame(
        new CsvFormat(),
        add("1.csv", "id,name,paid,at\n1,a,1.5,2024-01-01T00:00:00Z\n2,,x,\n"),
        add("2.csv.gz", gzip("name,id\n\"l\"\"o\nng\",3\n\"\",4,5\n")),
        add("3.tsv", "id\tname\n5\ta,b\n"),
        add("4.csv", ""),
        add("5.csv", "id,name,paid,at\n"),
        add("6.csv.gz", gzip("id,name,paid,at\n" + "7,é,2,2024-01-01\n".repeat(5000))),
        add("7.csv", "\ufeffname,id\nz,8\n\"open,9\n"),
        add("8.csv", "id,name,paid,at\n9,b,0.25,2024-01-01 10:00:00\n"));
  }

  @Test
  void readsJsonObjectsOfOneTaskAsIfEachWereAlone() {
    expectSame(
        new JsonObjectFormat(),
        add(
            "1.json",
            "{\"id\":1,\"name\":\"a\",\"paid\":1.5}\n{\"id\":\"x\",\"name\":{\"a\":1}}\n"),
        add("2.json.gz", gzip("{\"paid\":2,\"other\":[1],\"id\":3}\n".repeat(3000))),
        add("3.json", "[{\"id\":4},{\"id\":5,\"at\":\"2024-01-01T00:00:00Z\"}]"),
        add("4.json", "{\"id\":6} x\n{\"id\":7}\n"),
        add("5.json", "{\"id\":8,\"name\":\"z\"}"));
  }

  private ObjectRef add(String key, String text) {
    return add(key, text.getBytes(StandardCharsets.UTF_8));
  }

  private ObjectRef add(String key, byte[] body) {
    return store.add("b", "t/" + key, body);
  }

  private void expectSame(ObjectFormat format, ObjectRef... objects) {
    DecodeOptions options = Decoded.options(Map.of(), Map.of());
    try (TaskParts parts = new TaskParts()) {
      for (int round = 0; round < 2; round++) {
        for (ObjectRef object : objects) {
          assertThat(rows(format, object, options, parts))
              .as(object.key())
              .isEqualTo(Decoded.of(format, store, object, SCHEMA, options).rows());
        }
      }
    }
  }

  private List<String> rows(
      ObjectFormat format, ObjectRef object, DecodeOptions options, TaskParts parts) {
    scala.Function1<Object, Object> converter =
        CatalystTypeConverters.createToScalaConverter(SCHEMA);
    List<String> out = new ArrayList<>();
    DecodeRequest request =
        new DecodeRequest(
            store,
            FileSplit.whole(object),
            SCHEMA,
            SCHEMA,
            List.of(),
            options,
            new RecordCounts(),
            MisfitListener.NONE,
            parts);
    try (BatchReader reader = format.open(request)) {
      while (reader.next()) {
        for (var rows = reader.batch().rowIterator(); rows.hasNext(); ) {
          InternalRow row = rows.next();
          out.add(Decoded.text(converter.apply(row)));
        }
      }
    }
    return out;
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}

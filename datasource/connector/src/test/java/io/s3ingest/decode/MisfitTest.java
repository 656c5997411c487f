package io.s3ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.metric.RecordCounts;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.testing.Decoded;
import io.s3ingest.testing.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.GreaterThan;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

final class MisfitTest {
  private static final String SCHEMA = "id INT, price DOUBLE, day DATE, name STRING";

  private RecordCounts counts = new RecordCounts();

  @Test
  void tellsWhichFieldsOfACsvRecordDoNotFit() {
    String body =
        """
        id,price,day,name
        1,1.5,2024-01-01,a
        12x,"1,5",2024-01-01,b
        3,3.5,2024-01-01,c
        4,4.5,2024-13-01,"say ""no""\"
        """;
    assertThat(misfits("t/a.csv", body, Map.of()))
        .containsExactly(
            "kept 1 [12x,\"1,5\",2024-01-01,b] id=12x price=1,5",
            "kept 3 [4,4.5,2024-13-01,\"say \"\"no\"\"\"] day=2024-13-01");
    assertThat(counts.malformed()).isEqualTo(2);
    assertThat(counts.rejected()).isZero();
  }

  @Test
  void tellsOfACsvRecordOfAnotherLength() {
    String body = "id,price,day,name\n1,1.5\n2,2.5,2024-01-01,b\n3,x,2024-01-01,c,d\n";
    assertThat(misfits("t/a.csv", body, Map.of()))
        .containsExactly("kept 0 [1,1.5]", "kept 2 [3,x,2024-01-01,c,d] price=x");
  }

  @Test
  void tellsOfCsvThatIsReadRecordByRecord() {
    String body = "id|||price|||day|||name\n1|||x|||2024-01-01|||a\n2|||2|||2024-01-01|||b\n";
    Map<String, String> options = Map.of("sep", "|||", "ignoreLeadingWhiteSpace", "true");
    assertThat(misfits("t/a.csv", body, options))
        .containsExactly("kept 0 [1|||x|||2024-01-01|||a] price=x");
  }

  @Test
  void tellsOfRecordsThatAreDropped() {
    Map<String, String> options = Map.of("mode", "DROPMALFORMED");
    String csv = "id,price,day,name\n1,x,2024-01-01,a\n2,2.5,2024-01-01,b\nx,3.5,,c\n";
    assertThat(misfits("t/a.csv", csv, options))
        .containsExactly("dropped 0 [1,x,2024-01-01,a] price=x", "dropped 1 [x,3.5,,c] id=x");
    assertThat(counts.rejected()).isEqualTo(2);
    assertThat(counts.malformed()).isZero();

    assertThat(misfits("t/a.json", "{\"id\":1}\n{\"id\":\"x\"}\n{\"id\":3}\n", options))
        .containsExactly("dropped 1 [{\"id\":\"x\"}] id=\"x\"");
    assertThat(counts.rejected()).isEqualTo(1);
    assertThat(counts.malformed()).isZero();
  }

  @Test
  void tellsWhichFieldsOfAJsonRecordDoNotFit() {
    String body =
        """
        {"id":1,"price":1.5,"day":"2024-01-01","name":"a"}
        {"id":2147483648,"price":[1, {}],"day":"2024-01-01","name":7}
        {"id":3,"unknown":{"id":"x"},"price":"y"}
        """;
    assertThat(misfits("t/a.json", body, Map.of()))
        .containsExactly(
            "kept 1 [{\"id\":2147483648,\"price\":[1, {}],\"day\":\"2024-01-01\",\"name\":7}]"
                + " id=2147483648 price=[1, {}]",
            "kept 2 [{\"id\":3,\"unknown\":{\"id\":\"x\"},\"price\":\"y\"}] price=\"y\"");
    assertThat(counts.malformed()).isEqualTo(2);
  }

  @Test
  void tellsOfWhatIsNoJsonAtAll() {
    String body = "{\"id\":1}\n{\"id\":\"x\",\"price\nhello\n{\"id\":2}\n";
    assertThat(misfits("t/a.json", body, Map.of()))
        .containsExactly("kept 1 [{\"id\":\"x\",\"price] id=\"x\"", "kept 2 [hello]");
  }

  @Test
  void tellsOfWhatLooksLikeAnotherEncoding() {
    String line = "{\"id\":\"x\"}";
    String wide = new String(line.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.UTF_8);
    assertThat(misfits("t/a.json", "{\"id\":1}\n" + wide, Map.of()))
        .containsExactly("kept 1 [" + wide + "]");
  }

  @Test
  void tellsOfABadElementOfAnArrayOnce() {
    String body = "[{\"id\":1},{\"id\":\"x\"},{\"id\":3}]";
    assertThat(misfits("t/a.json", body, Map.of())).containsExactly("kept 0 [" + body + "]");
  }

  @Test
  void tellsOfNothingInGoodRecords() {
    assertThat(misfits("t/a.csv", "id,price,day,name\n1,1.5,2024-01-01,a\n,,,\n", Map.of()))
        .isEmpty();
    assertThat(misfits("t/a.json", "{\"id\":1,\"more\":[]}\n{}\n{\"id\":null}\n", Map.of()))
        .isEmpty();
    assertThat(counts.malformed()).isZero();
  }

  @Test
  void tellsOnceWhereAFilterReadsItsColumnFirst() {
    String body =
        "id,price,day,name\n"
            + "1,0.5,2024-01-01,a\n".repeat(50)
            + "2,9.5,2024-01-01,b\n"
            + "y,9.5,x,c\n"
            + "1,0.5,2024-01-01,a\n".repeat(50);
    List<Filter> filters = List.of(new GreaterThan("price", 1.0));
    List<String> found =
        misfits("t/a.csv", body.repeat(1), SCHEMA, SCHEMA, filters, Map.of("header", "true"));
    assertThat(found).hasSize(1).allMatch(line -> line.endsWith("[y,9.5,x,c] id=y day=x"));
  }

  @Test
  void judgesOnlyTheColumnsThatAreRead() {
    String body = "id,price,day,name\nx,y,2024-01-01,a\n";
    assertThat(misfits("t/a.csv", body, SCHEMA, "price DOUBLE", List.of(), Map.of()))
        .containsExactly("kept 0 [x,y,2024-01-01,a] price=y");
  }

  private List<String> misfits(String key, String body, Map<String, String> options) {
    return misfits(key, body, SCHEMA, SCHEMA, List.of(), options);
  }

  private List<String> misfits(
      String key,
      String body,
      String schema,
      String required,
      List<Filter> filters,
      Map<String, String> options) {
    MemoryStore store = new MemoryStore();
    ObjectRef object = store.add(key, body.getBytes(StandardCharsets.UTF_8));
    List<String> out = new ArrayList<>();
    counts = new RecordCounts();
    DecodeRequest request =
        new DecodeRequest(
            store,
            FileSplit.whole(object),
            StructType.fromDDL(schema),
            StructType.fromDDL(required),
            filters,
            Decoded.options(options, Map.of()),
            counts,
            misfit -> out.add(text(misfit)),
            new TaskParts());
    String format = key.endsWith(".csv") ? "csv" : "json";
    try (BatchReader reader = FormatRegistry.load().named(format).orElseThrow().open(request)) {
      while (reader.next()) {
        assertThat(reader.batch().numRows()).isPositive();
      }
    }
    return out;
  }

  private static String text(Misfit misfit) {
    String record =
        new String(
            misfit.bytes(), misfit.from(), misfit.to() - misfit.from(), StandardCharsets.UTF_8);
    String fields =
        misfit.fields().stream()
            .map(
                field ->
                    " "
                        + field.column().name()
                        + "="
                        + new String(field.text(), StandardCharsets.UTF_8))
            .collect(Collectors.joining());
    return (misfit.isKept() ? "kept " : "dropped ")
        + misfit.rowIndex()
        + " ["
        + record
        + "]"
        + fields;
  }
}

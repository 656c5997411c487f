package io.s3ingest.decode.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.testing.Decoded;
import io.s3ingest.testing.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One set of rows in every shape that a file may have. */
final class JsonShapesTest {
  private static final JsonObjectFormat FORMAT = new JsonObjectFormat();
  private static final DecodeOptions OPTIONS =
      Decoded.options(Map.of("mode", "FAILFAST"), Map.of());
  private static final StructType SCHEMA = StructType.fromDDL("a LONG, b STRING");

  private final MemoryStore store = new MemoryStore();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"b\":\"x,]}\\\"\"}\n{\"a\":2}\n",
        "[{\"a\":1,\"b\":\"x,]}\\\"\"},{\"a\":2}]",
        "[{\"a\":1,\"b\":\"x,]}\\\"\"}]\n[{\"a\":2}]\n",
        "[\n  {\"a\": 1, \"b\": \"x,]}\\\"\"},\n  {\"a\": 2}\n]\n",
        "[\n  {\n    \"a\": 1,\n    \"b\": \"x,]}\\\"\"\n  },\n  {\n    \"a\": 2\n  }\n]\n",
        "\n\n [ {\"a\":1,\"b\":\"x,]}\\\"\"}\r\n , {\"a\":2} ] \r\n\r\n",
        "[{\"a\":1,\"b\":\"x,]}\\\"\"},\n{\"a\":2}]"
      })
  void readsTheSameRowsFromEveryShape(String body) {
    ObjectRef object = store.add("t/x.json", body.getBytes(StandardCharsets.UTF_8));
    Decoded decoded = Decoded.of(FORMAT, store, object, SCHEMA, OPTIONS);
    assertThat(decoded.rows()).containsExactly("{Long:1|String:x,]}\"}", "{Long:2|null}");
    assertThat(decoded.positions()).containsExactly(0L, 1L);
    assertThat(decoded.counts().framed()).isEqualTo(2);
    assertThat(FORMAT.infer(new ObjectContent(store, object), OPTIONS).schema()).isEqualTo(SCHEMA);
  }

  @Test
  void readsOnePrettyObject() {
    ObjectRef object =
        store.add(
            "t/x.json",
            "{\n  \"a\": 1,\n  \"b\": \"one\",\n  \"c\": [\n    1\n  ]\n}\n"
                .getBytes(StandardCharsets.UTF_8));
    assertThat(Decoded.of(FORMAT, store, object, SCHEMA, OPTIONS).rows())
        .containsExactly("{Long:1|String:one}");
  }

  @Test
  void readsAnArrayThatIsLongerThanAnyRecordMayBe() {
    StringBuilder body = new StringBuilder("[");
    List<String> expected =
        IntStream.range(0, 20_000)
            .mapToObj(
                i -> {
                  body.append(i == 0 ? "" : ",")
                      .append("{\"a\":")
                      .append(i)
                      .append(",\"b\":\"v\"}");
                  return "{Long:" + i + "|String:v}";
                })
            .toList();
    ObjectRef object =
        store.add("t/x.json", body.append(']').toString().getBytes(StandardCharsets.UTF_8));
    DecodeOptions small =
        new DecodeOptions(
            OPTIONS.text(), OPTIONS.compression(), 999, 100, 1 << 20, OPTIONS.sqlConf());
    Decoded decoded = Decoded.of(FORMAT, store, object, SCHEMA, small);
    assertThat(decoded.rows()).isEqualTo(expected);
    assertThat(decoded.positions().get(19_999)).isEqualTo(19_999L);
  }

  @Test
  void takesAFirstLineThatIsMerelyBrokenForALine() {
    ObjectRef object =
        store.add("t/x.json", "{\"a\":1\n{\"a\":2}\n{\"a\":3}\n".getBytes(StandardCharsets.UTF_8));
    Decoded decoded =
        Decoded.of(FORMAT, store, object, SCHEMA, Decoded.options(Map.of(), Map.of()));
    assertThat(decoded.rows()).containsExactly("{null|null}", "{Long:2|null}", "{Long:3|null}");
  }

  @Test
  void stopsInferenceAfterTheSample() {
    ObjectRef object =
        store.add(
            "t/x.json",
            ("{\"a\":1}\n".repeat(1000) + "{\"late\":1}\n").getBytes(StandardCharsets.UTF_8));
    DecodeOptions small =
        new DecodeOptions(OPTIONS.text(), OPTIONS.compression(), 999, 100, 80, OPTIONS.sqlConf());
    assertThat(FORMAT.infer(new ObjectContent(store, object), small).schema())
        .isEqualTo(StructType.fromDDL("a LONG"));
    assertThat(FORMAT.infer(new ObjectContent(store, object), small).records()).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":1}", "[{\"a\"", " \n[\n", "{", "\ufeff{\"a\"", "{'a'"})
  void recognizesItself(String head) {
    byte[] bytes = head.getBytes(StandardCharsets.UTF_8);
    assertThat(FORMAT.recognizes(bytes, bytes.length)).isEqualTo(!head.equals(" \n[\n"));
  }
}

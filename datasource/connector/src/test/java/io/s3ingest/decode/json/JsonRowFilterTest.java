package io.s3ingest.decode.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.testing.Decoded;
import io.s3ingest.testing.MemoryStore;
import io.s3ingest.testing.TestSpark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.sources.And;
import org.apache.spark.sql.sources.EqualNullSafe;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.GreaterThan;
import org.apache.spark.sql.sources.In;
import org.apache.spark.sql.sources.IsNotNull;
import org.apache.spark.sql.sources.IsNull;
import org.apache.spark.sql.sources.LessThanOrEqual;
import org.apache.spark.sql.sources.Not;
import org.apache.spark.sql.sources.Or;
import org.apache.spark.sql.sources.StringContains;
import org.apache.spark.sql.sources.StringStartsWith;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What filters leave, Spark's own reader and Spark's own filter leave too, of dirty files. */
final class JsonRowFilterTest {
  /** Behind a bad value of what is nested or binary Spark's parser may go astray. */
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "a STRING, b INT, c DOUBLE, d DATE, e TIMESTAMP, f BOOLEAN, g DECIMAL(10,2), i BIGINT,"
              + " st STRUCT<b: INT, x: STRING>, l ARRAY<INT>, big DECIMAL(30,2), bin BINARY,"
              + " deep ARRAY<STRUCT<b: INT>>, j STRING");

  private static final StructType PLAIN =
      StructType.fromDDL(
          "j STRING, a STRING, i BIGINT, f BOOLEAN, c DOUBLE, b INT, d DATE, e TIMESTAMP,"
              + " g DECIMAL(10,2)");

  @TempDir Path folder;

  /** Filters as they are pushed down, and as SQL. */
  private static Map<String, Filter> filters() {
    Map<String, Filter> out = new LinkedHashMap<>();
    out.put("b > 0", new GreaterThan("b", 0));
    out.put("b IS NULL", new IsNull("b"));
    out.put("b IS NOT NULL", new IsNotNull("b"));
    out.put("NOT b = 7", new Not(new EqualTo("b", 7)));
    out.put("b <=> -1", new EqualNullSafe("b", -1));
    out.put("c <= 1.5D", new LessThanOrEqual("c", 1.5));
    out.put("d > DATE'2000-01-01'", new GreaterThan("d", Date.valueOf("2000-01-01")));
    out.put(
        "e <= TIMESTAMP'2020-01-01 00:00:00'",
        new LessThanOrEqual("e", Timestamp.valueOf("2020-01-01 00:00:00")));
    out.put("f = true", new EqualTo("f", true));
    out.put("g > 1.00BD", new GreaterThan("g", new BigDecimal("1.00")));
    out.put("a IN ('x', '1', '')", new In("a", new Object[] {"x", "1", ""}));
    out.put("a LIKE 'p%'", new StringStartsWith("a", "p"));
    out.put("contains(j, 'a')", new StringContains("j", "a"));
    out.put("b IS NULL OR c > 1D", new Or(new IsNull("b"), new GreaterThan("c", 1.0)));
    out.put(
        "i IS NOT NULL AND b <= 100", new And(new IsNotNull("i"), new LessThanOrEqual("b", 100)));
    return out;
  }

  @ParameterizedTest
  @CsvSource({
    "lines, 1",
    "lines, 2",
    "lines, 3",
    "document, 4",
    "format, 5",
    "plain, 6",
    "plain, 7"
  })
  void leavesWhatSparkLeaves(String kind, long seed) throws IOException {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("multiLine", String.valueOf(kind.equals("document")));
    if (kind.equals("format")) {
      options.put("dateFormat", "yyyy-M-d");
      options.put("timestampFormat", "yyyy-MM-dd'T'HH:mm:ss[.SSS]XXX");
    }
    StructType schema = kind.equals("plain") ? PLAIN : SCHEMA;
    JsonCorpus corpus = new JsonCorpus(seed, schema, kind.equals("document"));
    long read = 0;
    long leftOut = 0;
    for (int file = 0; file < 10; file++) {
      byte[] body = kind.equals("document") ? corpus.file() : lines(corpus);
      Map<String, List<Boolean>> wanted = new LinkedHashMap<>();
      List<String> all = oracle(body, options, schema, wanted);
      assertThat(read(body, options, schema, List.of()).rows()).isEqualTo(all);
      for (Map.Entry<String, Filter> filter : filters().entrySet()) {
        Decoded given = read(body, options, schema, List.of(filter.getValue()));
        List<Boolean> isWanted = wanted.get(filter.getKey());
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
          if (isWanted.get(i)) {
            kept.add(all.get(i));
          }
        }
        // Equal rows are wanted alike, so that rows tell whether they are.
        assertThat(given.rows().stream().filter(new HashSet<>(kept)::contains))
            .as("%s, seed %d, file %d", filter.getKey(), seed, file)
            .containsExactlyElementsOf(kept);
        assertThat(all).containsAll(given.rows());
        assertThat(given.counts().framed()).isEqualTo(all.size());
        assertThat(given.counts().emitted()).isEqualTo(given.rows().size());
        read += all.size();
        leftOut += all.size() - given.rows().size();
      }
    }
    assertThat(leftOut).isGreaterThanOrEqualTo(kind.equals("document") ? 0 : read / 8);
  }

  /** Returns what Spark reads, and which of it each filter wants. */
  private List<String> oracle(
      byte[] body,
      Map<String, String> options,
      StructType schema,
      Map<String, List<Boolean>> wanted)
      throws IOException {
    Path file = folder.resolve("f" + System.nanoTime() + ".json");
    Files.write(file, body);
    SparkSession spark = TestSpark.session();
    Dataset<Row> rows = spark.read().options(options).schema(schema).json(file.toString());
    List<Row> all = rows.javaRDD().collect();
    List<String> conditions = new ArrayList<>(filters().keySet());
    String[] columns =
        conditions.stream().map(c -> "coalesce(" + c + ", false)").toArray(String[]::new);
    List<Row> answers = spark.createDataFrame(all, schema).selectExpr(columns).collectAsList();
    for (int i = 0; i < columns.length; i++) {
      int column = i;
      wanted.put(conditions.get(i), answers.stream().map(r -> r.getBoolean(column)).toList());
    }
    return all.stream().map(Decoded::text).toList();
  }

  private static byte[] lines(JsonCorpus corpus) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < 40; i++) {
      out.writeBytes(corpus.file());
      out.write('\n');
    }
    return out.toByteArray();
  }

  private static Decoded read(
      byte[] body, Map<String, String> options, StructType schema, List<Filter> filters) {
    return read(body, options, Map.of(), schema, schema, filters);
  }

  private static Decoded read(
      byte[] body,
      Map<String, String> options,
      Map<String, String> conf,
      StructType schema,
      StructType required,
      List<Filter> filters) {
    MemoryStore store = new MemoryStore();
    ObjectRef object = store.add("t/f.json", body);
    FileSplit whole = FileSplit.whole(object);
    DecodeOptions ours = Decoded.options(options, conf);
    return Decoded.of(JsonOracle.FORMAT, store, whole, schema, required, filters, ours);
  }

  private static Decoded read(String body, String ddl, Filter filter, String... options) {
    Map<String, String> given = new LinkedHashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      given.put(options[i], options[i + 1]);
    }
    StructType schema = StructType.fromDDL(ddl);
    return read(body.getBytes(StandardCharsets.UTF_8), given, schema, List.of(filter));
  }

  @Test
  void countsWhatItLeavesOutAsRead() {
    Decoded decoded = read(numbers(1000), "a INT, b INT", new EqualTo("a", 500));
    // The first record of a file is read alone, and given out unjudged.
    assertThat(decoded.rows())
        .containsExactly("{Integer:1|Integer:1001}", "{Integer:500|Integer:1500}");
    assertThat(decoded.counts().framed()).isEqualTo(1000);
    assertThat(decoded.counts().emitted()).isEqualTo(2);
    assertThat(decoded.counts().rejected()).isZero();
    assertThat(decoded.counts().handedOver()).isZero();
  }

  @Test
  void goesOnBehindMegabytesThatItLeavesOut() {
    String text = "x".repeat(1 << 10);
    String body =
        "{\"a\":0,\"b\":\"%s\",\"c\":1}%n".formatted(text).repeat(70_000)
            + "{\"c\":2,\"b\":\"y\",\"a\":1}\n";
    Decoded decoded = read(body, "a INT, b STRING, c INT", new EqualTo("a", 1));
    // Records at the ends of the buffer are read alone, and given out unjudged.
    assertThat(decoded.rows()).endsWith("{Integer:1|String:y|Integer:2}").hasSizeLessThan(1000);
    assertThat(decoded.counts().framed()).isEqualTo(70_001);
  }

  @Test
  void leavesNothingOfARowInTheNextOne() {
    String body =
        """
        {"a":2,"b":null}
        {"a":1,"b":null,"l":[1,2],"c":"left out"}
        {"c":null,"b":null,"a":1}
        {"c":"kept","b":7,"a":2,"l":[3]}
        {"a":1,"c":"left out","l":null}
        {"a":2}
        {"l":[4,5],"b":8,"c":"last","a":2}
        """;
    Decoded decoded =
        read(body, "b INT, a INT, l ARRAY<INT>, c STRING, d DOUBLE", new EqualTo("a", 2));
    assertThat(decoded.rows())
        .containsExactly(
            "{null|Integer:2|null|null|null}",
            "{Integer:7|Integer:2|list[Integer:3]|String:kept|null}",
            "{null|Integer:2|null|null|null}",
            "{Integer:8|Integer:2|list[Integer:4, Integer:5]|String:last|null}");
  }

  @Test
  void readsWholeWhatMayMeanMoreThanItSays() {
    String body =
        """
        {"ab":2,"n":0}
        {"ab":1,"n":1}
        {"ab":1,"n":2,"ab":2}
        {"ab":1,"n":3,"\\u0061b":2}
        {"ab":1,"n":4,'ab':2}
        {"ab":1,"n":5,"ab" \t: 2}
        {"ab":1,"n":6,"st":{"ab":2}}
        {"ab":1,"n":7,"cab":2,"text":"cab: 2, ab"}
        {"n":8}
        {"ab":null,"n":9}
        {"ab":1x,"n":10}
        {"n":11,"ab":1
        {"ab":1,"n":12} x
        {"ab":1,"n":tru}
        """;
    Decoded decoded = read(body, "ab INT, n INT", new EqualTo("ab", 2));
    assertThat(decoded.rows())
        .containsExactly(
            "{Integer:2|Integer:0}",
            "{Integer:2|Integer:2}",
            "{Integer:2|Integer:3}",
            "{Integer:2|Integer:4}",
            "{Integer:2|Integer:5}",
            "{Integer:1|Integer:6}",
            "{null|null}",
            "{null|null}");
    assertThat(decoded.counts().framed()).isEqualTo(14);
  }

  @Test
  void asksNothingThatANullCouldSatisfy() {
    String body =
        """
        {"a":1,"b":1}
        {"a":1,"b":2
        {"a":1,"b":tru}
        {"a":1,"b":2}} x
        {"a":1,"b":3}
        """;
    assertThat(read(body, "a INT, b INT", new IsNull("a")).rows()).hasSize(5);
    assertThat(read(body, "a INT, b INT", new EqualNullSafe("a", null)).rows()).hasSize(5);
    assertThat(read(body, "a INT, b INT", new Not(new EqualNullSafe("a", 1))).rows()).hasSize(5);
    assertThat(read(body, "a INT, b INT", new Or(new IsNull("a"), new EqualTo("a", 7))).rows())
        .hasSize(5);
    assertThat(read(body, "a INT, b INT", new Not(new EqualTo("a", 1))).rows()).hasSize(1);
  }

  @Test
  void judgesEachRecordWholeWhereBadOnesAreNotKept() {
    String body = "{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":3}\n";
    Filter filter = new EqualTo("a", 2);
    Decoded dropping = read(body, "a INT, b INT", filter, "mode", "DROPMALFORMED");
    assertThat(dropping.rows()).containsExactly("{Integer:2|Integer:3}");
    assertThat(dropping.counts().rejected()).isEqualTo(1);
    assertThatThrownBy(() -> read(body, "a INT, b INT", filter, "mode", "FAILFAST"))
        .hasMessageContaining("[S3INGEST_CORRUPT_RECORD] Cannot decode s3://b/t/f.json line 1");
    assertThat(read(body, "a INT, b INT, _corrupt_record STRING", filter).rows())
        .containsExactly(
            "{Integer:1|null|String:{\"a\":1,\"b\":\"x\"}}", "{Integer:2|Integer:3|null}");
  }

  @Test
  void leavesAllRowsWhereItCannotJudge() {
    byte[] body = numbers(10).getBytes(StandardCharsets.UTF_8);
    StructType schema = StructType.fromDDL("a INT, b INT");
    StructType one = StructType.fromDDL("a INT");
    List<Filter> filter = List.of(new EqualTo("a", 1));
    assertThat(read(body, Map.of(), Map.of(), schema, schema, filter).rows()).hasSize(1);
    assertThat(read(body, Map.of(), Map.of(), schema, one, filter).rows())
        .as("no other column to save")
        .hasSize(10);
    Map<String, String> off = Map.of("spark.sql.json.filterPushdown.enabled", "false");
    assertThat(read(body, Map.of(), off, schema, schema, filter).rows()).hasSize(10);
    assertThat(read(numbers(10), "a INT, b INT", new EqualTo("z", 1)).rows()).hasSize(10);
    assertThat(read(numbers(10), "a INT, b INT", new EqualTo("a", 1L)).rows()).hasSize(10);
    assertThat(
            read(numbers(10), "a STRING COLLATE UTF8_LCASE, b INT", new EqualTo("a", "1")).rows())
        .as("compared by a collation")
        .hasSize(10);
    assertThat(read(numbers(10), "a DECIMAL(30,1), b INT", new EqualTo("a", BigDecimal.ONE)).rows())
        .as("read by Spark")
        .hasSize(10);
    String array = "[{\"a\":1,\"b\":2},{\"a\":2,\"b\":3}]\n[{\"a\":4,\"b\":3}]\n";
    assertThat(read(array, "a INT, b INT", new EqualTo("a", 9)).rows())
        .as("one bad element makes a line of an array a bad one")
        .hasSize(3);
  }

  private static String numbers(int count) {
    StringBuilder out = new StringBuilder();
    for (int i = 1; i <= count; i++) {
      out.append("{\"a\":%d,\"b\":%d}%n".formatted(i, 1000 + i));
    }
    return out.toString();
  }
}

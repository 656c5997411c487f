package io.s3ingest.decode.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.testing.TestSpark;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
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

/** What filters leave, Spark's own reader and Spark's own filter leave too, of dirty files. */
final class RowFilterTest {
  private static final int FILES = 12;
  private static final StructType SCHEMA = StructType.fromDDL(CsvCorpus.SCHEMA);

  /** Filters as they are pushed down, and as SQL. */
  private static Map<String, Filter> filters() {
    Map<String, Filter> out = new LinkedHashMap<>();
    out.put("b > 0", new GreaterThan("b", 0));
    out.put("b IS NULL", new IsNull("b"));
    out.put("NOT b = 7", new Not(new EqualTo("b", 7)));
    out.put("b <=> -1", new EqualNullSafe("b", -1));
    out.put("c <= 1.5D", new LessThanOrEqual("c", 1.5));
    out.put("c = double('NaN')", new EqualTo("c", Double.NaN));
    out.put("d > DATE'2000-01-01'", new GreaterThan("d", Date.valueOf("2000-01-01")));
    out.put(
        "e <= TIMESTAMP'2020-01-01 00:00:00'",
        new LessThanOrEqual("e", Timestamp.valueOf("2020-01-01 00:00:00")));
    out.put("f = true", new EqualTo("f", true));
    out.put("NOT f = true", new Not(new EqualTo("f", true)));
    out.put("g > 1.000BD", new GreaterThan("g", new BigDecimal("1.000")));
    out.put("a IN ('x', 'NA', 'y')", new In("a", new Object[] {"x", "NA", "y"}));
    out.put("h LIKE 'x%'", new StringStartsWith("h", "x"));
    out.put("contains(h, 'a')", new StringContains("h", "a"));
    out.put("b IS NULL OR c > 1D", new Or(new IsNull("b"), new GreaterThan("c", 1.0)));
    out.put(
        "a IS NOT NULL AND b <= 100", new And(new IsNotNull("a"), new LessThanOrEqual("b", 100)));
    return out;
  }

  @Test
  void leavesWhatSparkLeaves() {
    int leftOut = 0;
    for (int seed = 0; seed < FILES; seed++) {
      Map<String, String> options =
          seed % 2 == 0 ? Map.of() : Map.of("nullValue", "NA", "emptyValue", "EMPTY");
      byte[] body = CsvCorpus.random(seed, 150, false).getBytes(StandardCharsets.UTF_8);
      List<Row> all = SparkCsvOracle.rows(body, spark(options), SCHEMA);
      for (Map.Entry<String, Filter> filter : filters().entrySet()) {
        List<Row> given =
            CsvRead.of("t/a.csv", body)
                .with(options)
                .where(filter.getValue())
                .batchRows(1 + seed * 10)
                .rows(SCHEMA);
        assertThat(texts(kept(given, filter.getKey())))
            .as("%s, seed %d", filter.getKey(), seed)
            .isEqualTo(texts(kept(all, filter.getKey())));
        leftOut += all.size() - given.size();
      }
    }
    assertThat(leftOut).isGreaterThan(FILES * 150 * filters().size() / 5);
  }

  @Test
  void countsWhatItLeavesOutAsRead() {
    CsvRead read = CsvRead.of(numbers(1000)).where(new EqualTo("a", 500)).batchRows(10);
    assertThat(read.lines("a INT, b INT")).containsExactly("[500,1500]");
    assertThat(read.counts().framed()).isEqualTo(1000);
    assertThat(read.counts().emitted()).isEqualTo(1);
    assertThat(read.counts().rejected()).isZero();
  }

  @Test
  void goesOnBehindMegabytesThatItLeavesOut() {
    String text = "x".repeat(1 << 10);
    String body = ("a,b,c\n" + ("0," + text + ",1\n").repeat(70_000)) + "1,y,2\n";
    CsvRead read = CsvRead.of(body).where(new EqualTo("a", 1)).batchRows(1);
    List<Row> given = read.rows(StructType.fromDDL("a INT, b STRING, c INT"));
    assertThat(given.get(given.size() - 1).mkString(",")).isEqualTo("1,y,2");
    // Records at the ends of the window are read alone, and given out unjudged.
    assertThat(given).hasSizeLessThan(1000);
    assertThat(read.counts().framed()).isEqualTo(70_001);
  }

  @Test
  void judgesEachRecordWholeWhereBadOnesAreNotKept() {
    String body = "a,b\n1,x\n2,3\n";
    CsvRead dropping = CsvRead.of(body).with("mode", "DROPMALFORMED").where(new EqualTo("a", 2));
    assertThat(dropping.lines("a INT, b INT")).containsExactly("[2,3]");
    assertThat(dropping.counts().rejected()).isEqualTo(1);
    CsvRead failing = CsvRead.of(body).with("mode", "FAILFAST").where(new EqualTo("a", 2));
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> failing.rows("a INT, b INT"))
        .hasMessage(
            "[S3INGEST_CORRUPT_RECORD] Cannot decode s3://b/t/a.csv line 2: 'x' is no INT (column b)."
                + " Set mode=PERMISSIVE to read it with NULLs.");
    assertThat(
            CsvRead.of(body)
                .where(new EqualTo("a", 2))
                .lines("a INT, b INT, _corrupt_record STRING"))
        .containsExactly("[1,null,1,x]", "[2,3,null]");
  }

  @Test
  void leavesAllRowsWhereItCannotJudge() {
    String body = numbers(10);
    assertThat(CsvRead.of(body).where(new EqualTo("z", 1)).lines("a INT, z INT")).hasSize(10);
    assertThat(CsvRead.of(body).where(new EqualTo("a", 1L)).lines("a INT, b INT")).hasSize(10);
    assertThat(CsvRead.of(body).where(new EqualTo("a", 1)).only("a INT").lines("a INT, b INT"))
        .as("no other column to save")
        .hasSize(10);
    assertThat(
            CsvRead.of(body)
                .conf("spark.sql.csv.filterPushdown.enabled", "false")
                .where(new EqualTo("a", 1))
                .lines("a INT, b INT"))
        .hasSize(10);
    assertThat(
            CsvRead.of(body)
                .where(new EqualTo("a", "1"))
                .lines("a STRING COLLATE UTF8_LCASE, b INT"))
        .as("compared by a collation")
        .hasSize(10);
  }

  private static String numbers(int count) {
    StringBuilder out = new StringBuilder("a,b\n");
    for (int i = 1; i <= count; i++) {
      out.append(i).append(',').append(1000 + i).append('\n');
    }
    return out.toString();
  }

  private static Map<String, String> spark(Map<String, String> options) {
    Map<String, String> out = new LinkedHashMap<>(options);
    out.put("header", "true");
    out.put("escape", "\"");
    return out;
  }

  private static List<Row> kept(List<Row> rows, String condition) {
    return TestSpark.session().createDataFrame(rows, SCHEMA).filter(condition).collectAsList();
  }

  private static List<String> texts(List<Row> rows) {
    List<String> out = new ArrayList<>();
    rows.forEach(row -> out.add(row.toString()));
    return out;
  }
}

package io.s3ingest.spark.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.decode.compress.Packing;
import io.s3ingest.testing.Plans;
import io.s3ingest.testing.TestSpark;
import io.s3ingest.testing.TestStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Large plain text is read by all cores; here a few kilobytes are large. */
final class PiecesIT {
  private static final int ROWS = 5_000;
  private static final int NUMBERED = 20_000;
  private static final long SEED = 5;

  private final TestStore store = TestStore.shared();
  private final String bucket = store.newBucket();

  @Test
  void readsOneCsvObjectInPieces() {
    store.put(bucket, "t/a.csv", csv());
    Dataset<Row> pieces = table(Map.of("minSplitBytes", "1k", "maxGroupBytes", "16k"));
    Dataset<Row> whole = table(Map.of());
    assertThat(pieces.rdd().getNumPartitions()).isGreaterThan(4);
    assertThat(whole.rdd().getNumPartitions()).isEqualTo(1);
    assertThat(rows(pieces)).hasSize(ROWS).isEqualTo(rows(whole));
    assertThat(pieces.count()).isEqualTo(ROWS);
  }

  @Test
  void readsJsonLinesInPieces() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < ROWS; i++) {
      lines.append("{\"id\":").append(i).append(",\"note\":\"x\"}\n");
    }
    store.put(bucket, "t/a.jsonl", lines.toString());
    Dataset<Row> pieces = table(Map.of("minSplitBytes", "1k", "maxGroupBytes", "16k"));
    assertThat(pieces.rdd().getNumPartitions()).isGreaterThan(4);
    assertThat(rows(pieces)).hasSize(ROWS).isEqualTo(rows(table(Map.of())));
  }

  @Test
  void readsMembersOfGzipInPieces() throws IOException {
    byte[] text = csv().getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    for (int from = 0; from < text.length; from += 10_001) {
      try (GZIPOutputStream gzip = new GZIPOutputStream(members)) {
        gzip.write(text, from, Math.min(text.length - from, 10_001));
      }
    }
    store.put(bucket, "t/a.csv.gz", members.toByteArray());
    Dataset<Row> pieces = table(Map.of("minSplitBytes", "256", "maxGroupBytes", "4k"));
    Dataset<Row> whole = table(Map.of());
    assertThat(pieces.rdd().getNumPartitions()).isGreaterThan(4);
    assertThat(whole.rdd().getNumPartitions()).isEqualTo(1);
    assertThat(rows(pieces)).hasSize(ROWS).isEqualTo(rows(whole));
    assertThat(pieces.count()).isEqualTo(ROWS);
  }

  /** Frames end anywhere; blocks of bzip2 hold 100 kB here and begin at any bit. */
  @ParameterizedTest
  @CsvSource({
    "GZIP, 60, csv",
    "GZIP, 60, json",
    "BGZF, 200, csv",
    "BGZF, 200, json",
    "ZSTD, 60, csv",
    "ZSTD, 60, json",
    "BZIP2, 1, csv",
    "BZIP2, 1, json",
    "BZIP2, 20, csv"
  })
  void readsCompressedFramesInPieces(Packing packing, int frames, String format) {
    putNumbered(packing, frames, format);
    Dataset<Row> pieces = table(Map.of("minSplitBytes", "1k", "maxGroupBytes", "16k"));
    assertThat(pieces.rdd().getNumPartitions()).isGreaterThan(4);
    assertThat(sorted(rows(pieces))).isEqualTo(sorted(numberedRows()));
    assertThat(Plans.metric(pieces, "filesRead")).isEqualTo(1);
    assertThat(pieces.count()).isEqualTo(NUMBERED);
  }

  @ParameterizedTest
  @CsvSource({"GZIP, csv", "GZIP, json", "ZSTD, csv", "ZSTD, json"})
  void readsOneCompressedFrameAsOne(Packing packing, String format) {
    putNumbered(packing, 1, format);
    Dataset<Row> whole = table(Map.of("minSplitBytes", "1k", "maxGroupBytes", "16k"));
    assertThat(whole.rdd().getNumPartitions()).isEqualTo(1);
    assertThat(rows(whole)).isEqualTo(numberedRows());
  }

  @Test
  void doesNotCutWhereThePlaceOfARowIsAskedFor() {
    store.put(bucket, "t/a.csv", csv());
    Dataset<Row> rows =
        table(Map.of("minSplitBytes", "1k", "maxGroupBytes", "16k"))
            .select("id", "_metadata.row_index");
    assertThat(rows.where("id = row_index").count()).isEqualTo(ROWS);
    assertThat(rows.rdd().getNumPartitions()).isEqualTo(1);
  }

  @Test
  void filtersRowsAndKeepsTheirPlaces() {
    store.put(bucket, "t/a.csv", csv());
    Dataset<Row> pieces = table(Map.of("minSplitBytes", "1k", "maxGroupBytes", "16k"));
    String last = "id >= " + (ROWS - 2);
    assertThat(rows(pieces.where(last)))
        .containsExactly(
            "[4998,a \"note\",\nof two lines, 4998,1.5]",
            "[4999,a \"note\",\nof two lines, 4999,1.5]");
    Dataset<Row> placed = pieces.select("id", "note", "amount", "_metadata.row_index");
    assertThat(rows(placed.where(last).select("row_index"))).containsExactly("[4998]", "[4999]");
    assertThat(pieces.where("id % 2 = 0 AND id < 100 AND note LIKE '%lines, 8%'").count())
        .isEqualTo(6);
    assertThat(pieces.where("id IN (3, 4, 70000) OR note IS NULL").count()).isEqualTo(2);
  }

  @Test
  void filtersLinesOfJson() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < ROWS; i++) {
      lines.append("{\"id\":").append(i).append(",\"note\":\"x").append(i % 7).append("\"}\n");
    }
    store.put(bucket, "t/a.jsonl", lines + "{\"id\":7,\"note\":\"cut\n");
    Dataset<Row> all = table(Map.of("minSplitBytes", "1k", "maxGroupBytes", "16k"));
    Dataset<Row> pieces = all.select("id", "note");
    assertThat(rows(pieces.where("id >= 4998"))).containsExactly("[4998,x0]", "[4999,x1]");
    assertThat(pieces.where("id IS NULL").count()).isEqualTo(1);
    assertThat(pieces.where("id % 2 = 0 AND id < 100 AND note = 'x3'").count()).isEqualTo(7);
    assertThat(pieces.where("id IN (3, 4, 70000) OR note = 'cut'").count()).isEqualTo(2);
    assertThat(
            rows(
                all.select("id", "note", "_metadata.row_index")
                    .where("id >= 4998")
                    .select("row_index")))
        .containsExactly("[4998]", "[4999]");
  }

  @Test
  void namesTheLineOfABadRecordInAPiece() {
    store.put(bucket, "t/a.csv", csv() + "x,bad,1.0\n");
    Dataset<Row> pieces =
        TestSpark.session()
            .read()
            .format("s3ingest")
            .options(store.options())
            .options(Map.of("minSplitBytes", "1k", "maxGroupBytes", "16k", "mode", "FAILFAST"))
            .schema("id INT, note STRING, amount DOUBLE")
            .load("s3://" + bucket + "/t/");
    assertThatThrownBy(pieces::collectAsList)
        .hasMessageContaining(
            "Cannot decode s3://" + bucket + "/t/a.csv line " + (2 * ROWS + 2) + ": 'x' is no");
  }

  private Dataset<Row> table(Map<String, String> options) {
    return TestSpark.session()
        .read()
        .format("s3ingest")
        .options(store.options())
        .options(options)
        .load("s3://" + bucket + "/t/")
        .drop("_last_modified_time");
  }

  /** Puts one object of {@link #NUMBERED} rows that do not shrink to next to nothing. */
  private void putNumbered(Packing packing, int frames, String format) {
    boolean csv = format.equals("csv");
    String row =
        csv
            ? "%d,\"a, \"\"é\"\"\r\n%1$d\",w%x\r\n"
            : "{\"id\":%d,\"note\":\"a, \\\"é\\\"\\r\\n%1$d\",\"word\":\"w%x\"}\n";
    Random random = new Random(SEED);
    StringBuilder text = new StringBuilder(csv ? "id,note,word\n" : "");
    for (int i = 0; i < NUMBERED; i++) {
      text.append(row.formatted(i, random.nextLong()));
    }
    byte[] packed =
        packing.pack(text.toString().getBytes(StandardCharsets.UTF_8), frames, new Random(SEED));
    store.put(bucket, "t/a." + format + packing.extension(), packed);
  }

  private static List<String> numberedRows() {
    Random random = new Random(SEED);
    List<String> out = new ArrayList<>();
    for (int i = 0; i < NUMBERED; i++) {
      out.add("[%d,a, \"é\"\r\n%1$d,w%x]".formatted(i, random.nextLong()));
    }
    return out;
  }

  /** Pieces come in the order of their sizes. */
  private static List<String> sorted(List<String> rows) {
    return rows.stream().sorted().toList();
  }

  private static List<String> rows(Dataset<Row> table) {
    return table.collectAsList().stream().map(Row::toString).toList();
  }

  /** Every record has two lines. */
  private static String csv() {
    StringBuilder out = new StringBuilder("id,note,amount\n");
    for (int i = 0; i < ROWS; i++) {
      out.append(i).append(",\"a \"\"note\"\",\nof two lines, ").append(i).append("\",1.5\n");
    }
    return out.toString();
  }
}

package io.s3ingest.decode.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.decode.BatchReader;
import io.s3ingest.decode.Cut;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.DecodeRequest;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.metric.RecordCounts;
import io.s3ingest.options.Compression;
import io.s3ingest.options.TextOptions;
import io.s3ingest.testing.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An object read in pieces, wherever it is cut, must give what it gives as a whole. */
final class CsvPiecesTest {
  private static final int FILES = Integer.getInteger("s3ingest.fuzz.pieces", 400);
  private static final StructType SCHEMA =
      StructType.fromDDL("a STRING, b STRING, c INT, _corrupt_record STRING");

  private int cuts;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mode=FAILFAST",
        "mode=DROPMALFORMED",
        "multiLine=false",
        "multiLine=false mode=FAILFAST",
        "multiLine=false comment=#",
        "multiLine=true",
        "header=true",
        "header=true multiLine=false mode=FAILFAST",
        "header=true skipRows=2",
        "escape=\\",
        "escape=\\ multiLine=false",
        "lineSep=\n",
        "lineSep=;",
        "quote='",
        "quote=",
        "sep=\t",
        "maxRecordBytes=20",
        "maxRecordBytes=9 header=true"
      })
  void givesTheSameRowsInPiecesAsInOne(String options) {
    Map<String, String> map = new TreeMap<>(Map.of("escape", "\"", "header", "false"));
    for (String pair : options.split(" ", -1)) {
      if (!pair.isEmpty()) {
        map.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
      }
    }
    long most = Long.parseLong(map.getOrDefault("maxRecordBytes", "1000000"));
    map.remove("maxRecordBytes");
    for (int seed = 0; seed < FILES; seed++) {
      Random random = new Random(seed);
      byte[] body = body(random).getBytes(StandardCharsets.UTF_8);
      int step = 1 + random.nextInt(12);
      assertSame(body, map, most, step, "seed " + seed);
    }
    assertThat(cuts).isGreaterThan(FILES / 100);
  }

  @Test
  void followsQuotesAsFarAsItMust() {
    String quoteless = "x,y,1\n".repeat(400_000);
    byte[] body = ("a,b,c\n" + quoteless).getBytes(StandardCharsets.UTF_8);
    Map<String, String> options = Map.of("escape", "\"", "header", "true");
    assertSame(body, options, 64 << 20, 800_000, "to the end");
    assertSame(body, options, 1 << 20, 800_000, "as far as a record goes");
    assertThat(cuts).isEqualTo(6);
  }

  @Test
  void looksLongerOnlyForPiecesThatAreFarApart() {
    byte[] body = ("a,b,c\n" + "x,y,1\n".repeat(1_000_000)).getBytes(StandardCharsets.UTF_8);
    ObjectContent content = MemoryStore.content("t/a.csv", body);
    DecodeOptions decoding = decoding(Map.of("header", "true"), 64 << 20);
    List<Long> wanted = List.of(1_000_000L);
    assertThat(new CsvFormat().cuts(content, decoding, wanted)).isEmpty();
    assertThat(new CsvFormat().farCuts(content, decoding, wanted))
        .containsExactly(Cut.plain(1_000_002));
  }

  @Test
  void doesNotCutWhatItCannot() {
    byte[] body = "a,b\n1,2\n3,4\n".repeat(50).getBytes(StandardCharsets.UTF_8);
    assertThat(found("t/a.csv.gz", body, Map.of())).isEmpty();
    assertThat(found("t/a.csv", body, Map.of("encoding", "UTF-16"))).isEmpty();
    assertThat(found("t/a.csv", body, Map.of("lineSep", "\r\n"))).isEmpty();
    assertThat(found("t/a.csv", body, Map.of("comment", "#"))).isEmpty();
    assertThat(found("t/a.csv", body, Map.of("sep", "||"))).isEmpty();
    assertThat(found("t/a.csv", body, Map.of("sep", "||", "multiLine", "false"))).isNotEmpty();
    assertThat(new CsvFormat().pieceBytes(decoding(Map.of(), 10), 100)).isEqualTo(100);
    assertThat(new CsvFormat().pieceBytes(decoding(Map.of("encoding", "UTF-16"), 10), 100))
        .isZero();
  }

  private static List<Cut> found(String key, byte[] body, Map<String, String> options) {
    return new CsvFormat()
        .cuts(
            MemoryStore.content(key, body),
            decoding(options, 1000),
            LongStream.range(1, body.length).boxed().toList());
  }

  private void assertSame(
      byte[] body, Map<String, String> options, long most, int step, String what) {
    ObjectContent content = MemoryStore.content("t/a.csv", body);
    DecodeOptions decoding = decoding(options, most);
    List<Long> wanted = new ArrayList<>();
    for (long at = step; at < body.length; at += step) {
      wanted.add(at);
    }
    List<String> whole = rows(content, decoding, 0, body.length);
    List<String> inPieces = new ArrayList<>();
    List<Long> starts = new ArrayList<>(List.of(0L));
    try {
      new CsvFormat().cuts(content, decoding, wanted).forEach(cut -> starts.add(cut.place()));
    } catch (S3IngestException e) {
      // What is too large for its header is so in either way.
      assertThat(whole).as(what).endsWith("fails: " + e.getMessage());
      return;
    }
    cuts += starts.size() - 1;
    for (int i = 0; i < starts.size(); i++) {
      long end = i + 1 < starts.size() ? starts.get(i + 1) : body.length;
      inPieces.addAll(rows(content, decoding, starts.get(i), end));
      if (!inPieces.isEmpty() && inPieces.get(inPieces.size() - 1).startsWith("fails: ")) {
        break;
      }
    }
    String last = whole.isEmpty() ? "" : whole.get(whole.size() - 1);
    if (last.startsWith("fails: ")) {
      // The batch that it fails in is lost, and batches are others.
      assertThat(inPieces.get(inPieces.size() - 1)).as("%s at %s", what, starts).isEqualTo(last);
    } else {
      assertThat(inPieces).as("%s at %s", what, starts).isEqualTo(whole);
    }
  }

  private static List<String> rows(
      ObjectContent content, DecodeOptions decoding, long start, long end) {
    List<String> out = new ArrayList<>();
    RecordCounts counts = new RecordCounts();
    StructType schema =
        decoding.text().csv().getOrDefault("mode", "PERMISSIVE").equals("PERMISSIVE")
            ? SCHEMA
            : StructType.fromDDL("a STRING, b STRING, c INT");
    DecodeRequest request =
        new DecodeRequest(
            content.store(),
            new FileSplit(content.object(), start, end - start),
            schema,
            schema,
            List.of(),
            decoding,
            counts);
    try (BatchReader reader = new CsvFormat().open(request)) {
      while (reader.next()) {
        for (Iterator<InternalRow> rows = reader.batch().rowIterator(); rows.hasNext(); ) {
          InternalRow row = rows.next();
          StringBuilder text = new StringBuilder();
          for (int i = 0; i < schema.length(); i++) {
            text.append(row.isNullAt(i) ? "NULL" : row.get(i, schema.apply(i).dataType()))
                .append('|');
          }
          out.add(text.toString());
        }
      }
    } catch (S3IngestException e) {
      out.add("fails: " + e.getMessage());
      return out;
    }
    assertThat(counts.emitted()).isEqualTo(out.size());
    assertThat(counts.framed()).isEqualTo(counts.emitted() + counts.rejected());
    return out;
  }

  private static DecodeOptions decoding(Map<String, String> options, long maxRecordBytes) {
    return new DecodeOptions(
        new TextOptions(options),
        Compression.AUTO,
        3,
        maxRecordBytes,
        4 << 20,
        Map.of("spark.sql.session.timeZone", "UTC"));
  }

  private static String body(Random random) {
    String[] pieces = {
      "a",
      "bc",
      "1",
      ",",
      ",",
      ",",
      "\n",
      "\n",
      "\r\n",
      "\r",
      "\"",
      "\"",
      "\"\"",
      ",\"",
      "\",",
      " ",
      "#",
      "\\",
      "\\\"",
      "\t",
      "'",
      ";",
      "é",
      "\ufeff",
      ",\"x,\",",
      "\"\n",
      "\n\""
    };
    StringBuilder out = new StringBuilder(random.nextInt(8) == 0 ? "\ufeff" : "");
    if (random.nextBoolean()) {
      out.append("a,b,c\n");
    }
    int tame = random.nextInt(5);
    boolean quoteless = random.nextInt(4) == 0;
    for (int i = random.nextInt(12); i >= 0; i--) {
      if (random.nextInt(5) < tame) {
        out.append(quoteless ? "x,y,2\n" : "x,\"y\n\"\"z\",3\n");
      } else {
        String piece = pieces[random.nextInt(pieces.length)];
        out.append(quoteless ? piece.replace("\"", "") : piece);
      }
    }
    return out.toString();
  }
}

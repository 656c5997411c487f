package io.s3ingest.decode.json;

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

/** JSON lines read in pieces, wherever they are cut, must give what they give as a whole. */
final class JsonPiecesTest {
  private static final int FILES = Integer.getInteger("s3ingest.fuzz.pieces", 400);

  private int cuts;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mode=FAILFAST",
        "mode=DROPMALFORMED",
        "multiLine=false",
        "multiLine=false mode=FAILFAST",
        "lineSep=\n",
        "maxRecordBytes=30"
      })
  void givesTheSameRowsInPiecesAsInOne(String options) {
    Map<String, String> map = new TreeMap<>();
    for (String pair : options.split(" ", -1)) {
      if (!pair.isEmpty()) {
        map.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
      }
    }
    String most = map.remove("maxRecordBytes");
    DecodeOptions decoding = decoding(map, most == null ? 1 << 20 : Long.parseLong(most));
    for (int seed = 0; seed < FILES; seed++) {
      Random random = new Random(seed);
      byte[] body = body(random).getBytes(StandardCharsets.UTF_8);
      assertSame(body, decoding, 1 + random.nextInt(12), "seed " + seed);
    }
    assertThat(cuts).isGreaterThan(FILES);
  }

  @Test
  void doesNotCutWhatItCannot() {
    byte[] lines = "{\"a\":1}\n".repeat(50).getBytes(StandardCharsets.UTF_8);
    assertThat(found("t/a.json", lines, Map.of())).isNotEmpty();
    assertThat(found("t/a.json.gz", lines, Map.of())).isEmpty();
    assertThat(found("t/a.json", lines, Map.of("multiLine", "true"))).isEmpty();
    assertThat(found("t/a.json", lines, Map.of("encoding", "UTF-16"))).isEmpty();
    assertThat(
            found(
                "t/a.json", "[{\"a\":1},\n{\"a\":2}]\n".getBytes(StandardCharsets.UTF_8), Map.of()))
        .isEmpty();
    assertThat(found("t/a.json", "{\"a\":1}\n".getBytes(StandardCharsets.UTF_16LE), Map.of()))
        .isEmpty();
    JsonObjectFormat format = new JsonObjectFormat();
    assertThat(format.pieceBytes(decoding(Map.of(), 10), 100)).isEqualTo(100);
    assertThat(format.pieceBytes(decoding(Map.of("multiLine", "true"), 10), 100)).isZero();
  }

  private static List<Cut> found(String key, byte[] body, Map<String, String> options) {
    return new JsonObjectFormat()
        .cuts(
            MemoryStore.content(key, body),
            decoding(options, 1000),
            LongStream.range(1, body.length).boxed().toList());
  }

  private void assertSame(byte[] body, DecodeOptions decoding, int step, String what) {
    ObjectContent content = MemoryStore.content("t/a.json", body);
    List<Long> starts = new ArrayList<>(List.of(0L));
    List<Long> wanted =
        LongStream.range(1, body.length).filter(at -> at % step == 0).boxed().toList();
    new JsonObjectFormat().cuts(content, decoding, wanted).forEach(cut -> starts.add(cut.place()));
    cuts += starts.size() - 1;
    List<String> whole = rows(content, decoding, 0, body.length);
    List<String> inPieces = new ArrayList<>();
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
    StructType schema = StructType.fromDDL("a INT, b STRING, _corrupt_record STRING");
    DecodeRequest request =
        new DecodeRequest(
            content.store(),
            new FileSplit(content.object(), start, end - start),
            schema,
            schema,
            List.of(),
            decoding,
            counts);
    try (BatchReader reader = new JsonObjectFormat().open(request)) {
      while (reader.next()) {
        for (Iterator<InternalRow> rows = reader.batch().rowIterator(); rows.hasNext(); ) {
          InternalRow row = rows.next();
          StringBuilder text = new StringBuilder();
          for (int i = 0; i < schema.length(); i++) {
            Object value = row.isNullAt(i) ? null : row.get(i, schema.apply(i).dataType());
            text.append(value).append('|');
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
      "{\"a\":1,\"b\":\"x\"}\n",
      "{\"a\":\"no\"}\r\n",
      "{\"b\":\"q\\\"\\n\"}\r",
      "\n",
      " \n",
      "\r\n",
      "{\"a\":",
      "}\n",
      "[{\"a\":3},{\"a\":4}]\n",
      "x\n",
      "\ufeff",
      "\"\n",
      "{\"b\":\"é€\"}\n"
    };
    StringBuilder out = new StringBuilder(random.nextInt(8) == 0 ? "\ufeff" : "");
    int tame = random.nextInt(6);
    for (int i = random.nextInt(30); i >= 0; i--) {
      boolean usual = random.nextInt(6) <= tame;
      out.append(usual ? pieces[random.nextInt(3)] : pieces[random.nextInt(pieces.length)]);
    }
    return out.toString();
  }
}

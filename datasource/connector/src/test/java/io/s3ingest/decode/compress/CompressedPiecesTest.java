package io.s3ingest.decode.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.decode.BatchReader;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.DecodeRequest;
import io.s3ingest.decode.FormatRegistry;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.decode.ObjectFormat;
import io.s3ingest.decode.ObjectPieces;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.metric.RecordCounts;
import io.s3ingest.options.Compression;
import io.s3ingest.options.TextOptions;
import io.s3ingest.testing.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A compressed object in pieces must give what it gives as a whole, wherever frames end. */
final class CompressedPiecesTest {
  private static final int FILES = Integer.getInteger("s3ingest.fuzz.compressed", 60);
  private static final String[] CSV = {
    "a",
    "bc",
    "1",
    ",",
    ",",
    ",",
    "\n",
    "\n",
    "\r\n",
    "\r\n",
    "\r",
    "\"",
    "\"\"",
    ",\"",
    "\",",
    " ",
    "\\\"",
    "é",
    "€",
    "\ufeff",
    ",\"x,\",",
    "\"\n",
    "\n\"",
    "x,\"y\n\"\"z\",3\n",
    "x,\"y\r\n\r\nz\",4\r\n",
    "x,y,2\n"
  };
  private static final String[] JSON = {
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

  private int cuts;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "csv; header=false",
        "csv; header=true",
        "csv; header=true mode=FAILFAST",
        "csv; header=true multiLine=false",
        "csv; header=false multiLine=false mode=DROPMALFORMED",
        "csv; header=true skipRows=2",
        "csv; header=true maxRecordBytes=20",
        "csv; header=false escape=\\",
        "json; ''",
        "json; mode=FAILFAST",
        "json; multiLine=false",
        "json; maxRecordBytes=30"
      })
  void givesTheSameRowsInPiecesAsInOne(String name, String options) {
    ObjectFormat format = FormatRegistry.load().named(name).orElseThrow();
    Map<String, String> map = new TreeMap<>();
    for (String pair : options.split(" ", -1)) {
      if (!pair.isEmpty()) {
        map.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
      }
    }
    if (name.equals("csv")) {
      map.putIfAbsent("escape", "\"");
    }
    String most = map.remove("maxRecordBytes");
    DecodeOptions decoding = decoding(map, most == null ? 1 << 20 : Long.parseLong(most));
    for (int seed = 0; seed < FILES; seed++) {
      for (Packing packing : Packing.values()) {
        Random random = new Random(seed);
        byte[] body = body(random, name.equals("csv") ? CSV : JSON);
        byte[] stored = packing.pack(body, 1 + random.nextInt(8), random);
        String key = "t/a." + name + packing.extension();
        assertSame(
            format,
            MemoryStore.content(key, stored),
            decoding,
            10 + random.nextInt(60),
            "%s, seed %d".formatted(packing, seed));
      }
    }
    assertThat(cuts).isGreaterThan(FILES * Packing.values().length / 4);
  }

  @ParameterizedTest
  @EnumSource
  void readsLargeTextInPieces(Packing packing) {
    StringBuilder text = new StringBuilder("id,note,amount\n");
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      text.append(i)
          .append(",\"a \"\"note\"\",\r\nof €, ")
          .append(random.nextInt())
          .append("\",1.5\n");
    }
    byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
    // Blocks of bzip2 hold 100 kB here and begin at any bit; BGZF has no larger ones than these.
    byte[] stored = packing.pack(body, packing == Packing.BZIP2 ? 1 : 30, random);
    ObjectContent content = MemoryStore.content("t/a.csv" + packing.extension(), stored);
    DecodeOptions decoding = decoding(Map.of("header", "true", "escape", "\""), 1 << 20);
    ObjectFormat csv = FormatRegistry.load().named("csv").orElseThrow();
    assertSame(csv, content, decoding, 20_000, packing.toString());
    assertThat(cuts).isGreaterThan(4);
  }

  @Test
  void failsWhereWhatLookedLikeAMemberLiesInsideOfAnother() {
    byte[] lines = "1,2\n".repeat(50_000).getBytes(StandardCharsets.UTF_8);
    byte[] hidden = DecompressionTest.gzip(lines);
    byte[] outer = DecompressionTest.join(lines, hidden, lines);
    byte[] stored = DecompressionTest.join(storedGzip(outer), hidden);
    ObjectContent content = MemoryStore.content("t/a.csv.gz", stored);
    ObjectFormat csv = FormatRegistry.load().named("csv").orElseThrow();
    DecodeOptions decoding = decoding(Map.of("header", "false", "multiLine", "false"), 1 << 20);
    List<FileSplit> pieces =
        new ObjectPieces(csv, content.store(), decoding)
            .aligned(List.of(split(content, 0, 1000), split(content, 1000, stored.length)));
    assertThat(pieces).hasSize(2);
    long cut = pieces.get(1).start();
    assertThat(cut).isBetween((long) lines.length, (long) lines.length + 200);
    for (long inMemory : new long[] {0, 64 << 20}) {
      ObjectContent bounded =
          new ObjectContent(content.store(), content.object(), inMemory, content.parts());
      assertThat(rows(csv, bounded, pieces.get(0), decoding))
          .last()
          .isEqualTo(
              "fails: [S3INGEST_CORRUPT_FILE] Cannot decode s3://b/t/a.csv.gz byte %d: the gzip stream is damaged, or it goes on where a new part of it seems to begin. Upload the object again, or set minSplitBytes to more than its size to read it as one."
                  .formatted(cut));
    }
  }

  @Test
  void leavesDamageToWhoReads() {
    byte[] lines = "1,2\n".repeat(50).getBytes(StandardCharsets.UTF_8);
    byte[] member = DecompressionTest.gzip(lines);
    byte[] stored = DecompressionTest.join(member, member, member);
    ObjectFormat csv = FormatRegistry.load().named("csv").orElseThrow();
    DecodeOptions decoding = decoding(Map.of("header", "true"), 1 << 20);
    for (int place = 0; place < stored.length; place++) {
      byte[] damaged = stored.clone();
      damaged[place] ^= 0x41;
      ObjectContent content = MemoryStore.content("t/a.csv.gz", damaged);
      List<FileSplit> pieces =
          new ObjectPieces(csv, content.store(), decoding)
              .aligned(List.of(split(content, 0, 10), split(content, 10, stored.length)));
      List<String> whole = rows(csv, content, FileSplit.whole(content.object()), decoding);
      List<String> inPieces = new ArrayList<>();
      for (FileSplit piece : pieces) {
        inPieces.addAll(rows(csv, content, piece, decoding));
      }
      boolean fails = whole.get(whole.size() - 1).startsWith("fails: ");
      assertThat(inPieces.stream().anyMatch(row -> row.startsWith("fails: ")))
          .as("byte %d", place)
          .isEqualTo(fails);
      if (!fails) {
        assertThat(inPieces).as("byte %d", place).isEqualTo(whole);
      }
    }
  }

  @Test
  void looksForNoMembersWhereTheFirstSeemsToBeTheOnlyOne() {
    byte[] text = new byte[4 << 20];
    Random random = new Random(1);
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) (i % 20 == 0 ? '\n' : 'a' + random.nextInt(20));
    }
    byte[] one = DecompressionTest.gzip(text);
    MemoryStore store = new MemoryStore();
    ObjectContent content = new ObjectContent(store, store.add("t/a.csv.gz", one));
    assertThat(CompressedCuts.of(content, Compression.AUTO)).isNull();
    assertThat(store.bytesRead()).isLessThan(70_000);
    byte[] two = DecompressionTest.join(one, one);
    assertThat(CompressedCuts.of(MemoryStore.content("t/a.csv.gz", two), Compression.AUTO))
        .isNotNull();
  }

  private static FileSplit split(ObjectContent content, long start, long end) {
    return new FileSplit(content.object(), start, Math.min(end, content.object().size()) - start);
  }

  /** A member whose text stands in it as it is. */
  private static byte[] storedGzip(byte[] text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    GZIPOutputStream packed =
        assertDoesNotThrow(
            () ->
                new GZIPOutputStream(out) {
                  {
                    def.setLevel(Deflater.NO_COMPRESSION);
                  }
                });
    assertDoesNotThrow(
        () -> {
          packed.write(text);
          packed.close();
        });
    return out.toByteArray();
  }

  private void assertSame(
      ObjectFormat format, ObjectContent content, DecodeOptions decoding, int step, String what) {
    FileSplit all = FileSplit.whole(content.object());
    List<FileSplit> wanted = new ArrayList<>();
    for (long start = 0; start < all.length(); start += step) {
      wanted.add(new FileSplit(all.object(), start, Math.min(step, all.length() - start), null));
    }
    List<FileSplit> pieces = new ObjectPieces(format, content.store(), decoding).aligned(wanted);
    cuts += pieces.size() - 1;
    assertThat(pieces.stream().mapToLong(FileSplit::length).sum()).isEqualTo(all.length());
    for (long inMemory : new long[] {0, 1 << 20}) {
      ObjectContent bounded =
          new ObjectContent(content.store(), content.object(), inMemory, content.parts());
      List<String> whole = rows(format, bounded, all, decoding);
      List<String> inPieces = new ArrayList<>();
      for (FileSplit piece : pieces) {
        inPieces.addAll(rows(format, bounded, piece, decoding));
        if (!inPieces.isEmpty() && inPieces.get(inPieces.size() - 1).startsWith("fails: ")) {
          break;
        }
      }
      String last = whole.isEmpty() ? "" : whole.get(whole.size() - 1);
      if (last.startsWith("fails: ")) {
        // The batch that it fails in is lost, and batches are others.
        assertThat(inPieces.get(inPieces.size() - 1)).as("%s: %s", what, pieces).isEqualTo(last);
      } else {
        assertThat(inPieces).as("%s: %s", what, pieces).isEqualTo(whole);
      }
    }
  }

  private static List<String> rows(
      ObjectFormat format, ObjectContent content, FileSplit split, DecodeOptions decoding) {
    List<String> out = new ArrayList<>();
    RecordCounts counts = new RecordCounts();
    Map<String, String> options = new TreeMap<>(decoding.text().csv());
    options.putAll(decoding.text().json());
    boolean permissive = options.getOrDefault("mode", "PERMISSIVE").equals("PERMISSIVE");
    StructType schema =
        StructType.fromDDL("a STRING, b STRING" + (permissive ? ", _corrupt_record STRING" : ""));
    DecodeOptions bounded =
        new DecodeOptions(
            decoding.text(),
            decoding.compression(),
            decoding.batchRows(),
            decoding.maxRecordBytes(),
            decoding.sampleBytes(),
            content.wholeBytes(),
            decoding.sqlConf());
    DecodeRequest request =
        new DecodeRequest(content.store(), split, schema, schema, List.of(), bounded, counts);
    try (BatchReader reader = format.open(request)) {
      while (reader.next()) {
        for (Iterator<InternalRow> rows = reader.batch().rowIterator(); rows.hasNext(); ) {
          InternalRow row = rows.next();
          StringBuilder text = new StringBuilder();
          for (int i = 0; i < schema.length(); i++) {
            text.append(row.isNullAt(i) ? "NULL" : row.getString(i)).append('|');
          }
          out.add(text.toString());
        }
      }
    } catch (S3IngestException e) {
      out.add("fails: " + e.getMessage());
      return out;
    }
    assertThat(counts.emitted()).isEqualTo(out.size());
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

  private static byte[] body(Random random, String[] parts) {
    StringBuilder out = new StringBuilder(random.nextInt(8) == 0 ? "\ufeff" : "");
    int tame = random.nextInt(6);
    for (int i = random.nextInt(40); i >= 0; i--) {
      boolean usual = random.nextInt(6) <= tame;
      out.append(
          parts[usual ? parts.length - 1 - random.nextInt(3) : random.nextInt(parts.length)]);
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }
}

package io.s3ingest.decode.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.options.Compression;
import io.s3ingest.options.TextOptions;
import io.s3ingest.testing.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks must have the same records as the reader of one record at a time. */
final class RecordBlockTest {
  private static final int FILES = 1500;
  private static final int FIELDS = 3;

  private final List<Long> lines = new ArrayList<>();
  private int framedInBlocks;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "multiLine=false",
        "multiLine=true",
        "escape=\\",
        "comment=#",
        "quote=",
        "sep=\t",
        "lineSep=\n",
        "lineSep=;",
        "quote=' escape=\" comment=#"
      })
  void findsTheRecordsThatAreFoundOneByOne(String options) {
    Map<String, String> map = new TreeMap<>(Map.of("escape", "\"", "header", "false"));
    for (String pair : options.split(" ", -1)) {
      if (!pair.isEmpty()) {
        map.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
      }
    }
    for (int seed = 0; seed < FILES; seed++) {
      byte[] body = body(new Random(seed)).getBytes(StandardCharsets.UTF_8);
      List<String> expected = oneByOne(body, map);
      assertThat(inBlocks(body, map)).as("seed %d", seed).isEqualTo(expected);
    }
    assertThat(framedInBlocks).isGreaterThan(FILES / 10);
  }

  @Test
  void findsRecordsThatLieAcrossScansAndReads() {
    Random random = new Random(7);
    StringBuilder body = new StringBuilder();
    while (body.length() < 3 << 20) {
      body.append("n".repeat(random.nextInt(60))).append(",\"");
      body.append("line\r\n, ".repeat(random.nextInt(10) == 0 ? random.nextInt(4000) : 1));
      body.append("\",").append(random.nextInt()).append(random.nextBoolean() ? "\r\n" : "\r");
    }
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    Map<String, String> options = Map.of("escape", "\"", "header", "false");
    List<String> expected = oneByOne(bytes, options);
    assertThat(inBlocks(bytes, options)).isEqualTo(expected);
    assertThat(framedInBlocks).isGreaterThan(1000);
  }

  private static String body(Random random) {
    String[] pieces = {
      "a",
      "bc",
      "defghijk",
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
      "\t",
      "'",
      ";",
      "é",
      "€",
      "😀"
    };
    StringBuilder out = new StringBuilder();
    int tame = random.nextInt(4);
    for (int i = random.nextInt(60); i >= 0; i--) {
      if (random.nextInt(4) < tame) {
        out.append("1,\"x\"\"y\",z\n");
      } else {
        out.append(pieces[random.nextInt(pieces.length)]);
      }
    }
    return out.toString();
  }

  private static CsvSource source(byte[] body, Map<String, String> options) {
    ObjectContent content = MemoryStore.content("t/a.csv", body);
    return new CsvSource(
        content,
        new DecodeOptions(
            new TextOptions(options),
            Compression.AUTO,
            100,
            64 << 20,
            4 << 20,
            Map.of("spark.sql.session.timeZone", "UTC")));
  }

  private List<String> oneByOne(byte[] body, Map<String, String> options) {
    List<String> out = new ArrayList<>();
    lines.clear();
    try (CsvSource source = source(body, options)) {
      while (source.next()) {
        lines.add(source.line());
        out.add(one(source));
      }
    }
    return out;
  }

  private List<String> inBlocks(byte[] body, Map<String, String> options) {
    List<String> out = new ArrayList<>();
    try (CsvSource source = source(body, options)) {
      CsvRecords records = source.records();
      RecordBlock block = RecordBlock.of(source.dialect(), FIELDS, 64 << 20);
      while (true) {
        int rows = records.frame(block, 1 + out.size() % 7);
        assertThat(block.sound()).isTrue();
        if (rows > 0) {
          for (int i = 0; i < rows; i++) {
            out.add(one(block, i));
          }
          framedInBlocks += rows;
          records.take(block);
        } else if (source.next()) {
          assertThat(source.line()).isEqualTo(lines.get(out.size()));
          out.add(one(source));
        } else {
          return out;
        }
      }
    }
  }

  private static String one(CsvSource source) {
    StringBuilder out = new StringBuilder(source.text());
    if (!source.cut()) {
      return out.append(" uncut").toString();
    }
    Fields fields = source.fields();
    for (int i = 0; i < FIELDS; i++) {
      boolean there = i < fields.count() && fields.to(i) > fields.from(i);
      boolean quoted = i < fields.count() && fields.quoted(i);
      out.append(there || quoted ? "|" : "!");
      if (there) {
        out.append(
            new String(
                fields.source(),
                fields.from(i),
                fields.to(i) - fields.from(i),
                StandardCharsets.UTF_8));
      }
    }
    return out.append(fields.count() == FIELDS).toString();
  }

  private static String one(RecordBlock block, int row) {
    byte[] b = block.bytes();
    int start = block.start(row);
    StringBuilder out =
        new StringBuilder(new String(b, start, block.end(row) - start, StandardCharsets.UTF_8));
    for (int i = 0; i < FIELDS; i++) {
      long span = block.spans()[row * FIELDS + i];
      if (span == RecordBlock.NULL) {
        out.append('!');
        continue;
      }
      int from = RecordBlock.from(span);
      String text = new String(b, from, RecordBlock.to(span) - from, StandardCharsets.UTF_8);
      boolean doubled = RecordBlock.isOdd(span) && !text.isEmpty();
      out.append('|').append(doubled ? text.replaceAll("(['\"])\\1", "$1") : text);
    }
    return out.append(!block.isRagged(row)).toString();
  }
}

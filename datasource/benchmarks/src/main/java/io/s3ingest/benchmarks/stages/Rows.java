package io.s3ingest.benchmarks.stages;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** The same rows, always, as CSV and as JSON lines; like those that all engines are given. */
final class Rows {
  static final String SCHEMA =
      "id BIGINT, customer INT, quantity INT, views BIGINT, amount DOUBLE, discount DOUBLE,"
          + " latitude DOUBLE, weight DOUBLE, price DECIMAL(10,2), tax DECIMAL(10,2), ordered DATE,"
          + " shipped DATE, created TIMESTAMP, changed TIMESTAMP, status STRING, code STRING,"
          + " address STRING, note STRING";

  static final int COUNT = 40_000;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);
  private static final String[] NAMES =
      SCHEMA.replaceAll(" [A-Z]+(\\([0-9,]+\\))?", "").split(", ", -1);
  private static final int FIRST_TEXT = 10;

  private final Random random = new Random(7);

  private Rows() {}

  static byte[] csv() {
    Rows rows = new Rows();
    StringBuilder out = new StringBuilder(String.join(",", NAMES)).append('\n');
    for (int i = 0; i < COUNT; i++) {
      String[] row = rows.row(i);
      row[16] = '"' + row[16] + '"';
      out.append(String.join(",", row)).append('\n');
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  static byte[] json() {
    Rows rows = new Rows();
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < COUNT; i++) {
      String[] row = rows.row(i);
      for (int column = 0; column < row.length; column++) {
        String quote = column >= FIRST_TEXT ? "\"" : "";
        out.append(column == 0 ? "{\"" : ",\"").append(NAMES[column]).append("\":");
        out.append(quote).append(row[column]).append(quote);
      }
      out.append("}\n");
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  static byte[] gzip(byte[] text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private String[] row(int id) {
    return new String[] {
      String.valueOf(id),
      String.valueOf(random.nextInt(100_000)),
      String.valueOf(1 + random.nextInt(99)),
      String.valueOf((long) (random.nextDouble() * 1e10)),
      number(random.nextDouble() * 100_000, 2),
      number(random.nextDouble(), 3),
      number(random.nextDouble() * 180 - 90, 6),
      number(random.nextDouble() * 40, 1),
      number(random.nextDouble() * 1000, 2),
      number(random.nextDouble() * 100, 2),
      day(),
      day(),
      time(),
      time(),
      pick("open", "paid", "sent", "returned"),
      "order-%09d".formatted(random.nextInt(1_000_000)),
      "Street %d, Town".formatted(random.nextInt(200)),
      pick("small", "red", "late", "urgent") + " " + pick("gift", "window", "garden", "north")
    };
  }

  private static String number(double value, int places) {
    return String.format(Locale.ROOT, "%." + places + "f", value);
  }

  private String day() {
    return LocalDate.EPOCH.plusDays(18_262 + random.nextInt(2000)).toString();
  }

  private String time() {
    long second = 1_577_836_800L + random.nextInt(150_000_000);
    return TIME.format(
        LocalDateTime.ofEpochSecond(second, random.nextInt(1000) * 1_000_000, ZoneOffset.UTC));
  }

  private String pick(String... texts) {
    return texts[random.nextInt(texts.length)];
  }
}

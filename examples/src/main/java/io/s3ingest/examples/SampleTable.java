package io.s3ingest.examples;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A table of the sample lake. Its rows depend on nothing but the table, the day and the file, so
 * that every run makes the same bytes.
 *
 * @param formats of the files of one day, one file each
 * @param columns by name
 */
record SampleTable(String name, List<SampleFormat> formats, Map<String, Column> columns) {
  private static final List<String> COUNTRIES = List.of("DE", "FR", "GB", "IN", "JP", "US");
  private static final List<String> NAMES =
      List.of("Ada", "Björn", "Chloé", "Dmitri", "Eun-ji", "Farid", "Grace", "O'Hara, Pat");

  /** What stands in one cell. */
  interface Column {
    Object value(Random random, long id, LocalDate day);
  }

  /** The whole lake: three tables of CSV, three of JSON, three of Parquet. */
  static List<SampleTable> all() {
    return List.of(
        new SampleTable(
            "customers",
            List.of(SampleFormat.CSV),
            columns(
                column("id", (r, id, day) -> id),
                column("name", (r, id, day) -> pick(r, NAMES)),
                column("country", (r, id, day) -> pick(r, COUNTRIES)),
                column("credit", (r, id, day) -> r.nextInt(10_000) / 100.0),
                column("since", (r, id, day) -> day.minusDays(r.nextInt(1000))))),
        new SampleTable(
            "orders",
            List.of(SampleFormat.CSV_GZIP),
            columns(
                column("order_id", (r, id, day) -> id),
                column("customer_id", (r, id, day) -> (long) r.nextInt(200)),
                column("amount", (r, id, day) -> r.nextInt(100_000) / 100.0),
                column("note", (r, id, day) -> r.nextInt(4) == 0 ? "say \"hi\", twice" : null),
                column("ordered_at", (r, id, day) -> at(r, day)))),
        new SampleTable(
            "products",
            List.of(SampleFormat.CSV, SampleFormat.CSV_GZIP),
            columns(
                column("sku", (r, id, day) -> "P-%05d".formatted(id)),
                column("title", (r, id, day) -> "Product " + id),
                column("price", (r, id, day) -> (r.nextInt(5000) + 99) / 100.0),
                column("active", (r, id, day) -> r.nextBoolean()))),
        new SampleTable(
            "events",
            List.of(SampleFormat.JSON_LINES, SampleFormat.JSON_LINES_GZIP),
            columns(
                column("event_id", (r, id, day) -> id),
                column("kind", (r, id, day) -> pick(r, List.of("click", "view", "buy"))),
                column("at", (r, id, day) -> at(r, day)),
                column("page", (r, id, day) -> Map.of("path", "/p/" + r.nextInt(50))),
                column("tags", (r, id, day) -> List.of("a" + r.nextInt(3), "b" + r.nextInt(3))))),
        new SampleTable(
            "sessions",
            List.of(SampleFormat.JSON_ARRAY),
            columns(
                column("session_id", (r, id, day) -> "s" + id),
                column("seconds", (r, id, day) -> (long) r.nextInt(3600)),
                column("mobile", (r, id, day) -> r.nextBoolean()))),
        new SampleTable(
            "devices",
            List.of(SampleFormat.JSON_OBJECT),
            columns(
                column("device_id", (r, id, day) -> "d" + id),
                column("model", (r, id, day) -> pick(r, List.of("one", "two"))),
                column("battery", (r, id, day) -> r.nextInt(1000) / 10.0))),
        new SampleTable(
            "payments",
            List.of(SampleFormat.PARQUET),
            columns(
                column("payment_id", (r, id, day) -> id),
                column("order_id", (r, id, day) -> (long) r.nextInt(500)),
                column("amount", (r, id, day) -> BigDecimal.valueOf(r.nextInt(1_000_000), 2)),
                column("paid_at", (r, id, day) -> at(r, day)))),
        new SampleTable(
            "shipments",
            List.of(SampleFormat.PARQUET),
            columns(
                column("shipment_id", (r, id, day) -> id),
                column("country", (r, id, day) -> pick(r, COUNTRIES)),
                column("weight", (r, id, day) -> r.nextInt(5000) / 1000.0),
                column("sent_on", (r, id, day) -> day))),
        new SampleTable(
            "stock",
            List.of(SampleFormat.PARQUET),
            columns(
                column("sku", (r, id, day) -> "P-%05d".formatted(id)),
                column("pieces", (r, id, day) -> r.nextInt(100)),
                column("counted", (r, id, day) -> r.nextBoolean()))));
  }

  /** Makes the rows of one file. */
  List<Map<String, Object>> rows(LocalDate day, int file, int rowsPerFile) {
    SampleFormat format = formats.get(file);
    int count = format == SampleFormat.JSON_OBJECT ? 1 : rowsPerFile;
    Random random = new Random(31L * (31L * name.hashCode() + day.toEpochDay()) + file);
    long first = (day.toEpochDay() * formats.size() + file) % 10_000 * count;
    List<Map<String, Object>> rows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Map<String, Object> row = new LinkedHashMap<>();
      long id = first + i;
      columns.forEach((column, maker) -> row.put(column, maker.value(random, id, day)));
      rows.add(row);
    }
    return rows;
  }

  @SafeVarargs
  private static Map<String, Column> columns(Map.Entry<String, Column>... columns) {
    Map<String, Column> out = new LinkedHashMap<>();
    for (Map.Entry<String, Column> column : columns) {
      out.put(column.getKey(), column.getValue());
    }
    return out;
  }

  private static Map.Entry<String, Column> column(String name, Column maker) {
    return Map.entry(name, maker);
  }

  private static String pick(Random random, List<String> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static Instant at(Random random, LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).plusSeconds(random.nextInt(86_400)).toInstant();
  }
}

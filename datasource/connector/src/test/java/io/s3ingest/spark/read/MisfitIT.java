package io.s3ingest.spark.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.testing.CapturedLog;
import io.s3ingest.testing.Plans;
import io.s3ingest.testing.TestSpark;
import io.s3ingest.testing.TestStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Records that do not fit are read with NULLs, but never unseen. */
final class MisfitIT {
  private final TestStore store = TestStore.shared();
  private final String bucket = store.newBucket();

  @Test
  void countsAndNamesCsvRecordsThatDoNotFit() {
    put("orders/a.csv", "id,qty\n1,10\n2,secret12x\n3\n4,40\n");
    put("orders/b.csv", "id,qty\n5,50\n");
    Dataset<Row> orders = read("orders", "id INT, qty INT");
    try (CapturedLog log = new CapturedLog()) {
      assertThat(texts(orders))
          .containsExactly("[1,10]", "[2,null]", "[3,null]", "[4,40]", "[5,50]");
      assertThat(log.text())
          .contains(
              "2 malformed record(s) in s3://%s/orders/a.csv read with NULLs, the first at row 1: qty is no INT. mode=FAILFAST fails"
                  .formatted(bucket))
          .doesNotContain("orders/b.csv read")
          .doesNotContain("secret");
    }
    assertThat(Plans.metric(orders, "recordsMalformed")).isEqualTo(2);
    assertThat(Plans.metric(orders, "recordsRejected")).isZero();
  }

  @Test
  void countsAndNamesJsonRecordsThatDoNotFit() {
    put("events/a.json", "{\"id\":1}\n{\"id\":\"x\",\"at\":{\"y\":[]}}\n{\"id\":3\n");
    Dataset<Row> events = read("events", "id INT, at STRUCT<y: INT>");
    try (CapturedLog log = new CapturedLog()) {
      assertThat(texts(events)).hasSize(3).contains("[1,null]");
      assertThat(log.text())
          .contains(
              "2 malformed record(s) in s3://%s/events/a.json read with NULLs, the first at row 1: id is no INT, at is no STRUCT<y: INT>. "
                  .formatted(bucket));
    }
    assertThat(Plans.metric(events, "recordsMalformed")).isEqualTo(2);
  }

  @Test
  void namesNoRowWhereAFilterLeavesSomeOut() {
    put("orders/a.csv", "id,qty\n1,10\n2,x\n");
    Dataset<Row> some = read("orders", "id INT, qty INT").where("id > 1");
    try (CapturedLog log = new CapturedLog()) {
      assertThat(texts(some)).containsExactly("[2,null]");
      assertThat(log.text()).contains("/orders/a.csv read with NULLs, the first: qty is no INT. ");
    }
  }

  @Test
  void saysThatRecordsWereDropped() {
    put("orders/a.csv", "id,qty\n1,10\n2,x\n");
    Dataset<Row> some = read("orders", "id INT, qty INT", "DROPMALFORMED");
    try (CapturedLog log = new CapturedLog()) {
      assertThat(texts(some)).containsExactly("[1,10]");
      assertThat(log.text())
          .contains("/orders/a.csv dropped, the first before row 1: qty is no INT. ");
    }
    assertThat(Plans.metric(some, "recordsRejected")).isEqualTo(1);
  }

  @Test
  void warnsOfTheFirstObjectsOfATaskAndCountsAll() {
    for (int i = 0; i < 40; i++) {
      put("many/%02d.csv".formatted(i), "id,qty\n1,x\n");
    }
    Dataset<Row> many = read("many", "id INT, qty INT");
    try (CapturedLog log = new CapturedLog()) {
      assertThat(texts(many)).hasSize(40).containsOnly("[1,null]");
      assertThat(log.text().lines().filter(line -> line.contains("malformed record(s)")).count())
          .isBetween(1L, 39L);
    }
    assertThat(Plans.metric(many, "recordsMalformed")).isEqualTo(40);
  }

  private void put(String key, String text) {
    store.put(bucket, key, text.getBytes(StandardCharsets.UTF_8));
  }

  private Dataset<Row> read(String folder, String schema) {
    return read(folder, schema, "PERMISSIVE");
  }

  private Dataset<Row> read(String folder, String schema, String mode) {
    return TestSpark.session()
        .read()
        .format("s3ingest")
        .options(store.options())
        .option("mode", mode)
        .schema(schema)
        .load("s3://" + bucket + "/" + folder + "/");
  }

  private static List<String> texts(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).sorted().toList();
  }
}

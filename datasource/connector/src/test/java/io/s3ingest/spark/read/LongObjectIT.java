package io.s3ingest.spark.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.testing.CountingProxy;
import io.s3ingest.testing.Op;
import io.s3ingest.testing.Plans;
import io.s3ingest.testing.SeenRequest;
import io.s3ingest.testing.TestSpark;
import io.s3ingest.testing.TestStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An object from 8 MiB on comes as ranges of which several are under way; its rows must not tell.
 */
final class LongObjectIT {
  private static final int ROWS = 200_000;
  private static final int LEAST_BYTES_IN_RANGES = 8 << 20;

  private static byte[] csv;
  private static byte[] gzip;

  /** The sum of the checksums of all rows. */
  private static long sum;

  private final TestStore store = TestStore.shared();
  private final String bucket = store.newBucket();

  @BeforeAll
  static void write() throws IOException {
    Random random = new Random(4);
    StringBuilder text = new StringBuilder("id,word\n");
    byte[] word = new byte[48];
    for (int i = 0; i < ROWS; i++) {
      random.nextBytes(word);
      String row = i + "," + Base64.getUrlEncoder().encodeToString(word);
      CRC32 crc = new CRC32();
      crc.update(row.getBytes(StandardCharsets.UTF_8));
      sum += crc.getValue();
      text.append(row).append('\n');
    }
    csv = text.toString().getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
      packed.write(csv);
    }
    gzip = out.toByteArray();
    assertThat(gzip).hasSizeBetween(LEAST_BYTES_IN_RANGES + 1, csv.length);
  }

  @Test
  void readsPlainText() {
    store.put(bucket, "t/a.csv", csv);
    try (CountingProxy proxy = CountingProxy.before(store.options())) {
      Dataset<Row> summary = summary(proxy, Map.of());
      assertIsWhole(summary);
      assertCameInRanges(proxy, summary, csv.length);
      assertThat(Plans.metric(summary, "bytesInflated")).isZero();
    }
  }

  /** In memory by the native library, by Java beside the task, and by Java in the task. */
  @ParameterizedTest
  @ValueSource(strings = {"64m", "4m", "0"})
  void readsOneMemberOfGzip(String inflateBytes) {
    store.put(bucket, "t/a.csv.gz", gzip);
    try (CountingProxy proxy = CountingProxy.before(store.options())) {
      Dataset<Row> summary = summary(proxy, Map.of("inflateBytes", inflateBytes));
      assertIsWhole(summary);
      assertCameInRanges(proxy, summary, gzip.length);
      assertThat(Plans.metric(summary, "bytesInflated")).isEqualTo(csv.length);
      assertThat(Plans.metric(summary, "inflateMillis")).isPositive();
      assertThat(Plans.metric(summary, "decodeMillis")).isPositive();
    }
  }

  @Test
  void readsWithOneRequestWhereNothingIsFetchedAhead() {
    store.put(bucket, "t/a.csv", csv);
    try (CountingProxy proxy = CountingProxy.before(store.options())) {
      Dataset<Row> summary = summary(proxy, Map.of("prefetchBytes", "0"));
      assertIsWhole(summary);
      assertThat(proxy.requests(Op.GET)).hasSize(1);
      assertThat(Plans.metric(summary, "requests")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"64m", "4m", "0"})
  void failsAtAWrongChecksumBehindAllRows(String inflateBytes) {
    byte[] damaged = gzip.clone();
    damaged[damaged.length - 8] ^= 1;
    store.put(bucket, "t/a.csv.gz", damaged);
    Dataset<Row> table = table(store.options(), Map.of("inflateBytes", inflateBytes));
    assertThatThrownBy(table::count)
        .hasMessageContaining(
            "[S3INGEST_CORRUPT_FILE] Cannot decode s3://%s/t/a.csv.gz byte %d: the gzip stream is damaged (wrong checksum). Upload the object again, or set onCorrupt=skip to leave it out."
                .formatted(bucket, gzip.length));
  }

  private static void assertIsWhole(Dataset<Row> summary) {
    assertThat(ReadIT.rows(summary)).containsExactly("[%d,%d,%1$d]".formatted(ROWS, sum));
  }

  /** Of several requests, none may fetch what another one does. */
  private static void assertCameInRanges(CountingProxy proxy, Dataset<Row> summary, long size) {
    List<SeenRequest> gets = proxy.requests(Op.GET);
    assertThat(gets).hasSizeGreaterThan(2).allSatisfy(get -> assertThat(get.range()).isNotNull());
    assertThat(gets.stream().mapToLong(SeenRequest::bytesServed).sum()).isEqualTo(size);
    assertThat(Plans.metric(summary, "requests")).isEqualTo(gets.size());
    assertThat(Plans.metric(summary, "bytesRead")).isEqualTo(size);
  }

  /** Rows, the sum of their checksums, and how many are in their place. */
  private Dataset<Row> summary(CountingProxy proxy, Map<String, String> options) {
    return table(proxy.options(), options)
        .selectExpr(
            "count(*)",
            "sum(crc32(CAST(concat_ws(',', id, word) AS BINARY)))",
            "count_if(id = _metadata.row_index)");
  }

  private Dataset<Row> table(Map<String, String> server, Map<String, String> options) {
    return TestSpark.session()
        .read()
        .format("s3ingest")
        .options(server)
        .options(options)
        .schema("id INT, word STRING")
        .load("s3://" + bucket + "/t/");
  }
}

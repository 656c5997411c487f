package io.s3ingest.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.FormatRegistry;
import io.s3ingest.options.OptionSet;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.store.StoreRegistry;
import io.s3ingest.testing.TestSpark;
import io.s3ingest.testing.TestStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real formats on a real server. */
final class DiscoveryIT {
  private static final TestStore SERVER = TestStore.shared();

  private String bucket;
  @TempDir private Path folder;

  @BeforeEach
  void makeBucket() {
    bucket = SERVER.newBucket();
  }

  private Discovery discovery(String... pairs) {
    Map<String, String> raw = new TreeMap<>(SERVER.options());
    raw.put("bucket", bucket);
    for (int i = 0; i < pairs.length; i += 2) {
      raw.put(pairs[i], pairs[i + 1]);
    }
    ReadOptions options = ReadOptions.of(raw, Map.of(), OptionSet.Unknown.REJECT);
    DecodeOptions decode = DecodeOptions.of(options, Map.of("spark.sql.session.timeZone", "UTC"));
    return new Discovery(
        StoreRegistry.open(options.store()), FormatRegistry.load(), options, decode);
  }

  private void put(String key, String text) {
    SERVER.put(bucket, key, text);
  }

  private byte[] parquet(String sql) throws IOException {
    Path out = folder.resolve("out" + Integer.toHexString(sql.hashCode()));
    TestSpark.session().sql(sql).coalesce(1).write().parquet(out.toString());
    try (var files = Files.list(out)) {
      Path file = files.filter(path -> path.toString().endsWith(".parquet")).findFirst().get();
      return Files.readAllBytes(file);
    }
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  @Test
  void findsOneTableOfEachFormat() throws Exception {
    put("data/users/2024-01-01/u.csv", "id,name,born\n1,Ann,1990-02-03\n2,Bo,\n");
    SERVER.put(bucket, "data/users/2024-01-02/u.csv.gz", gzip("id,name,born\n3000000000,Cy,\n"));
    put("data/events/a.jsonl", "{\"id\":1,\"tags\":[\"x\"]}\n{\"id\":2}\n");
    put("data/events/b.json", "[{\"id\":2.5,\"who\":{\"n\":1}}]");
    put("data/events/c.json", "{\n \"id\": 7\n}");
    SERVER.put(bucket, "data/orders/1.parquet", parquet("SELECT 1 AS id, 2 AS qty"));
    SERVER.put(bucket, "data/orders/2.parquet", parquet("SELECT 1 AS id, 2L AS qty, 'x' AS note"));
    put("data/données/x.csv", "é\n1\n");
    put("data/readme.txt", "hello");
    put("data/users/_SUCCESS", "");
    put("database/x.csv", "a\n1\n");
    DiscoveredTables found = discovery("prefix", "data").discover();
    assertThat(found.failures()).isEmpty();
    assertThat(found.tables())
        .extracting(table -> table.name() + " " + table.format() + " " + table.schema().toDDL())
        .containsExactly(
            "données csv `é` INT",
            "events json id DOUBLE,tags ARRAY<STRING>,who STRUCT<n: BIGINT>",
            "orders parquet id INT,qty BIGINT,note STRING",
            "users csv id BIGINT,name STRING,born DATE");
    assertThat(found.excluded()).containsOnly(Map.entry(ExclusionReason.ROOT_FILE, 1L));
    assertThat(discovery("prefix", "data").scopes())
        .isEqualTo(found.tables().stream().map(DiscoveredTable::scope).toList());
  }

  @Test
  void namesKeysAndColumnWhereParquetTypesDoNotFit() throws Exception {
    SERVER.put(bucket, "t/1.parquet", parquet("SELECT 1 AS id, 2 AS qty"));
    SERVER.put(bucket, "t/2.parquet", parquet("SELECT 1 AS id, 'two' AS qty"));
    assertThatThrownBy(() -> discovery("prefix", "t").describe())
        .hasMessage(
            "[S3INGEST_SCHEMA_MISMATCH] Cannot read column 'qty' of both s3://%1$s/t/1.parquet and s3://%1$s/t/2.parquet: it is INT in the first and STRING in the second, and no type holds both. Rewrite one of the files, or leave it out by excludePatterns."
                .formatted(bucket));
    assertThatThrownBy(() -> discovery("prefix", "t", "schemaCheck", "strict").describe())
        .hasMessage(
            "[S3INGEST_SCHEMA_MISMATCH] Cannot read s3://%1$s/t/1.parquet and s3://%1$s/t/2.parquet as one table with schemaCheck=strict: column 'qty' is INT in the first and STRING in the second. Rewrite one of the files, leave it out by excludePatterns, or set schemaCheck=evolve."
                .formatted(bucket));
  }

  @Test
  void tellsFormatsByContent() throws Exception {
    SERVER.put(bucket, "p/part-0", parquet("SELECT 1 AS id"));
    put("j/part-0", "{\"id\":1}\n");
    SERVER.put(bucket, "c/part-0", gzip("id,name\n1,Ann\n"));
    assertThat(discovery("prefix", "p").describe().format()).isEqualTo("parquet");
    assertThat(discovery("prefix", "j").describe().format()).isEqualTo("json");
    assertThat(discovery("prefix", "c").describe().format()).isEqualTo("csv");
  }

  @Test
  void readsFoldersThatAreEncoded() {
    put("t/city=S%C3%A3o Paulo/day=2024-01-02/a.csv", "id\n1\n");
    put("t/city=__HIVE_DEFAULT_PARTITION__/day=2024-01-03/a+b.csv", "id\n1\n");
    DiscoveredTable table = discovery("prefix", "t").describe();
    assertThat(table.schema().toDDL()).isEqualTo("id INT,city STRING,day DATE");
    assertThat(discovery("prefix", "t").files().storeTime()).isNotNull();
    assertThat(table.objects())
        .extracting(object -> table.partitions().textOf(object.key()))
        .containsExactlyInAnyOrder(
            List.of("São Paulo", "2024-01-02"), java.util.Arrays.asList(null, "2024-01-03"));
  }
}

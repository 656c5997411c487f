package io.s3ingest.decode.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.options.OptionSet;
import io.s3ingest.options.S3IngestOptions;
import io.s3ingest.options.StoreOptions;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import io.s3ingest.store.StoreRegistry;
import io.s3ingest.testing.CountingProxy;
import io.s3ingest.testing.Decoded;
import io.s3ingest.testing.Op;
import io.s3ingest.testing.TestSpark;
import io.s3ingest.testing.TestStore;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.GreaterThan;
import org.apache.spark.sql.sources.GreaterThanOrEqual;
import org.apache.spark.sql.sources.LessThan;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real server: only the bytes that are needed are asked for. */
final class ParquetRangesIT {
  private static final ParquetObjectFormat FORMAT = new ParquetObjectFormat();
  private static final DecodeOptions OPTIONS = Decoded.options(Map.of(), Map.of());

  @TempDir Path folder;
  private final AtomicLong asked = new AtomicLong();

  @Test
  void readsSchemaAndAPrunedColumnOfALargeFileByRangesOnly() throws IOException {
    TestStore server = TestStore.shared();
    String bucket = server.newBucket();
    Path file =
        written(
            "select id, id * 3 n, concat(sha2(string(id), 512), sha2(string(-id), 512)) pad"
                + " from range(120000)",
            Map.of("parquet.block.size", "8000000"));
    server.put(bucket, "t/large.parquet", Files.readAllBytes(file));
    ObjectStore store = counting(store(server));
    ObjectRef object = store.find(new ObjectPath(bucket, "t/large.parquet")).orElseThrow();
    assertThat(object.size()).isGreaterThan(15_000_000L);

    StructType schema = FORMAT.infer(new ObjectContent(store, object), OPTIONS).schema();
    assertThat(schema).isEqualTo(StructType.fromDDL("id LONG, n LONG, pad STRING"));
    assertThat(asked.getAndSet(0)).isEqualTo(ObjectRanges.TAIL_BYTES);

    Decoded pruned = read(store, object, schema, List.of());
    assertThat(pruned.rows()).hasSize(120_000).endsWith("{Long:359997}");
    long forOneColumn = asked.getAndSet(0);
    assertThat(forOneColumn).isLessThan(object.size() / 5);

    Decoded last = read(store, object, schema, List.of(new GreaterThan("n", 359_900L)));
    assertThat(last.rows()).endsWith("{Long:359997}").hasSizeLessThan(60_000);
    assertThat(asked.get()).isLessThan(forOneColumn);
  }

  @Test
  void fetchesLittleMoreThanThePagesThatAFilterNeeds() throws IOException {
    TestStore server = TestStore.shared();
    String bucket = server.newBucket();
    Path file =
        written(
            "select id, rand(1) a, rand(2) b, rand(3) c, rand(4) d, rand(5) e from range(2400000)",
            Map.of("parquet.block.size", "40000000", "compression", "uncompressed"));
    server.put(bucket, "t/big.parquet", Files.readAllBytes(file));
    NeededPages needed =
        NeededPages.of(
            file, (first, last) -> first < 1_300_000 && last >= 1_000_000, List.of("id", "c"));
    try (CountingProxy proxy = CountingProxy.before(server.options())) {
      ObjectStore store = store(proxy.options());
      ObjectRef object = store.find(new ObjectPath(bucket, "t/big.parquet")).orElseThrow();
      assertThat(object.size()).isGreaterThan(100_000_000L);
      proxy.forgetRequests();
      StructType wanted = StructType.fromDDL("id LONG, c DOUBLE");
      Decoded rows =
          Decoded.of(
              FORMAT,
              store,
              FileSplit.whole(object),
              StructType.fromDDL("id LONG, a DOUBLE, b DOUBLE, c DOUBLE, d DOUBLE, e DOUBLE"),
              wanted,
              List.of(new GreaterThanOrEqual("id", 1_000_000L), new LessThan("id", 1_300_000L)),
              OPTIONS);
      assertThat(rows.rows().stream().filter(row -> inRange(row)).count()).isEqualTo(300_000);
      long fetched = proxy.bytesServed() - ObjectRanges.TAIL_BYTES;
      assertThat(needed.bytes()).isBetween(4_000_000L, object.size() / 10);
      assertThat(fetched)
          .as("fetched, of %d needed, by %s", needed.bytes(), proxy.requests(Op.GET))
          .isLessThanOrEqualTo(needed.bytes() * 12 / 10);
    }
  }

  @Test
  void leavesPagesOutThatLieBetweenThoseThatAFilterNeeds() throws IOException {
    TestStore server = TestStore.shared();
    String bucket = server.newBucket();
    Path file =
        written(
            "select id div 20000 % 2 odd, rand(1) a, rand(2) b, rand(3) c from range(4400000)",
            Map.of("parquet.block.size", "200000000", "compression", "uncompressed"));
    server.put(bucket, "t/scattered.parquet", Files.readAllBytes(file));
    NeededPages needed =
        NeededPages.of(
            file,
            (first, last) -> first / 20_000 % 2 == 1 || last / 20_000 > first / 20_000,
            List.of("odd", "c"));
    try (CountingProxy proxy = CountingProxy.before(server.options())) {
      ObjectStore store = store(proxy.options());
      ObjectRef object = store.find(new ObjectPath(bucket, "t/scattered.parquet")).orElseThrow();
      assertThat(object.size()).isGreaterThan(100_000_000L);
      proxy.forgetRequests();
      Decoded rows =
          Decoded.of(
              FORMAT,
              store,
              FileSplit.whole(object),
              StructType.fromDDL("odd LONG, a DOUBLE, b DOUBLE, c DOUBLE"),
              StructType.fromDDL("odd LONG, c DOUBLE"),
              List.of(new EqualTo("odd", 1L)),
              OPTIONS);
      assertThat(rows.rows().stream().filter(row -> row.startsWith("{Long:1|")).count())
          .isEqualTo(2_200_000);
      assertThat(needed.bytes()).isBetween(16_000_000L, 20_000_000L);
      assertThat(proxy.bytesServed() - ObjectRanges.TAIL_BYTES)
          .isLessThanOrEqualTo(needed.bytes() * 12 / 10);
    }
  }

  @Test
  void fetchesAFooterOnceForAllTasks() throws IOException {
    TestStore server = TestStore.shared();
    String bucket = server.newBucket();
    Path file =
        written("select id, id * 3 n from range(200000)", Map.of("compression", "uncompressed"));
    server.put(bucket, "t/kept.parquet", Files.readAllBytes(file));
    StructType schema = StructType.fromDDL("id LONG, n LONG");
    try (CountingProxy proxy = CountingProxy.before(server.options())) {
      ObjectStore store = store(proxy.options());
      ObjectRef object = store.find(new ObjectPath(bucket, "t/kept.parquet")).orElseThrow();
      proxy.forgetRequests();
      Decoded first = read(store, object, schema, List.of());
      int gets = proxy.requests(Op.GET).size();
      assertThat(gets).isGreaterThan(1);
      Decoded second = read(store, object, schema, List.of());
      assertThat(proxy.requests(Op.HEAD)).isEmpty();
      assertThat(proxy.requests(Op.GET)).hasSize(2 * gets - 1);
      assertThat(second.rows()).isEqualTo(first.rows()).hasSize(200_000);
    }
  }

  /** Writes the rows of a query to one file. */
  private Path written(String sql, Map<String, String> options) throws IOException {
    Path out = folder.resolve("out");
    TestSpark.session().sql(sql).coalesce(1).write().options(options).parquet(out.toString());
    try (Stream<Path> files = Files.list(out)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
  }

  private static boolean inRange(String row) {
    long id = Long.parseLong(row.replaceAll("^\\{Long:(\\d+)\\|.*", "$1"));
    return id >= 1_000_000 && id < 1_300_000;
  }

  private static Decoded read(
      ObjectStore store,
      ObjectRef object,
      StructType schema,
      List<org.apache.spark.sql.sources.Filter> filters) {
    return Decoded.of(
        FORMAT,
        store,
        FileSplit.whole(object),
        schema,
        StructType.fromDDL("n LONG"),
        filters,
        OPTIONS);
  }

  private static ObjectStore store(TestStore server) {
    return store(server.options());
  }

  private static ObjectStore store(Map<String, String> options) {
    return StoreRegistry.open(
        StoreOptions.of(
            OptionSet.of(new TreeMap<>(options), S3IngestOptions.ALL, OptionSet.Unknown.REJECT),
            Map.of()));
  }

  private ObjectStore counting(ObjectStore store) {
    return (ObjectStore)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("open")) {
                asked.addAndGet((long) arguments[2]);
              }
              return method.invoke(store, arguments);
            });
  }
}

package io.s3ingest.sync;

import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.FormatRegistry;
import io.s3ingest.discovery.Discovery;
import io.s3ingest.options.OptionSet;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.options.SyncOptions;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.StoreRegistry;
import io.s3ingest.testing.FixedListing;
import io.s3ingest.testing.ScriptedS3;
import io.s3ingest.testing.TestSpark;
import io.s3ingest.testing.TestStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** A bucket with one stream {@code data/users/}, and the table that it is synced into. */
final class SyncLake {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  final TestStore store;
  final SparkSession spark = TestSpark.session();
  final String bucket;
  final String database = "db" + DATABASES.incrementAndGet();
  final Map<String, String> syncOptions = new TreeMap<>();
  final Map<String, String> sourceOptions = new TreeMap<>();

  SyncLake() {
    this(TestStore.shared());
  }

  private SyncLake(TestStore store) {
    this(store, store.newBucket(), store.options());
  }

  /** A lake on the bucket {@code b} of a scripted server; objects are put there directly. */
  SyncLake(ScriptedS3 server) {
    this(null, "b", server.options());
  }

  private SyncLake(TestStore store, String bucket, Map<String, String> options) {
    this.store = store;
    this.bucket = bucket;
    syncOptions.put("catalog", "ice");
    syncOptions.put("database", database);
    sourceOptions.putAll(options);
    sourceOptions.put("bucket", bucket);
    sourceOptions.put("prefix", "data/");
    sourceOptions.put("table", "users");
  }

  String table() {
    return syncOptions.get("catalog") + "." + database + ".users";
  }

  void put(String name, String content) {
    store.put(bucket, "data/users/" + name, content);
  }

  void put(String name, byte[] content) {
    store.put(bucket, "data/users/" + name, content);
  }

  void delete(String name) {
    store.sdk().deleteObject(b -> b.bucket(bucket).key("data/users/" + name));
  }

  SyncSource source() {
    ReadOptions read =
        ReadOptions.of(Sync.discoveryOptions(sourceOptions), Map.of(), OptionSet.Unknown.REJECT);
    DecodeOptions decode = DecodeOptions.of(read, Map.of("spark.sql.session.timeZone", "UTC"));
    Discovery discovery =
        new Discovery(StoreRegistry.open(read.store()), FormatRegistry.load(), read, decode);
    return SyncSource.of(discovery.listing(discovery.scope()), read, sourceOptions);
  }

  /** Returns the source with the objects that are there now, whatever is there later. */
  SyncSource listed() {
    SyncSource source = source();
    return source.over(FixedListing.of(source.listing()));
  }

  /** Returns the objects of a source as they are now. */
  static List<ObjectRef> objects(SyncSource source) {
    return FixedListing.of(source.listing()).objects();
  }

  SyncReport sync() {
    return sync(SyncListener.SILENT);
  }

  SyncReport sync(SyncListener listener) {
    return sync(source(), listener);
  }

  SyncReport sync(SyncSource source, SyncListener listener) {
    return new Sync(spark, SyncOptions.of(syncOptions), listener).run(source);
  }

  SyncReport sync(SyncSource source, SyncListener listener, Instant imported) {
    return new Sync(spark, SyncOptions.of(syncOptions), listener).run(source, imported);
  }

  /** Returns the rows without our columns, as text, sorted. */
  List<String> rows(String... columns) {
    return sql("SELECT " + String.join(", ", columns) + " FROM " + table());
  }

  List<String> sql(String query) {
    return spark.sql(query).collectAsList().stream().map(Object::toString).sorted().toList();
  }

  String summary(String key) {
    return sql("SELECT summary['s3ingest."
            + key
            + "'] FROM "
            + table()
            + ".snapshots"
            + " ORDER BY committed_at DESC LIMIT 1")
        .get(0);
  }

  /** Returns the folders of plans that have data files, whether a snapshot has them or not. */
  Set<String> stagedFolders() {
    Set<String> out = new TreeSet<>();
    for (String file : files("data")) {
      Matcher plan = Pattern.compile("/(s3ingest-[^/]+)/.+\\.parquet$").matcher(file);
      if (plan.find()) {
        out.add(plan.group(1));
      }
    }
    return out;
  }

  /** Returns the files of a folder of the ledger. */
  List<String> ledgerFiles(String folder) {
    return files("_s3ingest").stream().filter(file -> file.contains("/" + folder + "/")).toList();
  }

  private List<String> files(String below) {
    Path root = Path.of(spark.conf().get("spark.sql.catalog.ice.warehouse"));
    try (Stream<Path> files = Files.walk(root.resolve(database).resolve("users").resolve(below))) {
      return files
          .filter(Files::isRegularFile)
          .map(Path::toString)
          .filter(file -> !file.endsWith(".crc"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

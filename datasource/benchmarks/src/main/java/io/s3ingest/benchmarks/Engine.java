package io.s3ingest.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.s3ingest.cursor.ObjectListing;
import io.s3ingest.discovery.DiscoveredTable;
import io.s3ingest.discovery.Discovery;
import io.s3ingest.options.SyncOptions;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import io.s3ingest.store.StoreRegistry;
import io.s3ingest.sync.Sync;
import io.s3ingest.sync.SyncListener;
import io.s3ingest.sync.SyncReport;
import io.s3ingest.sync.SyncSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Spark in a process of its own, with its own readers over s3a or with s3ingest. Each line of the
 * standard input is a command, {@code {"do": "noop", "kind": "csv-gz", "format": "csv"}}, answered
 * by a line with the seconds it took and what came out.
 *
 * <p>Usage: {@code Engine <Spark|s3ingest> <store as JSON> <schema as DDL> <cores>}
 */
public final class Engine {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SparkSession spark;
  private final Warehouse warehouse;
  private final boolean ours;
  private final String bucket;
  private final Map<String, String> store;
  private final StructType schema;
  private int tables;

  private Engine(
      SparkSession spark, Warehouse warehouse, boolean ours, JsonNode store, StructType schema) {
    this.spark = spark;
    this.warehouse = warehouse;
    this.ours = ours;
    this.bucket = store.get("bucket").asText();
    this.store =
        Map.of(
            "endpoint", store.get("endpoint").asText(),
            "accessKeyId", store.get("access_key").asText(),
            "secretAccessKey", store.get("secret_key").asText(),
            "region", "us-east-1");
    this.schema = schema;
  }

  /** Answers commands until the input ends. */
  public static void main(String[] args) throws IOException {
    PrintStream out = System.out;
    System.setOut(System.err);
    JsonNode store = JSON.readTree(args[1]);
    try (Warehouse warehouse = Warehouse.create();
        SparkSession spark = session(store, args[3], warehouse)) {
      Engine engine =
          new Engine(
              spark, warehouse, args[0].equals("s3ingest"), store, StructType.fromDDL(args[2]));
      out.println("READY");
      out.flush();
      try (BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          out.println("RESULT " + engine.answer(JSON.readTree(line)));
          out.flush();
        }
      }
    }
  }

  private static SparkSession session(JsonNode store, String cores, Warehouse warehouse) {
    return warehouse
        .configure(SparkSession.builder())
        .master("local[" + cores + "]")
        .appName("s3ingest-benchmarks")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.hadoop.fs.s3a.endpoint", store.get("endpoint").asText())
        .config("spark.hadoop.fs.s3a.endpoint.region", "us-east-1")
        .config("spark.hadoop.fs.s3a.path.style.access", "true")
        .config("spark.hadoop.fs.s3a.access.key", store.get("access_key").asText())
        .config("spark.hadoop.fs.s3a.secret.key", store.get("secret_key").asText())
        .config("spark.hadoop.fs.s3a.bucket.probe", "0")
        .getOrCreate();
  }

  private ObjectNode answer(JsonNode command) {
    ObjectNode out = JSON.createObjectNode();
    String kind = command.get("kind").asText();
    String format = command.get("format").asText();
    String what = command.get("do").asText();
    try {
      Runnable work = work(what, kind, format, out);
      long begin = System.nanoTime();
      work.run();
      out.put("seconds", (System.nanoTime() - begin) / 1e9);
      warehouse.clear();
    } catch (Exception e) { // Scala throws checked ones undeclared.
      out.put("error", String.valueOf(e.getMessage()));
    }
    return out;
  }

  private Runnable work(String what, String kind, String format, ObjectNode out) {
    return switch (what) {
      case "noop" -> () -> read(kind, format).write().format("noop").mode("overwrite").save();
      case "max" -> () -> out.set("answer", values(most(read(kind, format)).first()));
      case "hash" -> () -> out.set("answer", values(hash(read(kind, format)).first()));
      case "get" -> () -> out.put("bytes", fetch(kind));
      case "append" -> () -> out.put("rows", append(kind, format));
      case "sync" -> () -> out.put("rows", ours ? sync(kind, format) : append(kind, format));
      case "stages" -> () -> stages(kind, format).into(out);
      default -> throw new IllegalArgumentException(what);
    };
  }

  private Dataset<Row> read(String kind, String format) {
    DataFrameReader reader = spark.read().schema(schema);
    if (ours) {
      return reader
          .format("s3ingest")
          .options(store)
          .option("fileFormat", format)
          .load("s3://" + bucket + "/" + kind + "/");
    }
    if (format.equals("csv")) {
      reader = reader.option("header", "true").option("escape", "\"");
    }
    return reader.format(format).load("s3a://" + bucket + "/" + kind + "/");
  }

  private Stages stages(String kind, String format) {
    Stages stages = new Stages();
    spark.sparkContext().addSparkListener(stages);
    try {
      read(kind, format).write().format("noop").mode("overwrite").save();
      spark.sparkContext().listenerBus().waitUntilEmpty(120_000L);
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    } finally {
      spark.sparkContext().removeSparkListener(stages);
    }
    return stages;
  }

  private Dataset<Row> most(Dataset<Row> rows) {
    List<String> select = new ArrayList<>(List.of("count(*)"));
    for (StructField field : schema.fields()) {
      boolean time = field.dataType().equals(DataTypes.TimestampType);
      select.add((time ? "unix_micros(max(%s))" : "max(%s)").formatted(field.name()));
    }
    return rows.selectExpr(select.toArray(new String[0]));
  }

  private Dataset<Row> hash(Dataset<Row> rows) {
    String columns = String.join(", ", schema.fieldNames());
    return rows.selectExpr(
        "count(*)", "cast(sum(cast(xxhash64(" + columns + ") as decimal(38, 0))) as string)");
  }

  /** Lists and fetches, and decodes nothing: what no reader can be faster than. */
  private long fetch(String kind) {
    Source source = source(kind, "csv");
    ObjectStore client = StoreRegistry.open(source.read().store());
    List<ObjectRef> objects = new ArrayList<>();
    Discovery discovery = source.discovery();
    try (ObjectListing.Walk walk = discovery.listing(discovery.scope()).walk()) {
      for (ObjectRef object = walk.next(); object != null; object = walk.next()) {
        objects.add(object);
      }
    }
    ExecutorService pool = Executors.newFixedThreadPool(16);
    try {
      List<Future<Integer>> fetched = new ArrayList<>();
      for (ObjectRef object : objects) {
        fetched.add(
            pool.submit(
                () -> {
                  try (InputStream body = client.open(object)) {
                    return body.readAllBytes().length;
                  }
                }));
      }
      long bytes = 0;
      for (Future<Integer> one : fetched) {
        bytes += one.get();
      }
      return bytes;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      pool.shutdown();
    }
  }

  private Source source(String kind, String format) {
    Map<String, String> options = new HashMap<>(store);
    options.putAll(Map.of("bucket", bucket, "prefix", "", "table", kind, "fileFormat", format));
    return new Source(options);
  }

  /** Lands a kind in a new Iceberg table by a sync; returns how many rows are in it. */
  private long sync(String kind, String format) {
    String database = "bench" + tables++;
    Source source = source(kind, format);
    Discovery discovery = source.discovery();
    DiscoveredTable found = discovery.describe(schema);
    SyncOptions destination = SyncOptions.of(Map.of("catalog", "ice", "database", database));
    SyncReport report =
        new Sync(spark, destination, SyncListener.SILENT)
            .run(
                SyncSource.of(found, discovery.listing(found), source.read(), source.options()),
                null);
    if (!report.destination().equals("ice." + database + "." + kind)) {
      throw new IllegalStateException(report.destination());
    }
    return spark.table("ice." + database + ".`" + kind + "`").count();
  }

  /** Appends what a plain read gives to a new Iceberg table; returns how many rows are in it. */
  private long append(String kind, String format) {
    String database = "ice.bench" + tables++;
    spark.sql("CREATE NAMESPACE IF NOT EXISTS " + database);
    spark.sql("CREATE TABLE " + database + ".rows (" + schema.toDDL() + ") USING iceberg");
    try {
      read(kind, format).writeTo(database + ".rows").append();
    } catch (NoSuchTableException e) {
      throw new IllegalStateException(e);
    }
    return spark.table(database + ".rows").count();
  }

  private static ArrayNode values(Row row) {
    ArrayNode out = JSON.createArrayNode();
    for (int i = 0; i < row.length(); i++) {
      Object value = row.get(i);
      if (value instanceof Long || value instanceof Integer) {
        out.add(((Number) value).longValue());
      } else if (value instanceof Double number) {
        out.add(number);
      } else {
        out.add(String.valueOf(value));
      }
    }
    return out;
  }
}

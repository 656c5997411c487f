package io.s3ingest.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.testing.TestSpark;
import io.s3ingest.testing.TestStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Driver and two executors, each a process of its own, with the one jar by {@code --jars}. */
final class ClusterIT {
  private static final String CSV = "id,name\n1,ann\n2,bob\n";
  private static final String JSON = "{\"id\":1,\"name\":\"ann\"}\n{\"id\":2,\"name\":\"bob\"}\n";

  @TempDir Path temp;

  private final TestStore store = TestStore.shared();

  @Test
  void readsEachFormatOnExecutorsOfTheirOwn() throws Exception {
    String bucket = store.newBucket();
    for (int i = 0; i < 3; i++) {
      store.put(bucket, "data/csv/" + i + ".csv", CSV);
      store.put(bucket, "data/csvgz/" + i + ".csv.gz", gzip(CSV));
      store.put(bucket, "data/json/" + i + ".jsonl", JSON);
      store.put(bucket, "data/parquet/" + i + ".parquet", parquet());
    }
    Path options = temp.resolve("options.properties");
    Properties properties = new Properties();
    properties.putAll(store.options());
    try (var out = Files.newBufferedWriter(options, StandardCharsets.UTF_8)) {
      properties.store(out, null);
    }
    Path result = temp.resolve("result.txt");

    submit(
        List.of(System.getProperty("s3ingest.runtime.jar")),
        ClusterJob.class.getName(),
        SparkHome.pack(temp.resolve("app.jar"), ClusterJob.class),
        options.toString(),
        bucket,
        result.toString());

    assertThat(Files.readString(result))
        .isEqualTo(
            """
            csv [6,9,bob]
            csvgz [6,9,bob]
            json [6,9,bob]
            parquet [6,9,bob]
            executors 2
            """);
  }

  @Test
  void syncsOnExecutorsOfTheirOwn() throws Exception {
    String bucket = store.newBucket();
    for (int i = 0; i < 4; i++) {
      store.put(bucket, "data/orders/" + i + ".csv.gz", gzip(CSV));
    }
    Path source =
        Files.writeString(
            temp.resolve("source.json"),
            """
            {"bucket_name": "%s", "region": "us-east-1", "path_prefix": "data/", "file_format": "csv",
             "endpoint": "%s", "access_key_id": "%s", "secret_access_key": "%s"}
            """
                .formatted(bucket, store.endpoint(), store.accessKey(), store.secretKey()));
    Path destination =
        Files.writeString(
            temp.resolve("destination.json"),
            """
            {"type": "ICEBERG", "writer": {"catalog_type": "jdbc", "jdbc_url": "jdbc:sqlite:%1$s/catalog.db",
             "iceberg_s3_path": "file:%1$s/warehouse", "iceberg_db": "lake"}}
            """
                .formatted(temp));

    submit(
        List.of(
            SparkHome.jar("iceberg-spark-runtime").toString(),
            SparkHome.jar("sqlite-jdbc").toString()),
        "io.s3ingest.cli.Main",
        Path.of(System.getProperty("s3ingest.runtime.jar")),
        "sync",
        "--config",
        source.toString(),
        "--destination",
        destination.toString());

    SparkSession spark = TestSpark.session();
    // The key under which the command line keeps its tables in a JDBC catalog.
    spark.conf().set("spark.sql.catalog.olake_iceberg", "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set("spark.sql.catalog.olake_iceberg.type", "jdbc");
    spark.conf().set("spark.sql.catalog.olake_iceberg.uri", "jdbc:sqlite:" + temp + "/catalog.db");
    spark.conf().set("spark.sql.catalog.olake_iceberg.warehouse", temp + "/warehouse");
    spark.conf().set("spark.sql.catalog.olake_iceberg.jdbc.schema-version", "V1");
    Row landed =
        spark
            .sql(
                "select count(*), sum(id), count(distinct _source_key) from olake_iceberg.lake.orders")
            .first();
    assertThat(landed).hasToString("[8,12,4]");
  }

  /**
   * Submits to a cluster of two workers; fails with the log unless it ends well and keeps secrets.
   */
  private void submit(List<String> jars, String main, Path application, String... arguments)
      throws Exception {
    Path home = temp.resolve("spark");
    Path log = temp.resolve("driver.log");
    List<String> command =
        new ArrayList<>(
            List.of(
                "--master",
                "local-cluster[2,1,1024]",
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.sql.session.timeZone=UTC",
                // No task begins before both executors are there.
                "--conf",
                "spark.cores.max=2",
                "--conf",
                "spark.scheduler.minRegisteredResourcesRatio=1",
                "--conf",
                "spark.scheduler.maxRegisteredResourcesWaitingTime=180s",
                "--jars",
                String.join(",", jars),
                "--class",
                main,
                application.toString()));
    command.addAll(List.of(arguments));
    Process process =
        SparkHome.create(home)
            .submit(List.of("-Xmx1g"), command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(15, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(() -> text(log)).isZero();
    assertThat(logs(home, log))
        .hasSizeGreaterThan(2)
        .allSatisfy(file -> assertThat(text(file)).doesNotContain(store.secretKey()));
  }

  /** The driver's log and what each executor wrote. */
  private static List<Path> logs(Path home, Path driver) throws IOException {
    List<Path> out = new ArrayList<>(List.of(driver));
    try (Stream<Path> files = Files.walk(home.resolve("work"))) {
      files.filter(file -> file.endsWith("stderr") || file.endsWith("stdout")).forEach(out::add);
    }
    return out;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private byte[] parquet() throws IOException {
    Path folder = Files.createTempDirectory(temp, "parquet").resolve("out");
    TestSpark.session()
        .sql("select cast(id as int) as id, name from values (1, 'ann'), (2, 'bob') as t(id, name)")
        .coalesce(1)
        .write()
        .parquet(folder.toString());
    try (Stream<Path> files = Files.list(folder)) {
      return Files.readAllBytes(
          files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow());
    }
  }
}

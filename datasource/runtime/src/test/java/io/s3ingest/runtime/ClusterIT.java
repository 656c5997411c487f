package io.s3ingest.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.testing.TestSpark;
import io.s3ingest.testing.TestStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Driver and two executors, each a process of its own, with the one jar by {@code --jars}. */
final class ClusterIT {
  @TempDir static Path temp;

  @Test
  void readsEachFormatOnExecutorsOfTheirOwn() throws Exception {
    TestStore store = TestStore.shared();
    String bucket = store.newBucket();
    String csv = "id,name\n1,ann\n2,bob\n";
    String json = "{\"id\":1,\"name\":\"ann\"}\n{\"id\":2,\"name\":\"bob\"}\n";
    for (int i = 0; i < 3; i++) {
      store.put(bucket, "data/csv/" + i + ".csv", csv);
      store.put(bucket, "data/csvgz/" + i + ".csv.gz", gzip(csv));
      store.put(bucket, "data/json/" + i + ".jsonl", json);
      store.put(bucket, "data/parquet/" + i + ".parquet", parquet());
    }
    Path options = temp.resolve("options.properties");
    Properties properties = new Properties();
    properties.putAll(store.options());
    try (var out = Files.newBufferedWriter(options, StandardCharsets.UTF_8)) {
      properties.store(out, null);
    }

    Path result = temp.resolve("result.txt");
    Path log = temp.resolve("driver.log");
    Path home = temp.resolve("spark");
    Process process =
        SparkHome.create(home)
            .submit(
                List.of("-Xmx1g"),
                List.of(
                    "--master",
                    "local-cluster[2,1,1024]",
                    "--conf",
                    "spark.ui.enabled=false",
                    "--conf",
                    "spark.sql.session.timeZone=UTC",
                    "--jars",
                    System.getProperty("s3ingest.runtime.jar"),
                    "--class",
                    ClusterJob.class.getName(),
                    SparkHome.pack(temp.resolve("app.jar"), ClusterJob.class).toString(),
                    options.toString(),
                    bucket,
                    result.toString()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();

    assertThat(process.exitValue()).as(() -> text(log)).isZero();
    assertThat(Files.readString(result))
        .isEqualTo(
            """
            csv [6,9,bob]
            csvgz [6,9,bob]
            json [6,9,bob]
            parquet [6,9,bob]
            executors 2
            """);
    assertThat(logs(home, log))
        .hasSizeGreaterThan(2)
        .allSatisfy(file -> assertThat(text(file)).doesNotContain(store.secretKey()));
  }

  /** The driver's log and what each executor wrote. */
  private static List<Path> logs(Path home, Path driver) throws IOException {
    try (Stream<Path> files = Files.walk(home.resolve("work"))) {
      return Stream.concat(
              Stream.of(driver),
              files
                  .filter(file -> file.endsWith("stderr") || file.endsWith("stdout"))
                  .toList()
                  .stream())
          .toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static byte[] parquet() throws IOException {
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

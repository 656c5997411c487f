package io.s3ingest.spark.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.testing.TestSpark;
import io.s3ingest.testing.TestStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Spark writes compressed reads as Spark reads it. */
final class CompressedReadIT {
  private final TestStore store = TestStore.shared();
  private final String bucket = store.newBucket();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "bzip2", "deflate", "lz4", "snappy"})
  void readsWhatSparkWrites(String codec) throws IOException {
    Dataset<Row> rows =
        TestSpark.session()
            .range(3_000)
            .selectExpr("id", "concat('a \"note\",\n', id) AS note", "id * 1.5 AS amount")
            .repartition(2);
    String csv = folder.resolve("csv").toString();
    String json = folder.resolve("json").toString();
    rows.write().option("compression", codec).option("header", "true").csv(csv);
    rows.write().option("compression", codec).json(json);
    upload("csv");
    upload("json");
    Dataset<Row> sparks =
        TestSpark.session()
            .read()
            .option("header", "true")
            .option("multiLine", "true")
            .schema("id LONG, note STRING, amount DOUBLE")
            .csv(csv);
    assertThat(rows(ours("csv"))).hasSize(3_000).isEqualTo(rows(sparks));
    assertThat(rows(ours("json")))
        .isEqualTo(rows(TestSpark.session().read().schema(sparks.schema()).json(json)));
  }

  private Dataset<Row> ours(String format) {
    return TestSpark.session()
        .read()
        .format("s3ingest")
        .options(store.options())
        .option("escape", "\\")
        .schema("id LONG, note STRING, amount DOUBLE")
        .load("s3://" + bucket + "/" + format + "/");
  }

  private void upload(String format) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(format))) {
      for (Path file : files.filter(f -> f.getFileName().toString().startsWith("part-")).toList()) {
        store.put(bucket, format + "/" + file.getFileName(), Files.readAllBytes(file));
      }
    }
  }

  private static List<String> rows(Dataset<Row> table) {
    return table.orderBy("id").collectAsList().stream().map(Row::toString).toList();
  }
}

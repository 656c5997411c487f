package io.s3ingest.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SampleLakeTest {
  @TempDir private Path folder;

  @Test
  void writesEveryKindInDatedFoldersAndTheSameBytesEachTime() throws IOException {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    for (Path target : List.of(first, second)) {
      SampleLake.main(new String[] {"--folder", target.toString(), "--rows", "5"});
    }
    List<String> files = files(first);
    assertThat(files).isEqualTo(files(second)).hasSize(22);
    for (String file : files) {
      assertThat(second.resolve(file)).hasSameBinaryContentAs(first.resolve(file));
    }
    assertThat(files)
        .contains(
            "data/customers/2024-01-01/part-0.csv",
            "data/orders/2024-01-02/part-0.csv.gz",
            "data/products/2024-01-01/part-0.csv",
            "data/products/2024-01-01/part-1.csv.gz",
            "data/events/2024-01-01/part-0.jsonl",
            "data/sessions/2024-01-01/part-0.json",
            "data/devices/2024-01-01/part-0.json",
            "data/payments/2024-01-02/part-0.parquet");
    assertThat(Files.readAllLines(first.resolve("data/customers/2024-01-01/part-0.csv")))
        .hasSize(6)
        .first()
        .isEqualTo("id,name,country,credit,since");
    byte[] orders = Files.readAllBytes(first.resolve("data/orders/2024-01-02/part-0.csv.gz"));
    assertThat(
            new String(
                new GZIPInputStream(new ByteArrayInputStream(orders)).readAllBytes(),
                StandardCharsets.UTF_8))
        .startsWith("order_id,customer_id,amount,note,ordered_at\n");
    assertThat(Files.readAllBytes(first.resolve("data/stock/2024-01-01/part-0.parquet")))
        .startsWith('P', 'A', 'R', '1')
        .endsWith('P', 'A', 'R', '1');
  }

  @Test
  void addsADayThatSharesNoRowWithTheOthers() throws IOException {
    SampleLake.main(new String[] {"--folder", folder.toString(), "--rows", "5"});
    SampleLake.main(
        new String[] {
          "--folder",
          folder.toString(),
          "--rows",
          "5",
          "--from",
          "2024-01-03",
          "--days",
          "1",
          "--tables",
          "customers"
        });
    List<String> ids =
        Stream.of("2024-01-01", "2024-01-02", "2024-01-03")
            .map(day -> folder.resolve("data/customers/" + day + "/part-0.csv"))
            .flatMap(SampleLakeTest::lines)
            .filter(line -> !line.startsWith("id,"))
            .map(line -> line.split(",")[0])
            .toList();
    assertThat(ids).hasSize(15).doesNotHaveDuplicates();
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}

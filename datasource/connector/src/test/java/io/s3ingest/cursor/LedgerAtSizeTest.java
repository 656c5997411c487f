package io.s3ingest.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What the ledger costs when it knows many keys. */
final class LedgerAtSizeTest {
  @TempDir private Path folder;

  @Test
  void decidesAThousandChangesAmongAMillionKeysInLittleMemory() throws Exception {
    check(figures(1_000_000, "-Xmx100m"));
  }

  @Test
  @EnabledIfSystemProperty(named = "s3ingest.test.long", matches = "true")
  void decidesAThousandChangesAmongTenMillionKeysIn300Megabytes() throws Exception {
    check(figures(10_000_000, "-Xmx300m"));
  }

  private static void check(Map<String, Long> figures) {
    long keys = figures.get("keys");
    assertThat(figures.get("unchanged")).isEqualTo(keys - 333 - 333);
    assertThat(figures.get("blocks")).isLessThan(keys / 16_384 + 2);
    // The root, and no block twice.
    assertThat(figures.get("filesRead")).isEqualTo(1 + figures.get("blocksRead"));
    assertThat(figures.get("blocksRead")).isLessThanOrEqualTo(figures.get("blocks"));
    assertThat(figures.get("blockBytes")).isZero();
    assertThat(figures.get("deltaBytes")).isBetween(10_000L, 100_000L);
    assertThat(figures.get("rootBytes")).isLessThan(300 * figures.get("blocks") + 1_000);
    assertThat(figures.get("blocksReadAgain")).isZero();
    // The root and the delta.
    assertThat(figures.get("filesReadAgain")).isEqualTo(2);
  }

  private Map<String, Long> figures(long keys, String memory) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                memory,
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                LedgerAtSize.class.getName(),
                String.valueOf(keys),
                folder.resolve("ledger").toString())
            .redirectErrorStream(true)
            .start();
    String said;
    try {
      said = read(process);
      assertThat(process.waitFor()).as(said).isZero();
    } finally {
      process.destroyForcibly();
    }
    String line = said.substring(said.lastIndexOf("figures ")).strip();
    System.out.println("Ledger with " + memory + ": " + line);
    Map<String, Long> out = new TreeMap<>();
    for (String figure : line.substring("figures ".length()).split(" ")) {
      int equals = figure.indexOf('=');
      out.put(figure.substring(0, equals), Long.valueOf(figure.substring(equals + 1)));
    }
    return out;
  }

  private static String read(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}

package io.s3ingest.decode.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The differences are shown by {@link ParquetObjectFormatTest} and {@link BadParquetTest}. */
final class ParquetDifferencesTest {
  @Test
  void noOtherStandsOnThePage() throws IOException {
    assertThat(Files.readAllLines(Path.of("../../docs/differences.md")))
        .filteredOn(line -> line.startsWith("### parquet-"))
        .containsExactly("### parquet-byte-stream-split", "### parquet-page-checksums");
  }
}

package io.s3ingest.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class TroubleshootingTest {
  @Test
  void everyConditionHasItsHeading() throws IOException {
    assertThat(
            Files.readAllLines(Path.of("../../docs/troubleshooting.md")).stream()
                .filter(line -> line.startsWith("### S3INGEST_"))
                .map(line -> line.substring(4)))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ErrorCondition.values()).map(ErrorCondition::publicName).toList());
  }
}

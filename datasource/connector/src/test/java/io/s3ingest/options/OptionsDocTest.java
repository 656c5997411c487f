package io.s3ingest.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class OptionsDocTest {
  private static final Path DOC = Path.of("../../docs/options.md");

  @Test
  void theDocsSayWhatTheOptionsSay() throws IOException {
    if (Boolean.getBoolean("s3ingest.docs.write")) {
      Files.writeString(DOC, OptionsDoc.text());
    }
    assertThat(DOC).usingCharset(StandardCharsets.UTF_8).hasContent(OptionsDoc.text());
  }
}

package io.s3ingest.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CatalogFileTest {
  @TempDir private Path folder;

  @Test
  void takesTheSelectedStreamsOnly() {
    assertThat(CatalogFile.read(Golden.file("catalog.json")).streams())
        .containsExactly(
            new CatalogStream(
                "users",
                "lake",
                SyncMode.INCREMENTAL,
                "users",
                "/{country, identity}",
                List.of("id", "name")),
            new CatalogStream("events", "lake", SyncMode.FULL_REFRESH, "events", null, List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"stream\":\"users\",\"sync_mode\":\"incremental\",\"cursor_field\":\"_last_modified_time\"}",
        "[{\"stream\":\"users\",\"sync_mode\":\"incremental\",\"cursor_field\":\"_last_modified_time\"}]",
        "{\"streams\":[{\"stream\":\"users\",\"sync_mode\":\"incremental\"}]}",
        "{\"streams\":[{\"stream\":{\"name\":\"users\"},\"sync_mode\":\"incremental\",\"cursor_field\":[\"_last_modified_time\"]}]}",
        "{\"type\":\"CATALOG\",\"catalog\":{\"streams\":[{\"stream\":{\"name\":\"users\"}}]}}"
      })
  void readsEveryShape(String text) throws IOException {
    assertThat(CatalogFile.read(write(text)).streams())
        .containsExactly(
            new CatalogStream("users", null, SyncMode.INCREMENTAL, "users", null, List.of()));
  }

  @Test
  void refusesAnotherCursor() throws IOException {
    Path file = write("{\"stream\":\"users\",\"cursor_field\":\"updated_at\"}");
    assertThatThrownBy(() -> CatalogFile.read(file))
        .hasMessage(
            "[S3INGEST_INVALID_CONFIG_FILE] Cannot use field 'cursor_field' of catalog file '%s': expected _last_modified_time, found 'updated_at'. Objects are told apart by their own time, not by a column."
                .formatted(file));
  }

  @Test
  void refusesAnotherMode() throws IOException {
    Path file = write("{\"streams\":[{\"stream\":{\"name\":\"users\",\"sync_mode\":\"cdc\"}}]}");
    assertThatThrownBy(() -> CatalogFile.read(file))
        .hasMessage(
            "[S3INGEST_INVALID_CONFIG_FILE] Cannot use field 'streams[0].stream.sync_mode' of catalog file '%s': expected full_refresh or incremental, found 'cdc'. Objects know no other mode."
                .formatted(file));
  }

  @Test
  void refusesASelectionOfNothingOrOfTheUnknown() throws IOException {
    Path none = write("{\"selected_streams\":{},\"streams\":[{\"stream\":{\"name\":\"users\"}}]}");
    assertThatThrownBy(() -> CatalogFile.read(none))
        .hasMessage(
            "[S3INGEST_INVALID_CONFIG_FILE] Cannot use catalog file '%s': it selects no stream. Put those to sync below 'selected_streams' as discover does."
                .formatted(none));
    Path unknown = write("{\"selected_streams\":{\"\":[{\"stream_name\":\"x\"}]},\"streams\":[]}");
    assertThatThrownBy(() -> CatalogFile.read(unknown))
        .hasMessage(
            "[S3INGEST_INVALID_CONFIG_FILE] Cannot use field 'selected_streams' of catalog file '%s': expected only streams that the file describes, but 'x' is not among them. Take it out, or write the file again with './s3ingest discover'."
                .formatted(unknown));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"streams\":{}}", "7"})
  void refusesAFileWithoutStreams(String text) throws IOException {
    Path file = write(text);
    assertThatThrownBy(() -> CatalogFile.read(file))
        .hasMessage(
            "[S3INGEST_INVALID_CONFIG_FILE] Cannot use catalog file '%s': it names no streams. Write one with './s3ingest discover'."
                .formatted(file));
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("catalog.json"), text);
  }
}

package io.s3ingest.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.options.SyncMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CatalogFileTest {
  @TempDir private Path folder;

  @Test
  void takesTheSelectedStreamsOnly() {
    assertThat(CatalogFile.read(Golden.file("catalog.json")).streams())
        .containsExactly(
            new CatalogStream(
                "users", "lake", SyncMode.INCREMENTAL, "users", "country", ColumnChoice.ALL),
            new CatalogStream(
                "events", "lake", SyncMode.FULL_REFRESH, "events", null, ColumnChoice.ALL));
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
            new CatalogStream(
                "users", null, SyncMode.INCREMENTAL, "users", null, ColumnChoice.ALL));
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

  @Test
  void takesNewColumnsButNotThoseThatWereLeftOut() throws IOException {
    Path file =
        write(
            """
            {"selected_streams":{"":[{"stream_name":"users",
              "selected_columns":{"columns":["id"],"sync_new_columns":true}}]},
             "streams":[{"stream":{"name":"users",
              "type_schema":{"properties":{"id":{},"Name":{}}}}}]}
            """);
    ColumnChoice columns = CatalogFile.read(file).streams().get(0).columns();
    assertThat(columns.takes("ID")).isTrue();
    assertThat(columns.takes("name")).isFalse();
    assertThat(columns.takes("added_later")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/{country, identity} | country",
        "/{at,day}/{id, bucket[16]} | days(at), bucket(16, id)",
        "{name, truncate[4]}/{at, HOUR} | truncate(4, name), hours(at)"
      })
  void translatesPartitions(String text, String spec) throws IOException {
    Path file =
        write(
            "{\"selected_streams\":{\"\":[{\"stream_name\":\"u\",\"partition_regex\":\"%s\"}]},\"streams\":[{\"stream\":{\"name\":\"u\"}}]}"
                .formatted(text));
    assertThat(CatalogFile.read(file).streams().get(0).partitionBy()).isEqualTo(spec);
  }

  @Test
  void refusesPartitionsThatItCannotRead() throws IOException {
    Path file =
        write(
            "{\"selected_streams\":{\"\":[{\"stream_name\":\"u\",\"partition_regex\":\"/{now(), day}/x\"}]},\"streams\":[{\"stream\":{\"name\":\"u\"}}]}");
    assertThatThrownBy(() -> CatalogFile.read(file))
        .hasMessage(
            "[S3INGEST_INVALID_CONFIG_FILE] Cannot use field 'partition_regex of u' of catalog file '%s': expected parts such as /{country, identity}/{at, day}/{id, bucket[16]}. Transforms are identity, year, month, day, hour, bucket[n] and truncate[n]."
                .formatted(file));
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("catalog.json"), text);
  }
}

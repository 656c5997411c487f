package io.s3ingest.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.options.SyncMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StateFileTest {
  private static final Instant NEWEST = Instant.parse("2024-02-01T08:09:10.987Z");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"state-flat.json", "state-streams.json"})
  void readsBothShapes(String name) {
    StateFile state = StateFile.read(Golden.file(name));
    assertThat(state.cursor("users")).isEqualTo(Instant.parse("2024-01-15T10:30:00Z"));
    assertThat(state.cursor("nobody")).isNull();
  }

  @Test
  void keepsTheFlatShapeAndWhatOthersWrote() throws IOException {
    Path file = copy("state-flat.json");
    StateFile state = StateFile.read(file);
    state.advance("users", "lake", SyncMode.INCREMENTAL, NEWEST);
    state.advance("events", "lake", SyncMode.INCREMENTAL, NEWEST);
    state.write();
    assertThat(file)
        .hasContent(
            """
            {
              "users" : {
                "_last_modified_time" : "2024-02-01T08:09:10Z",
                "note" : "kept"
              },
              "orders" : {
                "_last_modified_time" : "2024-01-15T11:45:00Z"
              },
              "events" : {
                "_last_modified_time" : "2024-02-01T08:09:10Z"
              }
            }
            """);
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void keepsTheListShapeAndWhatOthersWrote() throws IOException {
    Path file = copy("state-streams.json");
    StateFile state = StateFile.read(file);
    state.advance("users", "lake", SyncMode.INCREMENTAL, NEWEST);
    state.advance("events", "lake", SyncMode.INCREMENTAL, NEWEST);
    state.write();
    assertThat(file)
        .hasContent(
            """
            {
              "type" : "STREAM",
              "version" : 2,
              "global" : null,
              "streams" : [ {
                "stream" : "users",
                "namespace" : "lake",
                "sync_mode" : "incremental",
                "note" : "kept",
                "state" : {
                  "_last_modified_time" : "2024-02-01T08:09:10Z",
                  "chunks" : [ ]
                }
              }, {
                "stream" : "events",
                "namespace" : "lake",
                "sync_mode" : "incremental",
                "state" : {
                  "_last_modified_time" : "2024-02-01T08:09:10Z"
                }
              } ]
            }
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "{}"})
  void takesAnEmptyFileForAFirstRun(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("state.json"), text);
    StateFile state = StateFile.read(file);
    assertThat(state.cursor("users")).isNull();
    state.advance("users", null, SyncMode.INCREMENTAL, NEWEST);
    state.write();
    assertThat(file)
        .hasContent(
            """
            {
              "users" : {
                "_last_modified_time" : "2024-02-01T08:09:10Z"
              }
            }
            """);
  }

  @Test
  void takesAMissingFileForAFirstRun() {
    Path file = folder.resolve("state.json");
    StateFile state = StateFile.read(file);
    state.requireWritable();
    assertThat(file).doesNotExist();
    state.advance("users", null, SyncMode.INCREMENTAL, NEWEST);
    state.write();
    assertThat(StateFile.read(file).cursor("users"))
        .isEqualTo(Instant.parse("2024-02-01T08:09:10Z"));
    assertThat(folder)
        .isDirectoryContaining("glob:**/state.json")
        .isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void keepsPermissionsAndLinks() throws IOException {
    Path file = copy("state-flat.json");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
    Path link = Files.createSymbolicLink(folder.resolve("link.json"), file);
    StateFile state = StateFile.read(link);
    state.advance("users", null, SyncMode.INCREMENTAL, NEWEST);
    state.write();
    assertThat(link).isSymbolicLink();
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
    assertThat(StateFile.read(file).cursor("users"))
        .isEqualTo(Instant.parse("2024-02-01T08:09:10Z"));
  }

  @Test
  void refusesAPathThatCannotBeWritten() throws IOException {
    Path missing = folder.resolve("nowhere/state.json");
    assertThatThrownBy(() -> StateFile.read(missing).requireWritable())
        .hasMessage(
            "[S3INGEST_INVALID_STATE_FILE] Cannot use state file '%s': its folder cannot be written to. Create the folder, or give write permission."
                .formatted(missing));
    Path file = Files.writeString(folder.resolve("file"), "x");
    Path below = file.resolve("state.json");
    assertThatThrownBy(() -> StateFile.read(below).requireWritable())
        .hasMessage(
            "[S3INGEST_INVALID_STATE_FILE] Cannot use state file '%s': its folder cannot be written to. Create the folder, or give write permission."
                .formatted(below));
  }

  @Test
  void refusesAnUnfinishedFirstLoad() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("state.json"),
            """
            {"type":"STREAM","streams":[{"stream":"users","state":{
             "_last_modified_time":"2024-01-15T10:30:00Z","chunks":[{"min":"a"}]}}]}
            """);
    assertThatThrownBy(() -> StateFile.read(file).cursor("users"))
        .hasMessage(
            "[S3INGEST_INVALID_STATE_FILE] Cannot use field 'streams[users].state.chunks' of state file '%s': expected no chunks, because the first load of this stream was not finished. Finish it with the tool that began it, or delete the entry to load it all."
                .formatted(file));
  }

  @Test
  void refusesATimeThatIsNone() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("state.json"), "{\"users\":{\"_last_modified_time\":\"yesterday\"}}");
    assertThatThrownBy(() -> StateFile.read(file).cursor("users"))
        .hasMessage(
            "[S3INGEST_INVALID_STATE_FILE] Cannot use field 'users._last_modified_time' of state file '%s': expected a time such as 2024-01-15T10:30:00Z. Correct it, or delete the entry."
                .formatted(file));
  }

  private Path copy(String name) throws IOException {
    return Files.copy(Golden.file(name), folder.resolve("state.json"));
  }
}

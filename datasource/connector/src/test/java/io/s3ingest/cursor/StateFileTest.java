package io.s3ingest.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StateFileTest {
  private static final Instant TIME = Instant.parse("2024-01-15T10:30:00.75Z");

  private static StateFile parse(String json) {
    return StateFile.parse(json.getBytes(StandardCharsets.UTF_8), "state.json");
  }

  private static String text(StateFile state) {
    return new String(state.encode(), StandardCharsets.UTF_8).replaceAll("\\s", "");
  }

  @Test
  void beginsInTheSimpleShapeWithWholeSeconds() {
    assertThat(text(StateFile.empty().with("users", TIME)))
        .isEqualTo("{\"users\":{\"_last_modified_time\":\"2024-01-15T10:30:00Z\"}}");
  }

  @Test
  void keepsTheListedShapeAndWhatItDoesNotKnow() {
    StateFile state =
        parse(
            "{\"type\":\"STREAM\",\"version\":3,\"streams\":[{\"stream\":\"users\",\"namespace\":\"n\",\"state\":{\"_last_modified_time\":\"2024-01-01T00:00:00Z\",\"x\":1}}]}");
    assertThat(state.times()).isEqualTo(Map.of("users", Instant.parse("2024-01-01T00:00:00Z")));
    assertThat(text(state.with("users", TIME).with("orders", TIME)))
        .isEqualTo(
            "{\"type\":\"STREAM\",\"version\":3,\"streams\":[{\"stream\":\"users\",\"namespace\":\"n\",\"state\":{\"_last_modified_time\":\"2024-01-15T10:30:00Z\",\"x\":1}},{\"stream\":\"orders\",\"state\":{\"_last_modified_time\":\"2024-01-15T10:30:00Z\"}}]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|it is not a JSON object",
        "{\"users\":7}|the state of 'users' is not an object",
        "{\"users\":{\"_last_modified_time\":\"soon\"}}|'_last_modified_time' is not a time",
        "{\"type\":\"STREAM\"}|'streams' is not an array",
        "{\"users\":|it is not JSON at line 1, column 10"
      })
  void saysWhatIsWrong(String json, String why) {
    assertThatThrownBy(() -> parse(json))
        .hasMessage(
            "[S3INGEST_INVALID_STATE_FILE] Cannot read the state file state.json: "
                + why
                + ". Expected {\"<stream>\": {\"_last_modified_time\": \"2024-01-15T10:30:00Z\"}}; correct the file, or delete it to start without.");
  }
}

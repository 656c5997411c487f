package io.s3ingest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.s3ingest.options.ConfigOption;
import io.s3ingest.options.S3IngestOptions;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MainTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | [S3INGEST_MISSING_OPTION] Cannot run s3ingest: no command is given. The commands are spec, check, discover, sync, reprocess, mark-as-done; './s3ingest --help' explains them.",
        "dicsover | [S3INGEST_UNKNOWN_OPTION] Cannot run 'dicsover': there is no such command. Did you mean 'discover'?",
        "frobnicate | [S3INGEST_UNKNOWN_OPTION] Cannot run 'frobnicate': there is no such command. The commands are spec, check, discover, sync, reprocess, mark-as-done.",
        "check | [S3INGEST_MISSING_OPTION] Cannot run 'check': argument '--config' is not given. Name its file; './s3ingest check --help' shows an example.",
        "check --config | [S3INGEST_MISSING_OPTION] Cannot run 'check': argument '--config' has no value. Name a file behind it.",
        "check --config a --config b | [S3INGEST_CONFLICTING_OPTIONS] Cannot run 'check': argument '--config' is given twice. Keep one.",
        "sync --stat a | [S3INGEST_UNKNOWN_OPTION] Cannot run 'sync': it takes no argument '--stat'. Did you mean '--state'?",
        "sync --key a | [S3INGEST_UNKNOWN_OPTION] Cannot run 'sync': it takes no argument '--key'. './s3ingest sync --help' lists them.",
        "reprocess --kye a | [S3INGEST_UNKNOWN_OPTION] Cannot run 'reprocess': it takes no argument '--kye'. Did you mean '--key'?",
        "reprocess --config a | [S3INGEST_MISSING_OPTION] Cannot choose objects: neither a key nor a glob nor a time is given, nor that they are quarantined. Give one of them; the glob '*' names all objects.",
        "reprocess --key | [S3INGEST_MISSING_OPTION] Cannot run 'reprocess': argument '--key' has no value. Write it behind the argument; './s3ingest reprocess --help' shows how.",
        "reprocess --from a | [S3INGEST_INVALID_OPTION] Cannot use option '--from' = 'a': expected a time such as 2024-01-15T10:30:00Z or 2024-01-15.",
        "reprocess --from 2024-02-01 --to 2024-01-01 | [S3INGEST_INVALID_OPTION] Cannot choose objects modified from 2024-02-01T00:00:00Z and before 2024-01-01T00:00:00Z: no time is both. Exchange them.",
        "mark-as-done --from 2024-01-01 --from 2024-01-02 | [S3INGEST_CONFLICTING_OPTIONS] Cannot run 'mark-as-done': argument '--from' is given twice. Keep one.",
        "spec --state=a | [S3INGEST_UNKNOWN_OPTION] Cannot run 'spec': it takes no argument '--state'. './s3ingest spec --help' lists them.",
      })
  void refusesAWrongCallWithExitCode1(String line, String message) {
    CliRun run = CliRun.of(line.isEmpty() ? new String[0] : line.split(" "));
    assertThat(run.err()).isEqualTo(message + "\n");
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void givesTheFailureAsJsonOnStderr() throws IOException {
    CliRun run = CliRun.of("discover", "--json");
    JsonNode failure = new JsonMapper().readTree(run.err());
    assertThat(failure.get("status").asText()).isEqualTo("FAILED");
    assertThat(failure.get("condition").asText()).isEqualTo("S3INGEST_MISSING_OPTION");
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void explainsItselfOnStdout() {
    for (String[] args :
        new String[][] {{"--help"}, {"help"}, {"sync", "--help"}, {"spec", "-h"}}) {
      CliRun run = CliRun.of(args);
      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).contains("Usage: ./s3ingest").endsWith("\n");
      assertThat(run.err()).isEmpty();
    }
    assertThat(CliRun.of("sync", "--help").out())
        .contains(
            "./s3ingest sync --config source.json --catalog catalog.json --destination destination.json --state state.json");
    assertThat(CliRun.of("--version").out()).matches("s3ingest \\d+\\.\\d+\\.\\d+\\S*\n");
  }

  @Test
  void printsASchemaThatHasEveryOption() throws IOException {
    CliRun run = CliRun.of("spec");
    JsonNode schema = new JsonMapper().readTree(run.out());
    JsonNode properties = schema.get("properties");
    for (ConfigOption<?> option : S3IngestOptions.ALL) {
      assertThat(properties.path(option.name()).path("description").asText())
          .as(option.name())
          .isEqualTo(option.doc());
    }
    assertThat(properties.at("/bucket_name/$ref").asText()).isEqualTo("#/properties/bucket");
    assertThat(properties.at("/csv/properties/has_header/$ref").asText())
        .isEqualTo("#/properties/header");
    assertThat(properties.at("/secretAccessKey/writeOnly").asBoolean()).isTrue();
    assertThat(schema.at("/dependentRequired/access_key_id/0").asText())
        .isEqualTo("secret_access_key");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }
}

package io.s3ingest.spark.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.options.ReadOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RawOptionsTest {
  @Test
  void letsAnyGivenSpellingWinOverADefaultOfTheSession() {
    Map<String, String> defaults = Map.of("accessKeyId", "old", "secretAccessKey", "oldSecret");
    Map<String, String> given =
        Map.of(
            "path", "s3://b/p",
            // Spark hands the session's defaults over among the options.
            "accesskeyid", "old",
            "secretAccessKey", "oldSecret",
            "aws_access_key_id", "new",
            "aws.secretAccessKey", "newSecret");
    ReadOptions read = RawOptions.of(given, defaults, Map.of()).parse();
    assertThat(read.store().accessKeyId()).isEqualTo("new");
    assertThat(read.store().secretAccessKey().value()).isEqualTo("newSecret");
  }

  @Test
  void doesNotTakeADefaultThatSparkRepeatsForAnOptionOfTheQuery() {
    Map<String, String> defaults = Map.of("region", "old");
    Map<String, String> given = Map.of("path", "s3://b/p", "aws_region", "new", "region", "old");
    ReadOptions read = RawOptions.of(given, defaults, Map.of()).with(given).parse();
    assertThat(read.store().region()).isEqualTo("new");
  }

  @Test
  void takesWhatOnlyTheSessionSets() {
    ReadOptions read =
        RawOptions.of(Map.of("path", "s3://b/p"), Map.of("region", "eu-west-3"), Map.of()).parse();
    assertThat(read.store().region()).isEqualTo("eu-west-3");
  }

  @Test
  void readsAGivenPathInsteadOfTheSessionsBucket() {
    ReadOptions read =
        RawOptions.of(Map.of("path", "s3://b/p"), Map.of("bucket", "other"), Map.of()).parse();
    assertThat(read.paths()).containsExactly("s3://b/p");
    assertThat(read.bucket()).isNull();
  }

  @Test
  void takesOnlyTheOptionsOfATableInSparksCatalog() {
    Map<String, String> table =
        Map.of(
            "option.bucket", "lake",
            "bucket", "lake",
            "provider", "s3ingest",
            "transient_lastDdlTime", "1",
            "path", "file:/warehouse/t");
    ReadOptions read = RawOptions.of(table, Map.of(), Map.of()).parse();
    assertThat(read.bucket()).isEqualTo("lake");
    assertThat(read.paths()).isEmpty();
  }

  @Test
  void readsTheLocationOfATableThatSaysNothingElse() {
    Map<String, String> table =
        Map.of("option.header", "false", "path", "s3://lake/users", "provider", "s3ingest");
    assertThat(RawOptions.of(table, Map.of(), Map.of()).parse().paths())
        .containsExactly("s3://lake/users");
  }

  @Test
  void isStrictOnTheOptionsOfATable() {
    Map<String, String> table = Map.of("option.bucket", "lake", "option.bukcet", "lake");
    assertThatThrownBy(() -> RawOptions.of(table, Map.of(), Map.of()).parse())
        .hasMessage(
            "[S3INGEST_UNKNOWN_OPTION] Cannot use option 'bukcet': there is no such option. Did you mean 'bucket'?");
  }

  @Test
  void letsAQuerysOptionsWinOverTheTables() {
    RawOptions table =
        RawOptions.of(
            Map.of("bucket", "lake", "cursor", "2024-01-01"), Map.of(), Map.of("fs.s3a.x", "1"));
    ReadOptions read = table.with(Map.of("modified_after", "2025-01-01")).parse();
    assertThat(read.modifiedAfter()).hasToString("2025-01-01T00:00:00Z");
  }

  @Test
  void handsHadoopSettingsToTheStore() {
    ReadOptions read =
        RawOptions.of(
                Map.of("path", "s3://b/p", "fs.s3a.endpoint", "http://mine"),
                Map.of(),
                Map.of("fs.s3a.endpoint", "http://session", "fs.s3a.path.style.access", "true"))
            .parse();
    assertThat(read.store().hadoop())
        .containsOnly(
            Map.entry("fs.s3a.endpoint", "http://mine"),
            Map.entry("fs.s3a.path.style.access", "true"));
  }
}

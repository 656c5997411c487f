package io.s3ingest.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SyncOptionsTest {
  private static final Map<String, String> REQUIRED = Map.of("catalog", "ice", "database", "db");

  @Test
  void hasADefaultForAllButTwo() {
    assertThat(SyncOptions.of(REQUIRED))
        .isEqualTo(
            new SyncOptions(
                "ice",
                "db",
                "${table}",
                SyncMode.INCREMENTAL,
                "",
                512L << 20,
                10_000,
                100L << 30,
                null,
                null,
                OverwritePolicy.REPLACE,
                DeletePolicy.IGNORE,
                0.1,
                new CleanSource(CleanSource.Mode.OFF, Duration.ofDays(30), null, false),
                new ArrivalOptions(Duration.ZERO, ArrivalGate.NONE, "_SUCCESS", ".done"),
                2,
                Duration.ofHours(24)));
  }

  @Test
  void mapsEveryKey() {
    Map<String, String> raw =
        Map.ofEntries(
            Map.entry("catalog", "c"),
            Map.entry("iceberg_db", "d"),
            Map.entry("tableName", "raw_${table}_${database}"),
            Map.entry("sync_mode", "FULL_REFRESH"),
            Map.entry("partitionBy", "days(ts)"),
            Map.entry("targetFileBytes", "64m"),
            Map.entry("maxFilesPerCommit", "5"),
            Map.entry("maxBytesPerCommit", "1g"),
            Map.entry("pipeline", "p"),
            Map.entry("adopt", "q"),
            Map.entry("onOverwrite", "fail"),
            Map.entry("onDelete", "DELETE"),
            Map.entry("max_delete_fraction", "0.25"),
            Map.entry("cleanSource", "tag"),
            Map.entry("cleanSource.retentionDuration", "2 days"),
            Map.entry("cleanSourceMoveTo", "archive/"),
            Map.entry("cleanSourceDryRun", "true"),
            Map.entry("min_file_age", "2m"),
            Map.entry("arrivalGate", "Manifest"),
            Map.entry("arrivalFile", "files.txt"),
            Map.entry("arrivalSuffix", ".ready"),
            Map.entry("formatVersion", "3"),
            Map.entry("cleanAfter", "1h"));
    assertThat(raw).hasSameSizeAs(S3IngestSyncOptions.ALL);
    SyncOptions options = SyncOptions.of(raw);
    assertThat(options)
        .isEqualTo(
            new SyncOptions(
                "c",
                "d",
                "raw_${table}_${database}",
                SyncMode.FULL_REFRESH,
                "days(ts)",
                64L << 20,
                5,
                1L << 30,
                "p",
                "q",
                OverwritePolicy.FAIL,
                DeletePolicy.DELETE,
                0.25,
                new CleanSource(CleanSource.Mode.TAG, Duration.ofDays(2), null, true),
                new ArrivalOptions(
                    Duration.ofMinutes(2), ArrivalGate.MANIFEST, "files.txt", ".ready"),
                3,
                Duration.ofHours(1)));
    assertThat(options.tableFor("users")).isEqualTo("raw_users_d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "syncMode|sometimes|one of incremental, full_refresh",
        "targetFileBytes|5|a number of bytes such as 1048576, 64m or 2g, at least 1048576",
        "maxFilesPerCommit|0|an integer >= 1",
        "maxBytesPerCommit|none|a number of bytes such as 1048576, 64m or 2g, at least 1",
        "onOverwrite|guess|one of append, replace, ignore, fail",
        "onDelete|guess|one of ignore, delete",
        "minFileAge|old|a duration such as 500ms, 30s or PT5M",
        "arrivalGate|late|one of none, marker, manifest, twin",
        "maxDeleteFraction|1.5|a number from 0 to 1",
        "cleanSource|archive|one of off, tag, move, delete",
        "cleanSourceRetention|soon|a duration such as 500ms, 30s or PT5M",
        "cleanSourceDryRun|perhaps|true or false",
        "formatVersion|1|2 or 3",
        "cleanAfter|soon|a duration such as 500ms, 30s or PT5M"
      })
  void saysWhichRuleIsBroken(String key, String value, String rule) {
    Map<String, String> raw = new HashMap<>(REQUIRED);
    raw.put(key, value);
    assertThatThrownBy(() -> SyncOptions.of(raw))
        .hasMessage(
            "[S3INGEST_INVALID_OPTION] Cannot use option '%s' = '%s': expected %s."
                .formatted(key, value, rule));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cleanSource=delete;onDelete=delete|[S3INGEST_CONFLICTING_OPTIONS] Cannot use options 'cleanSource' and 'onDelete' together: an object that delete takes away would lose its rows to onDelete=delete. Keep one.",
        "cleanSource=move;cleanSourceMoveTo=a/;onDelete=delete|[S3INGEST_CONFLICTING_OPTIONS] Cannot use options 'cleanSource' and 'onDelete' together: an object that move takes away would lose its rows to onDelete=delete. Keep one.",
        "cleanSource=delete;cleanSourceRetention=6 days|[S3INGEST_INVALID_OPTION] Cannot use option 'cleanSourceRetention' = 'PT144H': expected a duration of at least 7 days where cleanSource is delete.",
        "cleanSource=move|[S3INGEST_MISSING_OPTION] Cannot move objects: option 'cleanSourceMoveTo' is not set. Set it to a prefix of the same bucket, such as s3://bucket/archive/."
      })
  void refusesToCleanWhatCouldBeLost(String options, String message) {
    Map<String, String> raw = new HashMap<>(REQUIRED);
    for (String option : options.split(";", -1)) {
      raw.put(option.split("=", 2)[0], option.split("=", 2)[1]);
    }
    assertThatThrownBy(() -> SyncOptions.of(raw)).hasMessage(message);
  }

  @Test
  void namesWhatIsMissing() {
    assertThatThrownBy(() -> SyncOptions.of(Map.of("database", "db")))
        .hasMessage(
            "[S3INGEST_MISSING_OPTION] Cannot sync: option 'catalog' is not set. Set it to the name of an Iceberg catalog of the session.");
    assertThatThrownBy(() -> SyncOptions.of(Map.of("catalog", "ice")))
        .hasMessage(
            "[S3INGEST_MISSING_OPTION] Cannot sync: option 'database' is not set. Set it to the namespace for the tables.");
  }

  @Test
  void documentsEveryOptionOnce() {
    Set<String> names = new TreeSet<>();
    for (ConfigOption<?> option : S3IngestSyncOptions.ALL) {
      assertThat(names.add(option.name())).isTrue();
      assertThat(option.topic()).isIn(ConfigOption.Topic.SYNC, ConfigOption.Topic.ARRIVAL);
      assertThat(option.doc()).endsWith(".");
    }
  }
}

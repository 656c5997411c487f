package io.s3ingest.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.s3ingest.options.SyncOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.model.Tag;

/** What becomes of source objects whose rows are committed. */
final class CleanSourceIT {
  private final SyncLake lake = new SyncLake();

  private SyncReport syncAfter(Duration time, SyncListener listener) {
    Clock clock = Clock.offset(Clock.systemUTC(), time);
    return new Sync(lake.spark, SyncOptions.of(lake.syncOptions), listener, clock)
        .run(lake.source());
  }

  private SyncReport syncAfter(Duration time) {
    return syncAfter(time, SyncListener.SILENT);
  }

  private List<String> keys() {
    return lake.store.sdk().listObjectsV2(r -> r.bucket(lake.bucket)).contents().stream()
        .map(object -> object.key())
        .toList();
  }

  private Map<String, String> tags(String key) {
    Map<String, String> out = new TreeMap<>();
    for (Tag tag :
        lake.store.sdk().getObjectTagging(r -> r.bucket(lake.bucket).key(key)).tagSet()) {
      out.put(tag.key(), tag.value());
    }
    return out;
  }

  private String content(String key) {
    return lake.store.sdk().getObjectAsBytes(r -> r.bucket(lake.bucket).key(key)).asUtf8String();
  }

  @Test
  void deletesOnlyWhatIsCommittedAndOldEnough() {
    lake.syncOptions.put("cleanSource", "delete");
    lake.syncOptions.put("cleanSourceRetention", "7 days");
    lake.put("a.csv", "id\n1\n");
    lake.put("bad.csv.gz", "no gzip at all");
    assertThat(lake.sync().cleaned().cleaned()).isZero();
    lake.put("young.csv", "id\n2\n");
    CleanReport early = syncAfter(Duration.ofDays(6)).cleaned();
    assertThat(early.cleaned()).isZero();
    CleanReport cleaned = syncAfter(Duration.ofDays(8)).cleaned();
    assertThat(cleaned.keys()).containsExactly("data/users/a.csv");
    assertThat(cleaned.failed()).isZero();
    assertThat(keys()).containsExactly("data/users/bad.csv.gz", "data/users/young.csv");
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]");
    SyncReport after = syncAfter(Duration.ofDays(9));
    assertThat(after.vanished()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]");
  }

  @Test
  void neverDeletesAVersionThatIsNotInTheTable() {
    lake.syncOptions.put("cleanSource", "delete");
    lake.put("a.csv", "id\n1\n");
    lake.put("b.csv", "id\n2\n");
    lake.sync();
    SyncListener overwriting =
        new SyncListener() {
          @Override
          public void reached(SyncStep step, String stream) {
            if (step == SyncStep.DONE) {
              lake.put("a.csv", "id\n10\n");
            }
          }
        };
    lake.put("c.csv", "id\n3\n");
    CleanReport cleaned = syncAfter(Duration.ofDays(31), overwriting).cleaned();
    assertThat(cleaned.keys()).containsExactly("data/users/b.csv");
    assertThat(cleaned.changed()).isEqualTo(1);
    assertThat(content("data/users/a.csv")).isEqualTo("id\n10\n");
    lake.sync();
    assertThat(lake.rows("id")).containsExactly("[10]", "[2]", "[3]");
  }

  @Test
  void saysWhatItWouldDoAndDoesNothingInADryRun() {
    lake.syncOptions.put("cleanSource", "delete");
    lake.syncOptions.put("cleanSourceDryRun", "true");
    lake.put("a.csv", "id\n1\n");
    lake.sync();
    CleanReport report = syncAfter(Duration.ofDays(31)).cleaned();
    assertThat(report.dryRun()).isTrue();
    assertThat(report.keys()).containsExactly("data/users/a.csv");
    assertThat(keys()).containsExactly("data/users/a.csv");
  }

  @Test
  void movesObjectsAndOverwritesNothingThatIsThere() {
    lake.syncOptions.put("cleanSource", "move");
    lake.syncOptions.put("cleanSourceRetention", "0s");
    lake.syncOptions.put("cleanSourceMoveTo", "s3://" + lake.bucket + "/archive");
    lake.put("2024/a b+ü.csv", "id\n1\n");
    SyncReport report = lake.sync();
    assertThat(report.ingested()).isEqualTo(1);
    assertThat(report.cleaned().keys()).containsExactly("data/users/2024/a b+ü.csv");
    assertThat(keys()).containsExactly("archive/data/users/2024/a b+ü.csv");
    lake.put("2024/a b+ü.csv", "id\n2\n");
    lake.sync();
    assertThat(keys()).hasSize(2).allMatch(key -> key.startsWith("archive/data/users/2024/a b+ü"));
    assertThat(content("archive/data/users/2024/a b+ü.csv")).isEqualTo("id\n1\n");
    assertThat(content(keys().get(1))).isEqualTo("id\n2\n");
    assertThat(lake.rows("id")).containsExactly("[2]");
  }

  @Test
  void tagsObjectsBesideTheirOwnTags() {
    lake.syncOptions.put("cleanSource", "tag");
    lake.syncOptions.put("cleanSourceRetention", "0s");
    lake.put("a.csv", "id\n1\n");
    lake.store
        .sdk()
        .putObjectTagging(
            r ->
                r.bucket(lake.bucket)
                    .key("data/users/a.csv")
                    .tagging(t -> t.tagSet(Tag.builder().key("team").value("x").build())));
    assertThat(lake.sync().cleaned().cleaned()).isEqualTo(1);
    assertThat(tags("data/users/a.csv")).isEqualTo(Map.of("team", "x", "s3ingest", "ingested"));
    lake.put("b.csv", "id\n2\n");
    assertThat(lake.sync().cleaned().keys()).containsExactly("data/users/b.csv");
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]");
  }

  @Test
  void reportsWhatFailsAndTriesItAgainWithTheNextSync() {
    assumeTrue(lake.store.minio(), "only MinIO knows permissions");
    lake.syncOptions.put("cleanSource", "delete");
    lake.put("a.csv", "id\n1\n");
    lake.put("b.csv", "id\n2\n");
    lake.sync();
    Map<String, String> all = Map.copyOf(lake.sourceOptions);
    lake.sourceOptions.putAll(lake.store.optionsOfReader(lake.bucket));
    SyncReport report = syncAfter(Duration.ofDays(31));
    assertThat(report.cleaned().cleaned()).isZero();
    assertThat(report.cleaned().failed()).isEqualTo(2);
    assertThat(report.cleaned().failures().get(0))
        .startsWith(
            "[S3INGEST_ACCESS_DENIED] Cannot delete s3://" + lake.bucket + "/data/users/a.csv: ")
        .contains("s3:DeleteObject");
    lake.sourceOptions.clear();
    lake.sourceOptions.putAll(all);
    assertThat(syncAfter(Duration.ofDays(31)).cleaned().keys())
        .containsExactly("data/users/a.csv", "data/users/b.csv");
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data/archive/|it lies below s3://BUCKET/data/, so that moved objects would be taken again",
        "s3://BUCKET/data|it lies below s3://BUCKET/data/, so that moved objects would be taken again",
        "s3://elsewhere/archive/|it is in another bucket than s3://BUCKET/data/users/"
      })
  void refusesToMoveObjectsWhereTheyWouldBeTakenAgain(String moveTo, String why) {
    lake.syncOptions.put("cleanSource", "move");
    lake.syncOptions.put("cleanSourceMoveTo", moveTo.replace("BUCKET", lake.bucket));
    lake.put("a.csv", "id\n1\n");
    assertThatThrownBy(lake::sync)
        .hasMessage(
            "[S3INGEST_INVALID_OPTION] Cannot use option 'cleanSourceMoveTo' = '%s': %s. Choose a folder of the same bucket outside the source."
                .formatted(moveTo, why)
                .replace("BUCKET", lake.bucket));
    assertThat(keys()).containsExactly("data/users/a.csv");
  }
}

package io.s3ingest.spark.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.testing.TestSpark;
import io.s3ingest.testing.TestStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

final class TimeTravelIT {
  private static final AtomicInteger CATALOGS = new AtomicInteger();

  private final TestStore store = TestStore.shared();
  private final SparkSession spark = TestSpark.session().newSession();
  private String bucket;
  private Instant first;
  private Instant second;
  private Instant third;

  /** Two files; then one is overwritten with a new column, and a folder is added; then deletes. */
  @BeforeEach
  void makeHistory() {
    bucket = store.newVersionedBucket();
    store.put(bucket, "data/users/a b+é.csv", "id\n1\n");
    store.put(bucket, "data/users/b.csv", "id\n2\n");
    first = newest();
    awaitLaterThan(first);
    store.put(bucket, "data/users/a b+é.csv", "id,name\n11,Ada\n");
    store.put(bucket, "data/later/x.csv", "x\n9\n");
    second = newest();
    awaitLaterThan(second);
    store.sdk().deleteObject(r -> r.bucket(bucket).key("data/users/b.csv"));
    store.sdk().deleteObject(r -> r.bucket(bucket).key("data/later/x.csv"));
    third = newest();
  }

  @Test
  void readsAFolderAsItWas() {
    Dataset<Row> then = reader().option("timestampAsOf", first.toString()).load(users());
    assertThat(then.schema().simpleString())
        .isEqualTo("struct<id:int,_last_modified_time:timestamp>");
    assertThat(ReadIT.rows(then.select("id"))).containsExactlyInAnyOrder("[1]", "[2]");
    assertThat(ReadIT.rows(then.where("_metadata.version_id IS NULL").select("id"))).isEmpty();

    Dataset<Row> between = reader().option("timestampAsOf", second.toString()).load(users());
    assertThat(ReadIT.rows(between.select("id", "name")))
        .containsExactlyInAnyOrder("[11,Ada]", "[2,null]");

    Dataset<Row> now = reader().option("timestampAsOf", third.toString()).load(users());
    assertThat(ReadIT.rows(now.select("id", "name"))).containsExactly("[11,Ada]");
    assertThat(ReadIT.rows(reader().load(users()).select("id", "name")))
        .containsExactly("[11,Ada]");
  }

  @Test
  void travelsBySqlThroughTheCatalog() {
    String lake = "past" + CATALOGS.incrementAndGet();
    String prefix = "spark.sql.catalog." + lake;
    spark.conf().set(prefix, "io.s3ingest.S3IngestCatalog");
    spark.conf().set(prefix + ".bucket", bucket);
    spark.conf().set(prefix + ".prefix", "data/");
    store.options().forEach((key, value) -> spark.conf().set(prefix + "." + key, value));
    String users = lake + ".users";
    assertThat(
            ReadIT.rows(
                spark.sql("SELECT id FROM %s TIMESTAMP AS OF '%s'".formatted(users, first))))
        .containsExactlyInAnyOrder("[1]", "[2]");
    assertThat(
            ReadIT.rows(
                spark.sql("SELECT id, name FROM %s TIMESTAMP AS OF '%s'".formatted(users, second))))
        .containsExactlyInAnyOrder("[11,Ada]", "[2,null]");
    assertThat(
            ReadIT.rows(
                spark.sql("SELECT x FROM %s.later TIMESTAMP AS OF '%s'".formatted(lake, second))))
        .containsExactly("[9]");
    assertThat(
            ReadIT.rows(
                spark.read().option("timestampAsOf", first.toString()).table(users).select("id")))
        .containsExactlyInAnyOrder("[1]", "[2]");
    assertThatThrownBy(() -> spark.sql("SELECT * FROM %s VERSION AS OF 3".formatted(users)))
        .hasMessage(
            "[S3INGEST_INVALID_OPTION] Cannot read version '3': a folder has no versions, only its objects have. Name a time instead, by option 'timestampAsOf' or TIMESTAMP AS OF.");
    assertThatThrownBy(
            () -> spark.sql("SELECT * FROM %s.later TIMESTAMP AS OF '%s'".formatted(lake, first)))
        .hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND");
  }

  @Test
  void refusesABucketWithoutVersions() {
    String plain = store.newBucket();
    store.put(plain, "t/a.csv", "id\n1\n");
    assertThatThrownBy(
            () ->
                reader().option("timestampAsOf", "2024-01-15").load("s3://" + plain + "/t/").show())
        .hasMessage(
            "[S3INGEST_UNSUPPORTED_BY_STORE] Cannot read s3://%s/ as of 2024-01-15T00:00:00Z: its bucket never kept versions, so its past is not known. Turn versioning on for later reads, or leave option 'timestampAsOf' out to read it as it is."
                .formatted(plain));
  }

  @Test
  void refusesTheVersionOfAFolder() {
    assertThatThrownBy(() -> reader().option("versionAsOf", "3").load(users()))
        .hasMessage(
            "[S3INGEST_INVALID_OPTION] Cannot read version '3': a folder has no versions, only its objects have. Name a time instead, by option 'timestampAsOf' or TIMESTAMP AS OF.");
  }

  @Test
  void refusesAStoreThatShowsNoVersions() {
    assertThatThrownBy(
            () ->
                reader()
                    .option("store", "hadoop")
                    .option("timestampAsOf", "2024-01-15")
                    .load("s3a://b/t"))
        .hasMessage(
            "[S3INGEST_CONFLICTING_OPTIONS] Cannot use options 'timestampAsOf' and 'store=hadoop' together: a Hadoop file system does not show versions. Keep one.");
  }

  @Test
  void needsThreePermissionsAndNamesTheOneThatIsMissing() {
    Dataset<Row> granted =
        spark
            .read()
            .format("s3ingest")
            .options(
                store.optionsOfUser(
                    bucket,
                    "s3:ListBucketVersions",
                    "s3:GetObjectVersion",
                    "s3:GetBucketVersioning"))
            .option("timestampAsOf", first.toString())
            .load(users());
    assertThat(ReadIT.rows(granted.select("id"))).containsExactlyInAnyOrder("[1]", "[2]");
    assertThatThrownBy(
            () ->
                spark
                    .read()
                    .format("s3ingest")
                    .options(store.optionsOfReader(bucket))
                    .option("timestampAsOf", first.toString())
                    .load(users()))
        .hasMessageStartingWith(
            "[S3INGEST_ACCESS_DENIED] Cannot tell the versioning of s3://%s/: the permission s3:GetBucketVersioning is missing (403 AccessDenied"
                .formatted(bucket));
  }

  private String users() {
    return "s3://" + bucket + "/data/users/";
  }

  private DataFrameReader reader() {
    return spark.read().format("s3ingest").options(store.options());
  }

  private Instant newest() {
    var page = store.sdk().listObjectVersions(r -> r.bucket(bucket));
    Instant put =
        page.versions().stream()
            .map(ObjectVersion::lastModified)
            .max(Comparator.naturalOrder())
            .orElseThrow();
    return page.deleteMarkers().stream()
        .map(marker -> marker.lastModified())
        .filter(deleted -> deleted.isAfter(put))
        .max(Comparator.naturalOrder())
        .orElse(put);
  }

  /** Writes aside until the store's clock has moved on, whatever its grain. */
  private void awaitLaterThan(Instant time) {
    do {
      store.put(bucket, "aside", "x");
    } while (!newest().isAfter(time));
  }
}

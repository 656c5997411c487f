package io.s3ingest.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.testing.FixedListing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SyncIT {
  private final SyncLake lake = new SyncLake();

  @Test
  void bringsEachObjectOnceAndCommitsNothingWhenNothingChanged() {
    lake.put("a.csv", "id,name\n1,Ada\n2,Bo\n");
    lake.put("b.csv", "id,name\n3,Cy\n");
    lake.put("empty.csv", "");
    SyncReport first = lake.sync();
    assertThat(first.ingested()).isEqualTo(2);
    assertThat(first.rows()).isEqualTo(3);
    assertThat(first.listed()).isEqualTo(3);
    assertThat(first.excluded()).isEqualTo(Map.of(ExclusionReason.EMPTY, 1L));
    assertThat(first.commits()).isEqualTo(1);

    SyncReport second = lake.sync();
    assertThat(second.ingested()).isZero();
    assertThat(second.unchanged()).isEqualTo(2);
    assertThat(second.commits()).isZero();
    assertThat(second.newestIngested()).isEqualTo(first.newestIngested());

    lake.put("c.csv", "id,name\n4,Di\n");
    SyncReport third = lake.sync();
    assertThat(third.ingested()).isEqualTo(1);
    assertThat(lake.rows("id", "name")).containsExactly("[1,Ada]", "[2,Bo]", "[3,Cy]", "[4,Di]");
    assertThat(lake.sql("SELECT count(*) FROM " + lake.table() + ".snapshots"))
        .containsExactly("[2]");
  }

  @Test
  void saysWhereEachRowCameFrom() {
    lake.put("2024/a.csv", "id\n1\n");
    SyncSource source = lake.source();
    lake.sync();
    String etag = SyncLake.objects(source).get(0).etag();
    assertThat(lake.rows("_source_key", "_source_version"))
        .containsExactly("[data/users/2024/a.csv," + etag + "]");
    assertThat(lake.rows("unix_micros(_last_modified_time) div 1000"))
        .containsExactly("[" + SyncLake.objects(source).get(0).lastModified().toEpochMilli() + "]");
  }

  @Test
  void keepsBoundsOfKeysAndNoneOfVersions() {
    lake.put("a.csv", "id\n1\n");
    lake.put("b.csv", "id\n2\n");
    lake.sync();
    assertThat(
            lake.sql(
                "SELECT min(readable_metrics._source_key.lower_bound),"
                    + " max(readable_metrics._source_key.upper_bound),"
                    + " max(readable_metrics._source_version.upper_bound) FROM "
                    + lake.table()
                    + ".files"))
        .containsExactly("[data/users/a.csv,data/users/b.csv,null]");
  }

  @Test
  void saysOfManyBatchesWhereTheyCameFrom() {
    lake.put("a.csv", "id\n" + "1\n".repeat(10_000));
    lake.sync();
    assertThat(lake.rows("count(*)", "count(_source_key)", "min(_source_key)", "max(_source_key)"))
        .containsExactly("[10000,10000,data/users/a.csv,data/users/a.csv]");
    assertThat(lake.rows("count(_source_version)", "count(_last_modified_time)"))
        .containsExactly("[10000,10000]");
  }

  @Test
  void bringsALargeObjectInPieces() {
    StringBuilder rows = new StringBuilder("id,note\n");
    for (int i = 0; i < 5000; i++) {
      rows.append(i).append(",\"two\nlines\"\n");
    }
    lake.put("a.csv", rows.toString());
    lake.sourceOptions.put("minSplitBytes", "1k");
    SyncReport report = lake.sync();
    assertThat(report.rows()).isEqualTo(5000);
    assertThat(lake.rows("count(distinct id)", "max(id)", "count(_source_key)"))
        .containsExactly("[5000,4999,5000]");
  }

  @Test
  void writesCountsThatBalanceIntoTheSnapshot() throws IOException {
    lake.put("a.csv", "id\n1\n2\n");
    lake.put("_hidden.csv", "id\n9\n");
    lake.put("bad.csv.gz", Arrays.copyOf(gzip("id\n" + "7\n".repeat(5000)), 30));
    lake.sync();
    List<String> keys =
        List.of("ingested", "unchanged", "pending", "quarantined", "excluded", "skipped");
    long sum = keys.stream().mapToLong(key -> number(lake.summary(key))).sum();
    assertThat(number(lake.summary("listed"))).isEqualTo(3).isEqualTo(sum);
    assertThat(number(lake.summary("quarantined"))).isEqualTo(1);
    assertThat(number(lake.summary("excluded"))).isEqualTo(1);
    assertThat(number(lake.summary("rows"))).isEqualTo(2);
  }

  private static long number(String cell) {
    return Long.parseLong(cell.substring(1, cell.length() - 1));
  }

  @Test
  void offersAQuarantinedObjectAgainAndTakesItOnceItIsRepaired() throws IOException {
    lake.put("a.csv", "id\n1\n");
    byte[] good = gzip("id\n" + "7\n".repeat(3));
    lake.put("bad.csv.gz", Arrays.copyOf(good, good.length - 9));
    SyncReport first = lake.sync();
    assertThat(first.ingested()).isEqualTo(1);
    assertThat(first.problems()).hasSize(1);
    ObjectProblem problem = first.problems().get(0);
    assertThat(problem.outcome()).isEqualTo(ObjectProblem.Outcome.QUARANTINED);
    assertThat(problem.uri()).isEqualTo("s3://" + lake.bucket + "/data/users/bad.csv.gz");
    assertThat(problem.condition()).isEqualTo("S3INGEST_CORRUPT_FILE");

    SyncReport again = lake.sync();
    assertThat(again.quarantined()).isEqualTo(1);
    assertThat(again.commits()).isZero();

    lake.put("bad.csv.gz", good);
    SyncReport repaired = lake.sync();
    assertThat(repaired.ingested()).isEqualTo(1);
    assertThat(repaired.problems()).isEmpty();
    assertThat(lake.rows("id")).containsExactly("[1]", "[7]", "[7]", "[7]");
  }

  @Test
  void bringsALateObjectOfTheSameSecond() {
    lake.put("a.csv", "id\n1\n");
    SyncSource before = lake.source();
    lake.sync(before, SyncListener.SILENT);
    lake.put("b.csv", "id\n2\n");
    SyncSource listed = lake.source();
    var time = SyncLake.objects(before).get(0).lastModified();
    SyncSource sameSecond =
        listed.over(
            FixedListing.of(
                SyncLake.objects(listed).stream()
                    .map(
                        o ->
                            new io.s3ingest.store.ObjectRef(
                                o.bucket(), o.key(), o.size(), o.etag(), o.versionId(), time))
                    .sorted((x, y) -> y.key().compareTo(x.key()))
                    .toList()));
    assertThat(lake.sync(sameSecond, SyncListener.SILENT).ingested()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]");
  }

  @Test
  void addsNewColumnsAndWidensOldOnes() {
    lake.put("a.csv", "id,name\n1,Ada\n");
    lake.sync();
    lake.put("b.csv", "id,city\n5000000000,Rome\n");
    lake.sync();
    assertThat(lake.rows("id", "name", "city"))
        .containsExactly("[1,Ada,null]", "[5000000000,null,Rome]");
  }

  @Test
  void refusesDataThatAColumnCannotHold() {
    lake.put("a.csv", "id\n1\n");
    lake.sync();
    lake.put("b.csv", "id\nx\n");
    assertThatThrownBy(lake::sync)
        .hasMessage(
            "[S3INGEST_INCOMPATIBLE_TABLE] Cannot sync into "
                + lake.table()
                + ": column 'id' is INT there and STRING in the data. Set schemaHints='id INT' to read it as that, or sync into another table.");
    assertThat(lake.rows("id")).containsExactly("[1]");
  }

  @Test
  void stopsAtAnOverwrittenObjectWhenToldTo() {
    lake.syncOptions.put("onOverwrite", "fail");
    lake.put("a.csv", "id\n1\n");
    lake.sync();
    lake.put("a.csv", "id\n2\n");
    lake.put("b.csv", "id\n3\n");
    assertThatThrownBy(lake::sync)
        .hasMessage(
            "[S3INGEST_OBJECT_OVERWRITTEN] Cannot sync s3://"
                + lake.bucket
                + "/data/users/a.csv into "
                + lake.table()
                + ": its rows are in the table and it was overwritten with other content since. Set onOverwrite=replace to put its rows in the place of the old ones, append to add them, ignore to leave the table as it is, or restore the object.");
    assertThat(lake.rows("id")).containsExactly("[1]");
    lake.put("a.csv", "id\n1\n");
    assertThat(lake.sync().ingested()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[1]", "[3]");
  }

  @Test
  void keepsTheRowsOfADeletedObjectAndKnowsItWhenItComesBack() {
    lake.put("a.csv", "id\n1\n");
    lake.put("b.csv", "id\n2\n");
    lake.sync();
    lake.delete("a.csv");
    lake.put("c.csv", "id\n3\n");
    assertThat(lake.sync().vanished()).isEqualTo(1);
    lake.put("a.csv", "id\n1\n");
    assertThat(lake.sync().ingested()).isZero();
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]", "[3]");
  }

  @Test
  void cutsALargeSyncIntoSlicesOfTheirOwn() {
    for (int i = 0; i < 5; i++) {
      lake.put(i + ".csv", "id\n" + i + "\n");
    }
    lake.syncOptions.put("maxFilesPerCommit", "2");
    SyncReport report = lake.sync();
    assertThat(report.commits()).isEqualTo(3);
    assertThat(report.ingested()).isEqualTo(5);
    assertThat(lake.rows("id")).containsExactly("[0]", "[1]", "[2]", "[3]", "[4]");
    assertThat(number(lake.summary("pending"))).isZero();
    assertThat(lake.sync().commits()).isZero();
  }

  @Test
  void replacesAllRowsInAFullRefresh() {
    lake.put("a.csv", "id\n1\n");
    lake.sync();
    lake.put("a.csv", "id\n10\n");
    lake.put("b.csv", "id\n2\n");
    lake.syncOptions.put("syncMode", "full_refresh");
    lake.syncOptions.put("maxFilesPerCommit", "1");
    SyncReport report = lake.sync();
    assertThat(report.ingested()).isEqualTo(2);
    assertThat(report.commits()).isEqualTo(3);
    assertThat(lake.rows("id")).containsExactly("[10]", "[2]");
    lake.syncOptions.put("syncMode", "incremental");
    assertThat(lake.sync().ingested()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"_source_key", "_SOURCE_VERSION", "_last_modified_time"})
  void refusesDataThatOwnsOneOfOurColumns(String column) {
    lake.put("a.csv", "id," + column + "\n1,2\n");
    assertThatThrownBy(lake::sync)
        .hasMessage(
            "[S3INGEST_RESERVED_COLUMN_NAME] Cannot sync s3://"
                + lake.bucket
                + "/data/users/: its data has a column '"
                + column
                + "', which sync adds itself. Rename the column in the data, or give the columns with another name for it.");
  }

  @Test
  void refusesATableThatAnotherPipelineFedUntilItIsAdopted() {
    lake.put("a.csv", "id\n1\n");
    lake.syncOptions.put("pipeline", "first");
    lake.sync();
    lake.put("b.csv", "id\n2\n");
    lake.syncOptions.put("pipeline", "second");
    assertThatThrownBy(lake::sync)
        .hasMessage(
            "[S3INGEST_PIPELINE_MISMATCH] Cannot sync into "
                + lake.table()
                + " as pipeline second: pipeline first has fed it. Set pipeline=first to go on as that one, adopt=first to take over what it has taken, or adopt=none to feed the table beside it.");
    lake.syncOptions.put("adopt", "first");
    assertThat(lake.sync().ingested()).isEqualTo(1);
    lake.syncOptions.remove("adopt");
    assertThat(lake.sync().unchanged()).isEqualTo(2);
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]");
  }

  @Test
  void partitionsANewTable() {
    lake.put("a.csv", "id,day\n1,2024-01-01\n2,2024-01-02\n");
    lake.syncOptions.put("partitionBy", "days(day), bucket(4, id)");
    lake.sync();
    assertThat(lake.sql("SELECT partition.day_day FROM " + lake.table() + ".files"))
        .containsExactly("[2024-01-01]", "[2024-01-02]");
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(SyncLake.bytes(text));
    }
    return out.toByteArray();
  }
}

package io.s3ingest.sync.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.sync.LedgerPosition;
import io.s3ingest.sync.Publication;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commit protocol on a JDBC catalog whose answers can be lost. */
final class CommitterTest {
  private static final TableIdentifier NAME = TableIdentifier.of("db", "t");

  @TempDir Path folder;
  private Table ours;
  private Table foreign;

  @BeforeEach
  void makeTable() {
    FlakyDriver.register();
    foreign = catalog("jdbc:sqlite:", true).loadTable(NAME);
    ours = catalog("jdbc:flaky:", false).loadTable(NAME);
  }

  private JdbcCatalog catalog(String url, boolean creates) {
    JdbcCatalog catalog = new JdbcCatalog();
    catalog.setConf(new Configuration());
    catalog.initialize(
        "c",
        Map.of(
            "uri",
            url + folder.resolve("catalog.db") + "?busy_timeout=10000",
            "warehouse",
            folder.resolve("wh").toString(),
            "clients",
            "1",
            "jdbc.schema-version",
            "V1"));
    if (creates) {
      catalog.createNamespace(Namespace.of("db"));
      catalog.createTable(
          NAME,
          new Schema(Types.NestedField.optional(1, "id", Types.IntegerType.get())),
          PartitionSpec.unpartitioned(),
          Map.of("format-version", "2"));
    }
    return catalog;
  }

  private DataFile file(String name) {
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withPath(ours.location() + "/data/" + name + ".parquet")
        .withFileSizeInBytes(100)
        .withRecordCount(1)
        .build();
  }

  private Publication publication(String commitId, String expected, String... files) {
    return publication(commitId, expected, null, files);
  }

  private Publication publication(
      String commitId, String expected, Long replaces, String... files) {
    List<DataFile> staged = new ArrayList<>();
    for (String file : files) {
      staged.add(file(file));
    }
    return new Publication(
        commitId,
        "p",
        expected,
        "roots/" + commitId,
        Map.of("ingested", "1"),
        Map.of("id", 1),
        List.of(new StagedFiles(ours.io(), staged)),
        replaces,
        null);
  }

  private long commit(Publication publication) {
    return new Committer(ours, "c.db.t", publication).commit().snapshotId();
  }

  private void appendForeign(String name) {
    foreign.refresh();
    foreign.newAppend().appendFile(file(name)).commit();
  }

  /** Reads the table through an other catalog, manifests included. */
  private List<String> files() {
    foreign.refresh();
    List<String> out = new ArrayList<>();
    foreign
        .newScan()
        .planFiles()
        .forEach(
            task -> {
              String path = task.file().location();
              out.add(path.substring(path.lastIndexOf('/') + 1).replace(".parquet", ""));
            });
    Collections.sort(out);
    return out;
  }

  private static void loseTheAnswer(Runnable meanwhile) {
    FlakyDriver.NEXT.add(
        new FlakyDriver.Around() {
          @Override
          public void after() throws SQLException {
            meanwhile.run();
            throw FlakyDriver.lostConnection();
          }
        });
  }

  private static void beforeCommit(Runnable action) {
    FlakyDriver.NEXT.add(
        new FlakyDriver.Around() {
          @Override
          public void before() {
            action.run();
          }
        });
  }

  @Test
  void commitsRowsPointerPropertyAndTagTogether() {
    long id = commit(publication("c1", null, "a"));
    foreign.refresh();
    Snapshot snapshot = foreign.currentSnapshot();
    assertThat(snapshot.snapshotId()).isEqualTo(id);
    assertThat(snapshot.summary())
        .containsEntry("s3ingest.pipeline", "p")
        .containsEntry("s3ingest.commit-id", "c1")
        .containsEntry("s3ingest.ledger", "roots/c1")
        .containsEntry("s3ingest.ingested", "1");
    assertThat(foreign.properties())
        .containsEntry("s3ingest.p.ledger", "roots/c1")
        .containsEntry("s3ingest.p.commit-id", "c1")
        .containsEntry("s3ingest.p.pipeline", "p");
    assertThat(foreign.refs().get("s3ingest-p").snapshotId()).isEqualTo(id);
    assertThat(PositionReader.read(foreign, "p")).isEqualTo(LedgerPosition.at("roots/c1"));
    commit(publication("c2", "roots/c1", "b"));
    assertThat(files()).containsExactly("a", "b");
    assertThat(foreign.refs().get("s3ingest-p").snapshotId())
        .isEqualTo(foreign.currentSnapshot().snapshotId());
  }

  @Test
  void findsItsCommitWhenTheAnswerIsLost() {
    loseTheAnswer(() -> {});
    commit(publication("c1", null, "a"));
    commit(publication("c2", "roots/c1", "b"));
    assertThat(files()).containsExactly("a", "b");
  }

  @Test
  void keepsAForeignCommitBehindALostAnswer() {
    commit(publication("c0", null, "z"));
    loseTheAnswer(() -> appendForeign("foreign"));
    commit(publication("c1", "roots/c0", "a"));
    assertThat(files()).containsExactly("a", "foreign", "z");
  }

  @Test
  void keepsAForeignCommitBehindALostAnswerToAReplacement() {
    long start = commit(publication("c0", null, "z"));
    loseTheAnswer(() -> appendForeign("foreign"));
    commit(publication("c1", null, start, "a"));
    assertThat(files()).containsExactly("a", "foreign");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void commitsBesideForeignCommits(int times) {
    commit(publication("c0", null, "z"));
    for (int i = 0; i < times; i++) {
      String name = "foreign" + i;
      beforeCommit(() -> appendForeign(name));
    }
    commit(publication("c1", "roots/c0", "a"));
    assertThat(files()).hasSize(times + 2).contains("a", "foreign0", "z");
  }

  @Test
  void leavesItToTheOtherRunOfThePipelineThatCommittedFirst() {
    commit(publication("c0", null, "z"));
    beforeCommit(
        () -> new Committer(foreign, "c.db.t", publication("c1", "roots/c0", "a")).commit());
    assertThatThrownBy(() -> commit(publication("c2", "roots/c0", "a2")))
        .hasMessage(
            "[S3INGEST_CONCURRENT_SYNC] Cannot commit to c.db.t: another run of pipeline p committed first. Nothing of this run was committed; run it again.");
    assertThat(files()).containsExactly("a", "z");
    assertThat(PositionReader.read(foreign, "p")).isEqualTo(LedgerPosition.at("roots/c1"));
  }

  @Test
  void refusesAPositionThatWasOvertakenBeforeItBegan() {
    commit(publication("c0", null, "z"));
    assertThatThrownBy(() -> commit(publication("c1", null, "a")))
        .hasMessageStartingWith("[S3INGEST_CONCURRENT_SYNC]");
    assertThat(files()).containsExactly("z");
  }

  @Test
  void replacesOnlyWhatItHasSeen() {
    long start = commit(publication("c0", null, "z"));
    appendForeign("foreign");
    long foreignId = foreign.currentSnapshot().snapshotId();
    assertThatThrownBy(() -> commit(publication("c1", null, start, "a")))
        .hasMessage(
            "[S3INGEST_CONCURRENT_SYNC] Cannot replace the rows of c.db.t: since the refresh began others committed append (snapshot "
                + foreignId
                + "). Nothing of this run was committed; run it again when nobody else writes.");
    assertThat(files()).containsExactly("foreign", "z");
    commit(publication("c2", null, foreignId, "a"));
    assertThat(files()).containsExactly("a");
  }

  @Test
  void refusesRowsWhoseColumnMeansSomethingElseByNow() {
    foreign.updateSchema().renameColumn("id", "other").commit();
    assertThatThrownBy(() -> commit(publication("c1", null, "a")))
        .hasMessage(
            "[S3INGEST_INCOMPATIBLE_TABLE] Cannot sync into c.db.t: its column 'id' was changed while rows were staged. Nothing was committed; run it again.");
    assertThat(files()).isEmpty();
  }

  @Test
  void saysThatItCannotTellWhenTheCatalogIsGone() {
    for (int i = 0; i < 50; i++) {
      FlakyDriver.NEXT.add(
          new FlakyDriver.Around() {
            @Override
            public void before() {
              throw new IllegalStateException("down");
            }
          });
    }
    assertThatThrownBy(() -> commit(publication("c1", null, "a")))
        .hasMessage(
            "[S3INGEST_COMMIT_UNKNOWN] Cannot tell whether commit c1 to c.db.t happened: the catalog did not answer. Run again when the catalog can be reached: nothing is taken twice or lost either way.");
    FlakyDriver.NEXT.clear();
    commit(publication("c1", null, "a"));
    assertThat(files()).containsExactly("a");
  }

  @Test
  void goesBackToTheOlderLedgerAfterARollback() {
    long first = commit(publication("c1", null, "a"));
    commit(publication("c2", "roots/c1", "b"));
    foreign.refresh();
    foreign.manageSnapshots().rollbackTo(first).commit();
    ours.refresh();
    assertThat(PositionReader.read(ours, "p")).isEqualTo(LedgerPosition.at("roots/c1"));
    commit(publication("c3", "roots/c1", "b2"));
    assertThat(files()).containsExactly("a", "b2");
  }

  @Test
  void trustsThePropertyOnlyAsLongAsTheTagBearsItOut() {
    commit(publication("c1", null, "a"));
    appendForeign("x");
    appendForeign("y");
    long current = foreign.currentSnapshot().snapshotId();
    for (Snapshot snapshot : foreign.snapshots()) {
      boolean ours = snapshot.summary().containsKey("s3ingest.pipeline");
      if (snapshot.snapshotId() != current && !ours) {
        foreign.expireSnapshots().expireSnapshotId(snapshot.snapshotId()).commit();
      }
    }
    assertThat(PositionReader.read(foreign, "p")).isEqualTo(LedgerPosition.at("roots/c1"));
    assertThat(PositionReader.feeders(foreign)).containsExactly("p");
    foreign.manageSnapshots().removeTag("s3ingest-p").commit();
    assertThat(PositionReader.read(foreign, "p").unclear())
        .isEqualTo("the snapshot that took them has expired and its tag s3ingest-p is gone");
  }
}

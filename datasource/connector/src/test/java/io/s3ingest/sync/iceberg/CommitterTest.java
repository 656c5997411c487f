package io.s3ingest.sync.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.sync.LedgerPosition;
import io.s3ingest.sync.Publication;
import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commit protocol on a JDBC catalog whose answers can be lost. */
final class CommitterTest {
  @TempDir Path folder;
  private FlakyTable lake;
  private Table ours;
  private Table foreign;

  @BeforeEach
  void makeTable() {
    lake = new FlakyTable(folder);
    ours = lake.ours;
    foreign = lake.foreign;
  }

  private Publication publication(String commitId, String expected, String... files) {
    return lake.publication(commitId, expected, files);
  }

  private long commit(Publication publication) {
    return lake.commit(publication);
  }

  private void appendForeign(String name) {
    lake.appendForeign(name);
  }

  private List<String> files() {
    return lake.files();
  }

  private static void loseTheAnswer(Runnable meanwhile) {
    FlakyTable.loseTheAnswer(meanwhile);
  }

  private static void beforeCommit(Runnable action) {
    FlakyTable.beforeCommit(action);
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
    Publication rival = publication("c1", "roots/c0", "a");
    Publication mine = publication("c2", "roots/c0", "a2");
    beforeCommit(() -> new Committer(foreign, "c.db.t", rival).commit());
    assertThatThrownBy(() -> commit(mine))
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
  void saysThatItsCommitWasUndoneBeforeItCouldLook() {
    long first = commit(publication("c1", null, "a"));
    FlakyDriver.NEXT.add(
        new FlakyDriver.Around() {
          @Override
          public void after() {
            foreign.refresh();
            foreign.manageSnapshots().rollbackTo(first).commit();
          }
        });
    assertThatThrownBy(() -> commit(publication("c2", "roots/c1", "b")))
        .hasMessage(
            "[S3INGEST_COMMIT_UNDONE] Commit c2 to c.db.t happened, and was undone by somebody else at once: by a rollback, or by another run that put an unfinished refresh aside. Run again: what is not in the table is taken then.");
    ours.refresh();
    commit(publication("c3", "roots/c1", "b2"));
    assertThat(files()).containsExactly("a", "b2");
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

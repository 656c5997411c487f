package io.s3ingest.sync.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.sync.LedgerPosition;
import io.s3ingest.sync.Publication;
import io.s3ingest.sync.RefreshBranch;
import java.nio.file.Path;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full refresh that becomes the table's state, or does not, on a catalog that can fail. */
final class RefreshPublisherTest {
  private static final String BRANCH = "s3ingest-refresh-p";

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

  private RefreshBranch begun() {
    ours.refresh();
    Snapshot current = ours.currentSnapshot();
    return new RefreshBranch(current == null ? -1 : current.snapshotId(), "r");
  }

  /** Two slices on a branch, over a table with the file z. */
  private void refreshed() {
    lake.commit(lake.publication("c0", null, "z"));
    RefreshBranch branch = begun();
    lake.commit(lake.publication("b", null, branch));
    lake.commit(lake.publication("s1", "roots/b", branch, "a"));
    lake.commit(lake.publication("s2", "roots/s1", branch, "b"));
  }

  private long publish() {
    return new RefreshPublisher(ours, "c.db.t", "p").publish("s2");
  }

  @Test
  void showsTheWholeRefreshAtOnce() {
    refreshed();
    assertThat(lake.files()).containsExactly("z");
    assertThat(PositionReader.read(foreign, "p")).isEqualTo(LedgerPosition.at("roots/c0"));
    long id = publish();
    assertThat(lake.files()).containsExactly("a", "b");
    assertThat(foreign.currentSnapshot().snapshotId()).isEqualTo(id);
    assertThat(foreign.refs().keySet()).containsExactlyInAnyOrder("main", "s3ingest-p");
    assertThat(foreign.refs().get("s3ingest-p").snapshotId()).isEqualTo(id);
    assertThat(foreign.properties()).containsEntry("s3ingest.p.ledger", "roots/s2");
    assertThat(PositionReader.read(foreign, "p")).isEqualTo(LedgerPosition.at("roots/s2"));
    lake.commit(lake.publication("c3", "roots/s2", "c"));
    assertThat(lake.files()).containsExactly("a", "b", "c");
  }

  @Test
  void refreshesATableThatHasNoSnapshot() {
    RefreshBranch branch = begun();
    lake.commit(lake.publication("b", null, branch));
    lake.commit(lake.publication("s2", "roots/b", branch, "a"));
    assertThat(lake.files()).isEmpty();
    publish();
    assertThat(lake.files()).containsExactly("a");
  }

  @Test
  void publishesBehindACompaction() {
    refreshed();
    foreign.refresh();
    foreign.newRewrite().deleteFile(lake.file("z")).addFile(lake.file("zz")).commit();
    publish();
    assertThat(lake.files()).containsExactly("a", "b");
  }

  @Test
  void dropsNoRowsThatOthersCommittedMeanwhile() {
    refreshed();
    lake.appendForeign("foreign");
    long id = foreign.currentSnapshot().snapshotId();
    assertThatThrownBy(this::publish)
        .hasMessage(
            "[S3INGEST_CONCURRENT_SYNC] Cannot publish the full refresh of c.db.t: since it began others committed append (snapshot "
                + id
                + "). The table is as they left it, and the refreshed rows stay on branch 's3ingest-refresh-p'. Run the refresh again when nobody else writes; it begins anew.");
    assertThat(lake.files()).containsExactly("foreign", "z");
    assertThat(foreign.refs()).containsKey(BRANCH);
    assertThat(new RefreshPublisher(foreign, "c.db.t", "p").unfinished().publishable()).isFalse();
  }

  @Test
  void dropsNoRowsThatOthersCommitWhileItPublishes() {
    refreshed();
    FlakyTable.beforeCommit(() -> lake.appendForeign("foreign"));
    assertThatThrownBy(this::publish).hasMessageContaining("others committed append (snapshot ");
    assertThat(lake.files()).containsExactly("foreign", "z");
  }

  @Test
  void publishesAlthoughACompactionComesBetween() {
    refreshed();
    FlakyTable.beforeCommit(
        () -> {
          foreign.refresh();
          foreign.newRewrite().deleteFile(lake.file("z")).addFile(lake.file("zz")).commit();
        });
    publish();
    assertThat(lake.files()).containsExactly("a", "b");
  }

  @Test
  void doesNotUndoARollback() {
    lake.commit(lake.publication("c00", null, "y"));
    long first = ours.currentSnapshot().snapshotId();
    lake.commit(lake.publication("c0", "roots/c00", "z"));
    RefreshBranch branch = begun();
    lake.commit(lake.publication("s2", null, branch));
    foreign.refresh();
    foreign.manageSnapshots().rollbackTo(first).commit();
    assertThatThrownBy(this::publish)
        .hasMessageContaining("since it began others committed a rollback or another table.");
    assertThat(lake.files()).containsExactly("y");
  }

  @Test
  void findsItsPublicationWhenTheAnswerIsLost() {
    refreshed();
    FlakyTable.loseTheAnswer(() -> lake.appendForeign("foreign"));
    publish();
    assertThat(lake.files()).containsExactly("a", "b", "foreign");
  }

  @Test
  void findsItsSliceWhenTheAnswerIsLost() {
    lake.commit(lake.publication("c0", null, "z"));
    RefreshBranch branch = begun();
    FlakyTable.loseTheAnswer(() -> {});
    lake.commit(lake.publication("b", null, branch));
    FlakyTable.loseTheAnswer(() -> {});
    lake.commit(lake.publication("s2", "roots/b", branch, "a"));
    publish();
    assertThat(lake.files()).containsExactly("a");
  }

  @Test
  void commitsSlicesBesideForeignCommits() {
    lake.commit(lake.publication("c0", null, "z"));
    RefreshBranch branch = begun();
    lake.commit(lake.publication("b", null, branch));
    FlakyTable.beforeCommit(() -> foreign.updateProperties().set("x", "y").commit());
    lake.commit(lake.publication("s2", "roots/b", branch, "a"));
    publish();
    assertThat(lake.files()).containsExactly("a");
    assertThat(foreign.properties()).containsEntry("x", "y");
  }

  @Test
  void refusesASliceOfARefreshThatAnotherRunHasTakenOver() {
    refreshed();
    Publication asleep = lake.publication("s3", "roots/s2", begun(), "c");
    lake.commit(lake.publication("s4", "roots/s2", begun(), "c2"));
    assertThatThrownBy(() -> lake.commit(asleep))
        .hasMessage(
            "[S3INGEST_CONCURRENT_SYNC] Cannot commit to c.db.t: another run of pipeline p committed first. Nothing of this run was committed; run it again.");
  }

  @Test
  void refusesASliceOfARefreshThatIsPublished() {
    refreshed();
    Publication asleep = lake.publication("s3", "roots/s2", begun(), "c");
    publish();
    assertThatThrownBy(() -> lake.commit(asleep))
        .hasMessageStartingWith("[S3INGEST_CONCURRENT_SYNC]");
    assertThat(lake.files()).containsExactly("a", "b");
    assertThat(foreign.refs()).doesNotContainKey(BRANCH);
  }

  @Test
  void refusesASleeperAlthoughTheTableWasRolledBackToWhatItKnew() {
    long first = lake.commit(lake.publication("c1", null, "a"));
    Publication asleep = lake.publication("c2", "roots/c1", "b");
    lake.commit(lake.publication("c3", "roots/c1", "b2"));
    foreign.refresh();
    foreign.manageSnapshots().rollbackTo(first).commit();
    assertThatThrownBy(() -> lake.commit(asleep))
        .hasMessageStartingWith("[S3INGEST_CONCURRENT_SYNC]");
    assertThat(lake.files()).containsExactly("a");
  }
}

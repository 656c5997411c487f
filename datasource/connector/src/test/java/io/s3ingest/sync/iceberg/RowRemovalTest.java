package io.s3ingest.sync.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Takes rows out by key on a JDBC catalog, with others committing in between. */
final class RowRemovalTest {
  private static final TableIdentifier NAME = TableIdentifier.of("db", "t");

  @TempDir Path folder;
  private Table foreign;
  private Table ours;
  private KeyedTable table;

  private void makeTable(int version, PartitionSpec spec, Map<String, String> more) {
    FlakyDriver.register();
    JdbcCatalog catalog = catalog("jdbc:sqlite:");
    catalog.createNamespace(Namespace.of("db"));
    foreign =
        catalog
            .buildTable(NAME, KeyedTable.SCHEMA)
            .withPartitionSpec(spec)
            .withProperty("format-version", String.valueOf(version))
            .withProperty("write.metadata.metrics.column._source_key", "full")
            .withProperties(more)
            .create();
    ours = catalog("jdbc:flaky:").loadTable(NAME);
    table = new KeyedTable(ours);
  }

  private void makeTable(int version) {
    makeTable(version, PartitionSpec.unpartitioned(), Map.of());
  }

  private JdbcCatalog catalog(String url) {
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
    return catalog;
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

  private List<String> stagedFor(String commitId) throws Exception {
    Path staged = Path.of(Stager.folder(ours, commitId).replaceFirst("^file:", ""));
    if (!Files.exists(staged)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(staged)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".crc"))
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void takesOutTheRowsOfAKeyAndLeavesEveryDataFile(int version) {
    makeTable(version);
    DataFile first = table.file(3, "a", "b", "c");
    DataFile second = table.file(2, "d", "e");
    table.append(first, second);
    List<String> before = table.dataFiles();
    DataFile added = table.file(5, "b");
    var done = table.commit(table.publication("c1", null, Set.of("b"), added));
    assertThat(done.rowsRemoved()).isEqualTo(3);
    assertThat(table.rows()).containsExactly("a=3", "b=5", "c=3", "d=2", "e=2");
    assertThat(table.dataFiles()).containsAll(before).hasSize(3);
    List<DeleteFile> deletes = new java.util.ArrayList<>();
    ours.newScan().planFiles().forEach(task -> deletes.addAll(task.deletes()));
    assertThat(deletes).hasSize(1);
    assertThat(deletes.get(0).format())
        .isEqualTo(version == 2 ? FileFormat.PARQUET : FileFormat.PUFFIN);
    assertThat(deletes.get(0).location()).contains("/data/s3ingest-c1/");
    assertThat(ours.currentSnapshot().summary())
        .containsEntry("s3ingest.rows-removed", "3")
        .containsEntry("s3ingest.commit-id", "c1");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void countsARowThatIsGoneAlreadyOnlyOnce(int version) {
    makeTable(version);
    table.append(table.file(3, "a", "b", "c"));
    table.commit(table.publication("c1", null, Set.of("a")));
    var done = table.commit(table.publication("c2", "roots/c1", Set.of("a", "b")));
    assertThat(done.rowsRemoved()).isEqualTo(3);
    assertThat(table.rows()).containsExactly("c=3");
    var nothing = table.commit(table.publication("c3", "roots/c2", Set.of("a", "zzz")));
    assertThat(nothing.rowsRemoved()).isZero();
    assertThat(table.rows()).containsExactly("c=3");
  }

  @ParameterizedTest
  @CsvSource({"2,true", "2,false", "3,true", "3,false"})
  void findsTheRowsAnewWhenACompactionComesBetween(int version, boolean lostRace) {
    makeTable(version);
    DataFile one = table.file(3, "a", "b");
    DataFile two = table.file(3, "b", "c");
    table.append(one, two);
    beforeCommit(
        () -> {
          KeyedTable others = new KeyedTable(foreign);
          foreign.refresh();
          foreign
              .newRewrite()
              .deleteFile(one)
              .deleteFile(two)
              .addFile(others.file(3, "c", "b", "a", "b"))
              .commit();
          if (!lostRace) {
            throw new IllegalStateException(new SQLException("not reached", "42000"));
          }
        });
    if (!lostRace) {
      assertThatThrownBy(() -> table.commit(table.publication("c1", null, Set.of("b"))))
          .hasMessageStartingWith("[S3INGEST_COMMIT_UNKNOWN]");
      assertThat(table.rows()).containsExactly("a=3", "b=6", "c=3");
    }
    var done = table.commit(table.publication("c1", null, Set.of("b"), table.file(1, "b")));
    assertThat(done.rowsRemoved()).isEqualTo(6);
    assertThat(table.rows()).containsExactly("a=3", "b=1", "c=3");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void leavesItToTheOtherRunThatCommittedFirstAndKeepsNoDeletes(int version) throws Exception {
    makeTable(version);
    table.append(table.file(3, "a", "b"));
    beforeCommit(
        () -> {
          foreign.refresh();
          KeyedTable others = new KeyedTable(foreign);
          others.commit(others.publication("other", null, Set.of("a")));
        });
    assertThatThrownBy(() -> table.commit(table.publication("mine", null, Set.of("a", "b"))))
        .hasMessage(
            "[S3INGEST_CONCURRENT_SYNC] Cannot commit to c.db.t: another run of pipeline p committed first. Nothing of this run was committed; run it again.");
    assertThat(table.rows()).containsExactly("b=3");
    assertThat(stagedFor("mine")).isEmpty();
    assertThat(stagedFor("other")).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = FileFormat.class,
      names = {"PARQUET", "AVRO", "ORC"})
  void readsEveryFormatOfDataFiles(FileFormat format) {
    makeTable(2);
    table.append(table.file(format, 700, "a", "b", "c"));
    var done = table.commit(table.publication("c1", null, Set.of("b")));
    assertThat(done.rowsRemoved()).isEqualTo(700);
    assertThat(table.rows()).containsExactly("a=700", "c=700");
  }

  @Test
  void countsPositionsRightlyAcrossRowGroups() {
    makeTable(
        2,
        PartitionSpec.unpartitioned(),
        Map.of(
            "write.parquet.row-group-size-bytes", "4000",
            "write.parquet.row-group-check-min-record-count", "100",
            "write.parquet.row-group-check-max-record-count", "100"));
    String[] keys =
        IntStream.range(0, 20).mapToObj(i -> "key-%03d".formatted(i)).toArray(String[]::new);
    DataFile file = table.file(500, keys);
    assertThat(file.splitOffsets()).hasSizeGreaterThan(5);
    table.append(file);
    var done = table.commit(table.publication("c1", null, Set.of("key-017", "key-003")));
    assertThat(done.rowsRemoved()).isEqualTo(1000);
    assertThat(table.rows()).hasSize(18).doesNotContain("key-017=500", "key-003=500");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void takesRowsOutOfEveryPartitionThatHasThem(int version) {
    makeTable(
        version,
        PartitionSpec.builderFor(KeyedTable.SCHEMA).bucket("_source_key", 4).build(),
        Map.of());
    DataFile[] files =
        IntStream.range(0, 30)
            .mapToObj(i -> table.file(2, "key-%02d".formatted(i)))
            .toArray(DataFile[]::new);
    table.append(files);
    Set<String> removed = new TreeSet<>();
    IntStream.range(5, 15).forEach(i -> removed.add("key-%02d".formatted(i)));
    var done = table.commit(table.publication("c1", null, removed));
    assertThat(done.rowsRemoved()).isEqualTo(20);
    assertThat(table.rows()).hasSize(20).doesNotContain("key-05=2", "key-14=2");
  }

  @Test
  void takesOutMoreKeysThanAListOfLiteralsMayHave() {
    makeTable(2);
    String[] keys =
        IntStream.range(0, 1000).mapToObj(i -> "key-%04d".formatted(i)).toArray(String[]::new);
    table.append(table.file(2, keys), table.file(2, "other"));
    Set<String> removed = new TreeSet<>(List.of(keys).subList(100, 900));
    assertThat(table.commit(table.publication("c1", null, removed)).rowsRemoved()).isEqualTo(1600);
    assertThat(table.rows()).hasSize(201).contains("key-0099=2", "key-0900=2", "other=2");
  }

  @Test
  void findsRowsWhereBoundsAreCutShort() {
    makeTable(
        2,
        PartitionSpec.unpartitioned(),
        Map.of("write.metadata.metrics.column._source_key", "truncate(4)"));
    String key = "data/users/2024/\uD83D\uDE00/a.csv";
    table.append(table.file(2, "data/users/2024/a.csv", key, "data/users/2025/b.csv"));
    assertThat(table.commit(table.publication("c1", null, Set.of(key))).rowsRemoved()).isEqualTo(2);
    assertThat(table.rows()).containsExactly("data/users/2024/a.csv=2", "data/users/2025/b.csv=2");
  }

  @Test
  void opensOnlyFilesWhoseBoundsHaveTheKey() throws Exception {
    makeTable(2);
    DataFile hit = table.file(2, "a", "c");
    DataFile miss = table.file(2, "d", "z");
    table.append(hit, miss);
    Files.delete(Path.of(miss.location().replaceFirst("^file:", "")));
    assertThat(table.commit(table.publication("c1", null, Set.of("c"))).rowsRemoved()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"2,,4", "2,append,4", "2,rewrite,4", "3,,4", "3,append,4", "3,rewrite,4", "3,,0"})
  void findsItsCommitWhenTheAnswerIsLostAndKeepsWhatOthersDid(
      int version, String meanwhile, int retries) {
    makeTable(
        version,
        PartitionSpec.unpartitioned(),
        Map.of("commit.retry.num-retries", String.valueOf(retries)));
    table.append(table.file(3, "a", "b"));
    FlakyDriver.NEXT.add(
        new FlakyDriver.Around() {
          @Override
          public void after() throws SQLException {
            foreign.refresh();
            KeyedTable others = new KeyedTable(foreign);
            if ("append".equals(meanwhile)) {
              others.append(others.file(2, "foreign"));
            } else if ("rewrite".equals(meanwhile)) {
              compact();
            }
            throw FlakyDriver.lostConnection();
          }
        });
    var done = table.commit(table.publication("c1", null, Set.of("b"), table.file(1, "b")));
    assertThat(done.rowsRemoved()).isEqualTo(3);
    List<String> rows = new java.util.ArrayList<>(List.of("a=3", "b=1"));
    if ("append".equals(meanwhile)) {
      rows.add("foreign=2");
    }
    assertThat(table.rows()).containsExactlyElementsOf(rows);
    var next = table.commit(table.publication("c2", "roots/c1", Set.of("a")));
    assertThat(next.rowsRemoved()).isEqualTo(3);
  }

  /** Writes the live rows anew, into one file. */
  private void compact() {
    var rewrite = foreign.newRewrite().validateFromSnapshot(foreign.currentSnapshot().snapshotId());
    foreign
        .newScan()
        .planFiles()
        .forEach(
            task -> {
              rewrite.deleteFile(task.file());
              task.deletes().forEach(rewrite::deleteFile);
            });
    KeyedTable others = new KeyedTable(foreign);
    rewrite.addFile(others.file(1, "a", "a", "a", "b")).commit();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void findsStagedDeletesThatNoSnapshotHas(int version) throws Exception {
    makeTable(version);
    table.append(table.file(3, "a", "b"));
    String folder = Stager.folder(ours, "dead");
    assertThat(RowRemoval.stage(ours, Set.of("a"), folder).rows()).isEqualTo(3);
    Set<String> orphans = OrphanFiles.below(ours, Set.of(folder));
    assertThat(orphans).hasSize(1);
    OrphanFiles.delete(ours, orphans);
    assertThat(stagedFor("dead")).isEmpty();
    assertThat(table.rows()).containsExactly("a=3", "b=3");
  }

  @Test
  void keepsDeletesThatASnapshotHasWhenOrphansAreLookedFor() {
    makeTable(2);
    table.append(table.file(3, "a", "b"));
    table.commit(table.publication("c1", null, Set.of("a")));
    assertThat(OrphanFiles.below(ours, Set.of(Stager.folder(ours, "c1")))).isEmpty();
    assertThat(table.rows()).containsExactly("b=3");
  }
}

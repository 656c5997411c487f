package io.s3ingest.sync.iceberg;

import io.s3ingest.sync.Publication;
import io.s3ingest.sync.RefreshBranch;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.types.Types;

/** One table of a JDBC catalog, seen by us over a line that can break, and by others. */
final class FlakyTable {
  private static final TableIdentifier NAME = TableIdentifier.of("db", "t");

  final Table ours;
  final Table foreign;

  /** A new table in {@code folder}. */
  FlakyTable(Path folder) {
    FlakyDriver.register();
    foreign = catalog(folder, "jdbc:sqlite:", true).loadTable(NAME);
    ours = catalog(folder, "jdbc:flaky:", false).loadTable(NAME);
  }

  private static JdbcCatalog catalog(Path folder, String url, boolean creates) {
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

  DataFile file(String name) {
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withPath(ours.location() + "/data/" + name + ".parquet")
        .withFileSizeInBytes(100)
        .withRecordCount(1)
        .build();
  }

  /** A commit on the table as we see it now. */
  Publication publication(String commitId, String expected, String... files) {
    return publication(commitId, expected, null, files);
  }

  /** A commit on the branch of a refresh. */
  Publication publication(
      String commitId, String expected, RefreshBranch refresh, String... files) {
    List<DataFile> staged = new ArrayList<>();
    for (String file : files) {
      staged.add(file(file));
    }
    ours.refresh();
    return new Publication(
        commitId,
        "p",
        expected,
        PipelineMarks.fence(ours, "p", refresh != null),
        "roots/" + commitId,
        Map.of("ingested", "1"),
        Map.of("id", 1),
        List.of(new StagedFiles(ours.io(), staged)),
        refresh,
        null,
        Set.of());
  }

  long commit(Publication publication) {
    return new Committer(ours, "c.db.t", publication).commit().snapshotId();
  }

  void appendForeign(String name) {
    foreign.refresh();
    foreign.newAppend().appendFile(file(name)).commit();
  }

  /** Reads the table through an other catalog, manifests included. */
  List<String> files() {
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

  static void loseTheAnswer(Runnable meanwhile) {
    FlakyDriver.NEXT.add(
        new FlakyDriver.Around() {
          @Override
          public void after() throws SQLException {
            meanwhile.run();
            throw FlakyDriver.lostConnection();
          }
        });
  }

  static void beforeCommit(Runnable action) {
    FlakyDriver.NEXT.add(
        new FlakyDriver.Around() {
          @Override
          public void before() {
            action.run();
          }
        });
  }
}

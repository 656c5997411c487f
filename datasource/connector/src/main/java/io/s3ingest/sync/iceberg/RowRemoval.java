package io.s3ingest.sync.iceberg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.io.OutputFileFactory;

/**
 * Takes the rows of objects out of a table without writing a data file anew: by position delete
 * files (format version 2) or deletion vectors (3), one for each data file, which are staged here
 * for the state that the table is in, and which no snapshot has yet.
 */
final class RowRemoval {
  private static final int DELETION_VECTORS_FROM = 3;

  private final Table table;
  private final long snapshotId;
  private final List<DeleteFile> added = new ArrayList<>();
  private final List<DeleteFile> superseded = new ArrayList<>();
  private final Set<String> dataFiles = new LinkedHashSet<>();
  private long rows;

  private RowRemoval(Table table, long snapshotId) {
    this.table = table;
    this.snapshotId = snapshotId;
  }

  /** Stages the deletes in {@code folder}. */
  static RowRemoval stage(Table table, Collection<String> keys, String folder) {
    Snapshot current = table.currentSnapshot();
    RowRemoval removal = new RowRemoval(table, current == null ? -1 : current.snapshotId());
    if (current == null || keys.isEmpty()) {
      return removal;
    }
    RowFinder finder = new RowFinder(table, keys);
    Table staging = Stager.at(table, folder);
    try {
      if (TableUtil.formatVersion(table) >= DELETION_VECTORS_FROM) {
        removal.vectors(finder, staging);
      } else {
        removal.positions(finder, staging);
      }
      return removal;
    } catch (IOException e) {
      removal.discard();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      removal.discard();
      throw e;
    }
  }

  private void vectors(RowFinder finder, Table staging) throws IOException {
    Map<String, PositionDeleteIndex> before = new HashMap<>();
    OutputFileFactory files =
        OutputFileFactory.builderFor(staging, 0, 0).format(FileFormat.PUFFIN).build();
    BaseDVFileWriter writer = new BaseDVFileWriter(files, before::get);
    try (writer) {
      finder.find(
          snapshotId,
          found -> {
            String location = found.file().location();
            before.put(location, found.before().isEmpty() ? null : found.before());
            writer.delete(location, found.rows(), found.spec(), found.file().partition());
            note(found);
          });
    }
    added.addAll(writer.result().deleteFiles());
    superseded.addAll(writer.result().rewrittenDeleteFiles());
  }

  private void positions(RowFinder finder, Table staging) {
    FileFormat format = deleteFormat();
    OutputFileFactory files =
        OutputFileFactory.builderFor(staging, 0, 0).format(format).suffix("deletes").build();
    GenericFileWriterFactory writers =
        new GenericFileWriterFactory.Builder(staging).deleteFileFormat(format).build();
    finder.find(
        snapshotId,
        found -> {
          PositionDeleteWriter<Record> writer =
              writers.newPositionDeleteWriter(
                  files.newOutputFile(found.spec(), found.file().partition()),
                  found.spec(),
                  found.file().partition());
          String location = found.file().location();
          try (writer) {
            PositionDelete<Record> row = PositionDelete.create();
            found.rows().forEach(position -> writer.write(row.set(location, position)));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          added.add(writer.toDeleteFile());
          note(found);
        });
  }

  private void note(RowFinder.Found found) {
    dataFiles.add(found.file().location());
    rows += found.rows().cardinality();
  }

  private FileFormat deleteFormat() {
    Map<String, String> properties = table.properties();
    String data =
        properties.getOrDefault(
            TableProperties.DEFAULT_FILE_FORMAT, TableProperties.DEFAULT_FILE_FORMAT_DEFAULT);
    return FileFormat.fromString(
        properties.getOrDefault(TableProperties.DELETE_DEFAULT_FILE_FORMAT, data));
  }

  /** Returns the snapshot that the positions are those of, -1 for an empty table. */
  long snapshotId() {
    return snapshotId;
  }

  /** Returns how many rows are taken out. */
  long rows() {
    return rows;
  }

  /** Puts the deletes into a commit, which fails if a data file that they name is gone by then. */
  void addTo(RowDelta delta) {
    added.forEach(delta::addDeletes);
    superseded.forEach(delta::removeDeletes);
    if (snapshotId != -1) {
      delta.validateFromSnapshot(snapshotId);
    }
    delta.validateDataFilesExist(dataFiles).validateDeletedFiles();
  }

  /** Deletes what was staged. */
  void discard() {
    Set<String> files = new LinkedHashSet<>();
    added.forEach(file -> files.add(file.location()));
    CatalogUtil.deleteFiles(table.io(), files, "staged deletes", true);
  }
}

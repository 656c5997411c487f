package io.s3ingest.sync.iceberg;

import io.s3ingest.sync.Destination;
import io.s3ingest.sync.Publication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.types.Types;

/** A table of ids and the keys of the objects that they came from, written without Spark. */
final class KeyedTable {
  static final Schema SCHEMA =
      new Schema(
          Types.NestedField.optional(1, "id", Types.LongType.get()),
          Types.NestedField.optional(2, "_source_key", Types.StringType.get()));

  private final Table table;
  private long nextId;

  KeyedTable(Table table) {
    this.table = table;
  }

  /** Writes a data file with {@code rows} rows of each of these keys, one key after the other. */
  DataFile file(int rows, String... keys) {
    return file(FileFormat.PARQUET, rows, keys);
  }

  DataFile file(FileFormat format, int rows, String... keys) {
    PartitionKey partition = new PartitionKey(table.spec(), table.schema());
    List<Record> records = new ArrayList<>();
    for (String key : keys) {
      for (int i = 0; i < rows; i++) {
        Record record = GenericRecord.create(SCHEMA);
        record.setField("id", nextId++);
        record.setField("_source_key", key);
        records.add(record);
      }
    }
    partition.partition(records.get(0));
    OutputFileFactory files =
        OutputFileFactory.builderFor(table, 0, 0)
            .operationId(UUID.randomUUID().toString())
            .format(format)
            .build();
    DataWriter<Record> writer =
        new GenericFileWriterFactory.Builder(table)
            .dataFileFormat(format)
            .dataSchema(SCHEMA)
            .build()
            .newDataWriter(files.newOutputFile(table.spec(), partition), table.spec(), partition);
    try (writer) {
      records.forEach(writer::write);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return writer.toDataFile();
  }

  void append(DataFile... files) {
    var append = table.newAppend();
    for (DataFile file : files) {
      append.appendFile(file);
    }
    append.commit();
  }

  /** Returns the keys of the table's rows as {@code key=rows}. */
  List<String> rows() {
    table.refresh();
    Map<String, Long> out = new java.util.TreeMap<>();
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
      rows.forEach(row -> out.merge(String.valueOf(row.getField("_source_key")), 1L, Long::sum));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.entrySet().stream().map(Object::toString).toList();
  }

  List<String> dataFiles() {
    table.refresh();
    List<String> out = new ArrayList<>();
    table.newScan().planFiles().forEach(task -> out.add(task.file().location()));
    out.sort(null);
    return out;
  }

  Publication publication(
      String commitId, String expected, Set<String> removes, DataFile... added) {
    table.refresh();
    return new Publication(
        commitId,
        "p",
        expected,
        PipelineMarks.fence(table, "p", false),
        "roots/" + commitId,
        Map.of(),
        Map.of("id", 1),
        List.<Destination.Staged>of(new StagedFiles(table.io(), List.of(added))),
        null,
        null,
        removes);
  }

  Destination.Published commit(Publication publication) {
    return new Committer(table, "c.db.t", publication).commit();
  }
}

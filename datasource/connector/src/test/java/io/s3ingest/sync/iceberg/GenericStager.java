package io.s3ingest.sync.iceberg;

import io.s3ingest.cursor.FileGroup;
import io.s3ingest.cursor.FileSplit;
import io.s3ingest.cursor.PlanFile;
import io.s3ingest.error.BadObjectsException.BadObject;
import io.s3ingest.error.ReadErrors;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.metric.SplitCount;
import io.s3ingest.schema.IngestColumns;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.sync.RowStager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptionKeyMetadata;
import org.apache.iceberg.io.DataWriter;

/**
 * Stages without Spark: one data file for each group of a plan, by Iceberg's own writers. Objects
 * are read by a function that gives their ids, or fails as a store and a decoder do.
 */
final class GenericStager implements RowStager {
  private final Table table;
  private final Function<ObjectRef, List<Long>> reader;

  GenericStager(Table table, Function<ObjectRef, List<Long>> reader) {
    this.table = table;
    this.reader = reader;
  }

  @Override
  public int parallelism() {
    return 2;
  }

  @Override
  public StagedRows stage(PlanFile plan, String uri) {
    List<SplitCount> counts = new ArrayList<>();
    List<DataFile> files = new ArrayList<>();
    int number = 0;
    for (FileGroup group : plan.groups()) {
      List<Record> rows = new ArrayList<>();
      List<BadObject> bad = new ArrayList<>();
      for (FileSplit split : group.splits()) {
        try {
          List<Long> ids = reader.apply(split.object());
          ids.forEach(id -> rows.add(row(id, split.object())));
          counts.add(
              new SplitCount(split.object().key(), split.start(), ids.size(), ids.size(), 0, null));
        } catch (S3IngestException e) {
          bad.add(new BadObject(split.object().key(), e.getCondition(), e.getMessage()));
        }
      }
      if (!bad.isEmpty()) {
        throw ReadErrors.badObjects(bad);
      }
      if (!rows.isEmpty()) {
        files.add(write(plan.stagingPath() + "/" + number++, rows));
      }
    }
    return new StagedRows(new StagedFiles(table.io(), files), counts);
  }

  private Record row(long id, ObjectRef object) {
    Record row = GenericRecord.create(table.schema());
    row.setField("id", id);
    row.setField(IngestColumns.SOURCE_KEY, object.key());
    row.setField(IngestColumns.SOURCE_VERSION, object.etag());
    row.setField(IngestColumns.LAST_MODIFIED_TIME, object.lastModified().atOffset(ZoneOffset.UTC));
    return row;
  }

  private DataFile write(String path, List<Record> rows) {
    return write(table, path, rows);
  }

  static DataFile write(Table table, String path, List<Record> rows) {
    FileFormat format =
        FileFormat.fromString(
            table.properties().getOrDefault(TableProperties.DEFAULT_FILE_FORMAT, "parquet"));
    DataWriter<Record> writer =
        new GenericFileWriterFactory.Builder(table)
            .dataFileFormat(format)
            .build()
            .newDataWriter(
                EncryptedFiles.encryptedOutput(
                    table.io().newOutputFile(format.addExtension(path)),
                    EncryptionKeyMetadata.EMPTY),
                PartitionSpec.unpartitioned(),
                null);
    try (writer) {
      rows.forEach(writer::write);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return writer.toDataFile();
  }
}

package io.s3ingest.sync.iceberg;

import io.s3ingest.sync.Destination;
import java.util.List;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.io.FileIO;

/** Data files that no snapshot has yet. */
record StagedFiles(FileIO io, List<DataFile> files) implements Destination.Staged {
  StagedFiles {
    files = List.copyOf(files);
  }

  @Override
  public long rows() {
    return files.stream().mapToLong(DataFile::recordCount).sum();
  }

  @Override
  public void discard() {
    CatalogUtil.deleteFiles(
        io, files.stream().map(DataFile::location).toList(), "staged data", true);
  }
}

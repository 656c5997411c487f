package io.s3ingest.decode.parquet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;

/**
 * The stored bytes of the pages that hold wanted rows, told by the page indexes of a file alone.
 */
record NeededPages(long bytes) {
  /** Tells whether a row from the first to the last one of a page is wanted. */
  @FunctionalInterface
  interface Wanted {
    boolean any(long first, long last);
  }

  static NeededPages of(Path file, Wanted rows, List<String> columns) throws IOException {
    long sum = 0;
    HadoopInputFile input =
        HadoopInputFile.fromPath(
            new org.apache.hadoop.fs.Path(file.toUri()), new Configuration(false));
    try (ParquetFileReader reader = ParquetFileReader.open(input)) {
      long firstRow = 0;
      for (BlockMetaData block : reader.getRowGroups()) {
        for (ColumnChunkMetaData chunk : block.getColumns()) {
          if (columns.contains(chunk.getPath().toDotString())) {
            OffsetIndex pages = reader.readOffsetIndex(chunk);
            for (int i = 0; i < pages.getPageCount(); i++) {
              long first = firstRow + pages.getFirstRowIndex(i);
              long last = firstRow + pages.getLastRowIndex(i, block.getRowCount());
              if (rows.any(first, last)) {
                sum += pages.getCompressedPageSize(i);
              }
            }
          }
        }
        firstRow += block.getRowCount();
      }
    }
    return new NeededPages(sum);
  }
}

package io.s3ingest.decode.parquet;

import io.s3ingest.decode.BatchReader;
import io.s3ingest.decode.Cut;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.DecodeRequest;
import io.s3ingest.decode.InferredSchema;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.decode.ObjectFormat;
import io.s3ingest.error.ParquetErrors;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.hadoop.Footer;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.internal.SQLConf$;
import org.apache.spark.sql.types.StructType;

/** Reads Parquet: the schema from the footer, the columns that are asked for by ranges. */
public final class ParquetObjectFormat implements ObjectFormat {
  @Override
  public String name() {
    return "parquet";
  }

  @Override
  public boolean declaresTypes() {
    return true;
  }

  @Override
  public Set<String> extensions() {
    return Set.of("parquet", "parq", "pq");
  }

  @Override
  public boolean recognizes(byte[] head, int length) {
    return length >= 4
        && head[0] == 'P'
        && head[1] == 'A'
        && head[2] == 'R'
        && (head[3] == '1' || head[3] == 'E');
  }

  /** Returns the schema of the footer: Spark's own where Spark wrote the file. */
  @Override
  public InferredSchema infer(ObjectContent content, DecodeOptions options) {
    ParquetSettings settings = ParquetSettings.of(options);
    return SQLConf$.MODULE$.withExistingConf(settings.session(), () -> infer(content, settings));
  }

  private static InferredSchema infer(ObjectContent content, ParquetSettings settings) {
    try (OpenedObject opened = OpenedObject.of(content, settings)) {
      ParquetMetadata footer = opened.footer(0, opened.getLength());
      try {
        StructType schema =
            ParquetFileFormat.readSchemaFromFooter(
                new Footer(opened.path(), footer), settings.converter());
        return new InferredSchema(schema.asNullable(), rows(footer));
      } catch (RuntimeException e) {
        throw ParquetErrors.unsupportedSchema(content.object().uri(), e.getMessage(), e);
      } catch (Exception e) { // Scala does not declare Spark's AnalysisException
        throw ParquetErrors.unsupportedSchema(content.object().uri(), e.getMessage(), e);
      }
    }
  }

  @Override
  public long pieceBytes(DecodeOptions options, long leastBytes) {
    return leastBytes;
  }

  @Override
  public boolean piecesKnowRowIndexes() {
    return true;
  }

  @Override
  public int endBytes() {
    return ObjectRanges.TAIL_BYTES;
  }

  /** A row group is in the range that its middle lies in. */
  @Override
  public List<Cut> cuts(ObjectContent content, DecodeOptions options, List<Long> wanted) {
    return wanted.stream().map(Cut::plain).toList();
  }

  @Override
  public BatchReader open(DecodeRequest request) {
    ParquetSettings settings = ParquetSettings.of(request.options());
    return SQLConf$.MODULE$.withExistingConf(settings.session(), () -> open(request, settings));
  }

  private static BatchReader open(DecodeRequest request, ParquetSettings settings) {
    OpenedObject opened = OpenedObject.of(request.content(), settings);
    ParquetFailures failures = new ParquetFailures(opened.uri(), request.dataSchema());
    try {
      ParquetMetadata footer = opened.footer(request.split().start(), request.split().length());
      ParquetRead read = ParquetRead.of(request, opened, settings, footer);
      Optional<FilterPredicate> filter =
          ParquetPushdown.of(
              request, settings.session(), footer.getFileMetaData().getSchema(), read.rebase());
      return isVectorizable(footer) ? VectorBatches.open(read, filter) : RowBatches.open(read);
    } catch (InterruptedException e) {
      opened.close();
      Thread.currentThread().interrupt();
      throw failures.worded(e);
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw failures.worded(e);
    }
  }

  /** Spark's vectorised reader knows every encoding but this one; its row reader knows all. */
  private static boolean isVectorizable(ParquetMetadata footer) {
    for (BlockMetaData rowGroup : footer.getBlocks()) {
      for (ColumnChunkMetaData chunk : rowGroup.getColumns()) {
        if (chunk.getEncodings().contains(Encoding.BYTE_STREAM_SPLIT)) {
          return false;
        }
      }
    }
    return true;
  }

  static long rows(ParquetMetadata footer) {
    long rows = 0;
    for (BlockMetaData rowGroup : footer.getBlocks()) {
      rows += rowGroup.getRowCount();
    }
    return rows;
  }
}

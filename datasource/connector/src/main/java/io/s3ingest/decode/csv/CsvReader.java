package io.s3ingest.decode.csv;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.decode.BatchReader;
import io.s3ingest.decode.DecodeRequest;
import io.s3ingest.decode.Misfit;
import io.s3ingest.decode.MisfitListener;
import io.s3ingest.decode.RowFilter;
import io.s3ingest.decode.TaskParts;
import io.s3ingest.error.DecodeErrors;
import io.s3ingest.metric.RecordCounts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Reads one CSV object into batches. */
final class CsvReader implements BatchReader {
  /** Ends a batch early, so that long texts do not pile up to the vectors' limit of 2 GB. */
  private static final long BATCH_BYTES = 32 << 20;

  private static final int SHOWN_CHARS = 60;

  private final CsvSource source;
  private final CsvColumns columns;
  private final RecordCounts counts;
  private final MisfitListener misfits;
  private final CsvDialect.Mode mode;
  private final int batchRows;
  private final byte[] nullValue;
  private final boolean headerless;
  private final boolean countsOnly;
  private final boolean ended;
  private final TaskParts parts;
  private final Binding binding;
  private final Bound bound;
  private final BlockWriter blocks;
  private final ColumnarBatch batch;
  private final List<Misfit.Field> badFields = new ArrayList<>();
  private long firstRowIndex;
  private long nextRowIndex;
  private long aloneUntil;
  private boolean bad;
  private boolean handedOver;

  /** What columns are bound to. */
  private record Binding(SparkCsv spark, List<String> header) {}

  /** Columns that are bound, and what writes to them. */
  private record Bound(CsvColumns columns, BlockWriter blocks, ColumnarBatch batch)
      implements TaskParts.Part {
    @Override
    public void close() {
      batch.close();
    }
  }

  CsvReader(DecodeRequest request) {
    this.parts = request.parts();
    FileSplit split = request.split();
    boolean isPiece = split.start() > 0 || split.length() < split.object().size();
    this.source =
        isPiece
            ? CsvSource.piece(request.content(), request.options(), split)
            : new CsvSource(request.content(), request.options());
    try {
      this.counts = request.counts();
      this.misfits = request.misfits();
      this.mode = source.dialect().mode();
      this.batchRows = request.options().batchRows();
      this.nullValue = source.spark().options().nullValue().getBytes(StandardCharsets.UTF_8);
      String[] header =
          split.start() > 0
              ? CsvSource.header(request.content(), request.options(), split)
              : source.header();
      this.headerless = !source.dialect().header();
      this.ended = header == null && !headerless;
      String corruptName = source.spark().options().columnNameOfCorruptRecord();
      boolean keepsCorrupt =
          Arrays.stream(request.requiredSchema().fields())
              .anyMatch(field -> CsvColumns.isCorrupt(field, corruptName));
      boolean judgeAll = mode != CsvDialect.Mode.PERMISSIVE || keepsCorrupt;
      this.binding =
          new Binding(source.spark(), ended || headerless ? List.of() : Arrays.asList(header));
      this.bound =
          ended
              ? bind(request, new String[0], new StructType(), judgeAll)
              : parts.take(
                  Bound.class,
                  binding,
                  () -> bind(request, header, request.dataSchema(), judgeAll));
      this.columns = bound.columns();
      this.countsOnly = !judgeAll && !columns.readsFields();
      this.blocks = bound.blocks();
      this.batch = bound.batch();
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  private Bound bind(
      DecodeRequest request, String[] header, StructType dataSchema, boolean judgeAll) {
    CsvColumns bound =
        new CsvColumns(source, header, dataSchema, request.requiredSchema(), judgeAll, batchRows);
    boolean readsFields = judgeAll || bound.readsFields();
    RecordBlock block =
        RecordBlock.of(
            source.dialect(),
            readsFields ? bound.expectedFields() : 0,
            request.options().maxRecordBytes());
    BlockWriter writer =
        block == null
            ? null
            : new BlockWriter(block, bound, source.spark(), nullValue, mode)
                .with(rowFilter(request, bound, judgeAll));
    return new Bound(bound, writer, new ColumnarBatch(bound.output()));
  }

  /** Where bad records are dropped, named or kept, each is judged whole: no row is left out. */
  private static RowFilter rowFilter(DecodeRequest request, CsvColumns bound, boolean judgeAll) {
    boolean isOn = !judgeAll && request.options().sessionConf().csvFilterPushDown();
    return isOn ? bound.filter(request.filters()) : null;
  }

  @Override
  public boolean next() {
    return !ended && source.spark().underSession(this::fill);
  }

  @Override
  public ColumnarBatch batch() {
    return batch;
  }

  @Override
  public long firstRowIndex() {
    return firstRowIndex;
  }

  @Override
  public void close() {
    if (ended) {
      bound.close();
    } else {
      parts.giveBack(Bound.class, binding, bound);
    }
    source.close();
  }

  private boolean fill() {
    int row = 0;
    boolean atEnd = false;
    while (row == 0 && !atEnd) {
      columns.writable().forEach(WritableColumnVector::reset);
      long stop = source.consumed() + BATCH_BYTES;
      while (row < batchRows && source.consumed() < stop && !atEnd) {
        int taken = writeBlock(row);
        if (taken > 0) {
          counts.framed(taken);
          row += blocks.block().rows();
        } else if (source.next()) {
          counts.framed(1);
          if (countsOnly || read(row)) {
            row++;
          }
        } else {
          atEnd = true;
        }
      }
    }
    counts.emitted(row);
    firstRowIndex = nextRowIndex;
    nextRowIndex += row;
    batch.setNumRows(row);
    return row > 0;
  }

  /**
   * Reads records ahead, all good ones, into rows, of which a filter may leave out some.
   *
   * @return how many records; 0 if the next one must be read alone
   */
  private int writeBlock(int row) {
    CsvRecords records = source.records();
    if (blocks == null || source.consumed() < aloneUntil) {
      return 0;
    }
    RecordBlock block = blocks.block();
    int framed = records.frame(block, batchRows - row);
    if (framed == 0) {
      return 0;
    }
    if (!block.sound() || !countsOnly && !blocks.write(row)) {
      // One of them is to be repaired, named or dropped: they are read again, one by one.
      aloneUntil = records.end(block);
      for (WritableColumnVector vector : columns.writable()) {
        for (int i = row; i < row + block.rows(); i++) {
          vector.putNotNull(i);
        }
      }
      return 0;
    }
    if (!countsOnly) {
      counts.handedOver(blocks.handedOver());
      counts.malformed(blocks.tellMisfits(nextRowIndex + row, misfits));
    }
    records.take(block);
    return framed;
  }

  /** Reads the current record into a row; false if it is bad and to be dropped. */
  private boolean read(int row) {
    bad = false;
    handedOver = false;
    badFields.clear();
    boolean isKept = write(row);
    counts.handedOver(handedOver ? 1 : 0);
    if (bad) {
      counts.malformed(isKept ? 1 : 0);
      counts.rejected(isKept ? 0 : 1);
      misfits.met(
          new Misfit(
              nextRowIndex + row,
              isKept,
              source.bytes(),
              source.start(),
              CsvRecords.withoutBreak(source.bytes(), source.start(), source.end()),
              () -> List.copyOf(badFields)));
    }
    return isKept;
  }

  private boolean write(int row) {
    if (source.unclosed()) {
      bad = true;
      if (mode == CsvDialect.Mode.FAILFAST) {
        throw corrupt("the quote that it opens is never closed");
      }
    }
    if (source.cut()) {
      writeFields(source.fields(), row);
    } else {
      writeTokens(source.tokens(), row);
    }
    if (bad && mode == CsvDialect.Mode.DROPMALFORMED) {
      for (WritableColumnVector vector : columns.writable()) {
        vector.putNotNull(row);
      }
      return false;
    }
    WritableColumnVector corrupt = columns.corruptRecord();
    if (corrupt != null && bad) {
      byte[] text = source.bytes();
      int end = CsvRecords.withoutBreak(text, source.start(), source.end());
      corrupt.putByteArray(row, text, source.start(), end - source.start());
    } else if (corrupt != null) {
      corrupt.putNull(row);
    }
    return true;
  }

  private void writeFields(Fields fields, int row) {
    int count = fields.count();
    judgeCount(count);
    CsvColumns.Column[] byField = columns.byField();
    byte[] b = fields.source();
    for (int i = 0; i < byField.length; i++) {
      CsvColumns.Column column = byField[i];
      if (column == null) {
        continue;
      }
      Cell cell = column.cell();
      if (i >= count) {
        cell.vector.putNull(row);
        continue;
      }
      int from = fields.from(i);
      int to = fields.to(i);
      if (from == to) {
        if (fields.quoted(i)) {
          writeText(column, source.spark().options().emptyValueInRead(), row);
        } else {
          cell.vector.putNull(row);
        }
      } else if (nullValue.length > 0
          && Arrays.equals(b, from, to, nullValue, 0, nullValue.length)) {
        cell.vector.putNull(row);
      } else if (!cell.fast(b, from, to, row)) {
        handedOver = true;
        writeText(column, new String(b, from, to - from, StandardCharsets.UTF_8), row);
      }
    }
  }

  private void writeTokens(String[] tokens, int row) {
    handedOver = true;
    int count = tokens == null ? 0 : tokens.length;
    judgeCount(count);
    CsvColumns.Column[] byField = columns.byField();
    for (int i = 0; i < byField.length; i++) {
      if (byField[i] != null && i < count) {
        writeText(byField[i], tokens[i], row);
      } else if (byField[i] != null) {
        byField[i].cell().vector.putNull(row);
      }
    }
  }

  private void writeText(CsvColumns.Column column, String text, int row) {
    if (!column.write(text, row)) {
      bad = true;
      if (mode == CsvDialect.Mode.FAILFAST) {
        throw corrupt(
            "'%s' is no %s (column %s)"
                .formatted(shown(text), column.field().dataType().sql(), column.field().name()));
      }
      badFields.add(new Misfit.Field(column.field(), text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private void judgeCount(int count) {
    int expected = columns.expectedFields();
    if (count != expected) {
      bad = true;
      if (mode == CsvDialect.Mode.FAILFAST) {
        throw corrupt(
            "%d field%s, %s has %d"
                .formatted(
                    count, count == 1 ? "" : "s", headerless ? "schema" : "header", expected));
      }
    }
  }

  private RuntimeException corrupt(String why) {
    return DecodeErrors.corruptRecord(
        source.uri(), source.line(), why, DecodeErrors.READ_WITH_NULLS);
  }

  /** Shortens text of the object for a message and takes its control characters away. */
  static String shown(String text) {
    String head = text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) + "..." : text;
    return head.replaceAll("\\p{Cntrl}", "\ufffd");
  }
}

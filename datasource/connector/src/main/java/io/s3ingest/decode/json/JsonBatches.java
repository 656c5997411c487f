package io.s3ingest.decode.json;

import io.s3ingest.decode.BatchReader;
import io.s3ingest.decode.DecodeRequest;
import io.s3ingest.decode.Misfit;
import io.s3ingest.decode.MisfitListener;
import io.s3ingest.decode.RowVectors;
import io.s3ingest.decode.TaskParts;
import io.s3ingest.metric.RecordCounts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.internal.SQLConf$;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.unsafe.types.UTF8String;

/** Batches of one JSON object. */
final class JsonBatches implements BatchReader {
  /** Ends a batch early, so that long texts do not pile up to the vectors' limit of 2 GB. */
  private static final long BATCH_BYTES = 32 << 20;

  private final JsonSettings settings;
  private final JsonRecords records;
  private final TaskParts parts;
  private final Columns columns;
  private final RecordParser parser;
  private final String uri;
  private final RecordCounts counts;
  private final MisfitListener misfits;
  private final int batchRows;
  private final RowVectors vectors;
  private final FastRecords fast;
  private final int[] sources;
  private final DataType[] types;
  private final int corruptColumn;
  private final GenericInternalRow out;
  private long emitted;
  private long firstRow;
  private boolean ended;

  /** What writes to vectors, and these. */
  private record Columns(RecordParser parser, RowVectors vectors, FastRecords fast)
      implements TaskParts.Part {
    @Override
    public void close() {
      vectors.close();
      if (fast != null) {
        fast.close();
      }
    }
  }

  JsonBatches(DecodeRequest request, JsonSettings settings, JsonRecords records) {
    this.parts = request.parts();
    this.settings = settings;
    this.records = records;
    this.uri = request.split().object().uri();
    this.counts = request.counts();
    this.misfits = request.misfits();
    this.batchRows = request.options().batchRows();
    StructType required = request.requiredSchema();
    StructType parsed = parsed(request, settings);
    this.out = new GenericInternalRow(required.length());
    this.sources = new int[required.length()];
    this.types = new DataType[required.length()];
    int corrupt = -1;
    for (int i = 0; i < sources.length; i++) {
      StructField field = required.apply(i);
      boolean isCorrupt = field.name().equals(settings.corruptColumn());
      corrupt = isCorrupt ? i : corrupt;
      sources[i] = isCorrupt ? -1 : parsed.fieldIndex(field.name());
      types[i] = field.dataType();
    }
    this.corruptColumn = corrupt;
    this.columns =
        parts.take(Columns.class, settings, () -> columns(required, parsed, request.filters()));
    this.parser = columns.parser();
    this.vectors = columns.vectors();
    this.fast = columns.fast();
  }

  private Columns columns(StructType required, StructType parsed, List<Filter> filters) {
    RecordParser spark = new RecordParser(parsed, settings);
    RowVectors made = new RowVectors(required, batchRows);
    int[] targets = new int[parsed.length()];
    Arrays.fill(targets, -1);
    for (int i = 0; i < sources.length; i++) {
      if (sources[i] >= 0) {
        targets[sources[i]] = i;
      }
    }
    FastRecords direct =
        hasDefaults(parsed)
            ? null
            : new FastRecords(parsed, targets, corruptColumn, made, batchRows, spark, settings);
    if (direct != null && corruptColumn < 0 && settings.leavesOut()) {
      direct.leaveOutBy(filters, parsed);
    }
    return new Columns(spark, made, direct);
  }

  /**
   * Returns the columns to parse. Where a bad value shows, in a failure or a column, all are
   * parsed, so that what is bad does not depend on which columns are read.
   */
  private static StructType parsed(DecodeRequest request, JsonSettings settings) {
    StructType required = request.requiredSchema();
    String corrupt = settings.corruptColumn();
    boolean all = !settings.isPermissive() || List.of(required.fieldNames()).contains(corrupt);
    List<StructField> fields = new ArrayList<>();
    for (StructField field : (all ? request.dataSchema() : required).fields()) {
      if (!field.name().equals(corrupt)) {
        // A struct of which only some fields are read is parsed as these.
        boolean pruned = List.of(required.fieldNames()).contains(field.name());
        fields.add(pruned ? required.apply(field.name()) : field);
      }
    }
    return new StructType(fields.toArray(new StructField[0])).asNullable();
  }

  /** A column of CREATE TABLE may have a default for files that were written before it. */
  private static boolean hasDefaults(StructType schema) {
    for (StructField field : schema.fields()) {
      if (field.getExistenceDefaultValue().isDefined()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean next() {
    return SQLConf$.MODULE$.withExistingConf(settings.session(), this::decode);
  }

  private boolean decode() {
    firstRow = emitted;
    do {
      fill();
    } while (vectors.rows() == 0 && !ended);
    emitted += vectors.rows();
    counts.emitted(vectors.rows());
    return vectors.rows() > 0;
  }

  /** Reads records until there are rows or bytes enough; no row if all of them are dropped. */
  private void fill() {
    vectors.reset();
    if (fast != null) {
      fast.reset();
    }
    long stop = records.consumed() + BATCH_BYTES;
    while (vectors.rows() < batchRows && !ended && records.consumed() < stop) {
      int line = fast == null ? -1 : records.ahead();
      if (line < 0) {
        ended = !parseNext(0);
        continue;
      }
      int lineEnd = fast.leaveOutLine(records.bytes(), line, records.limit());
      if (lineEnd < 0) {
        lineEnd = fast.appendLine(records.bytes(), line, records.limit());
      }
      if (lineEnd >= 0) {
        records.pass(lineEnd);
        counts.framed(1);
      } else {
        ended = !parseNext(records.consumed() + records.limit() - line);
      }
    }
    counts.handedOver(fast == null ? 0 : fast.handedOver());
  }

  /**
   * Parses the next record; false if there is none. One that ends before {@code triedTo} was
   * declined already.
   */
  private boolean parseNext(long triedTo) {
    if (!records.next()) {
      return false;
    }
    counts.framed(1);
    int before = vectors.rows();
    if (fast != null && triedTo > 0 && records.consumed() >= triedTo) {
      fast.forgive();
    }
    if (fast == null || records.consumed() < triedTo || !fast.append(records)) {
      counts.handedOver(1);
      parseWithSpark();
    } else {
      // An array is as many records as it has elements.
      counts.framed(vectors.rows() - before - 1);
    }
    return true;
  }

  private void parseWithSpark() {
    if (fast != null) {
      fast.settle();
    }
    int before = vectors.rows();
    RecordParser.Outcome outcome =
        parser.parse(records.bytes(), records.start(), records.end(), records.arraysAreRows());
    if (outcome.failure() == null) {
      for (InternalRow row : outcome.rows()) {
        append(row, null);
      }
      counts.framed(vectors.rows() - before - 1);
    } else if (settings.isFailFast()) {
      throw UTF8String.fromBytes(records.bytes(), records.start(), records.end() - records.start())
              .isValid()
          ? JsonFailures.corruptRecord(uri, records.line(), outcome.failure())
          : JsonFailures.notUtf8(uri, records.line(), outcome.failure());
    } else if (settings.isPermissive()) {
      for (InternalRow row : outcome.rows()) {
        append(row, outcome.text());
      }
      if (vectors.rows() == before) {
        append(null, outcome.text());
      }
      counts.framed(vectors.rows() - before - 1);
      counts.malformed(1);
      misfits.met(misfit(firstRow + before, true));
    } else {
      counts.rejected(1);
      misfits.met(misfit(firstRow + before, false));
    }
  }

  private Misfit misfit(long rowIndex, boolean isKept) {
    byte[] bytes = records.bytes();
    int start = records.start();
    int end = records.end();
    return new Misfit(
        rowIndex, isKept, bytes, start, end, () -> parser.badFields(bytes, start, end));
  }

  private void append(InternalRow row, UTF8String badText) {
    for (int i = 0; i < sources.length; i++) {
      if (i == corruptColumn) {
        out.update(i, badText);
      } else {
        out.update(i, row == null ? null : row.get(sources[i], types[i]));
      }
    }
    vectors.append(out);
  }

  @Override
  public ColumnarBatch batch() {
    return vectors.batch();
  }

  @Override
  public long firstRowIndex() {
    return firstRow;
  }

  @Override
  public void close() {
    parts.giveBack(Columns.class, settings, columns);
    records.close();
  }
}

package io.s3ingest.decode.csv;

import io.s3ingest.decode.Misfit;
import io.s3ingest.decode.MisfitListener;
import io.s3ingest.decode.RowFilter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;

/** Writes the records of a block, column by column. Not thread-safe. */
final class BlockWriter {
  private final RecordBlock block;
  private final CsvColumns columns;
  private final byte[] nullValue;
  private final String emptyValue;
  private final byte quote;
  private final boolean keepsBad;
  private final boolean[] bad;
  private final boolean[] handedOver;
  private final boolean[] kept;
  private final List<BadField> badFields = new ArrayList<>();
  private RowFilter filter;
  private int leftOutHandedOver;
  private boolean anyHandedOver;
  private byte[] unescaped = new byte[256];

  private record BadField(int record, Misfit.Field field) {}

  /** A writer into {@code columns}; only in mode PERMISSIVE does it write bad records. */
  BlockWriter(
      RecordBlock block,
      CsvColumns columns,
      SparkCsv spark,
      byte[] nullValue,
      CsvDialect.Mode mode) {
    this.block = block;
    this.columns = columns;
    this.nullValue = nullValue;
    this.emptyValue = spark.options().emptyValueInRead();
    this.quote = (byte) spark.options().quote();
    this.keepsBad = mode == CsvDialect.Mode.PERMISSIVE;
    this.bad = new boolean[block.mostRows()];
    this.handedOver = new boolean[block.mostRows()];
    this.kept = new boolean[block.mostRows()];
  }

  /** Leaves out what the filter does; null for no filter. */
  BlockWriter with(RowFilter rows) {
    this.filter = rows;
    return this;
  }

  RecordBlock block() {
    return block;
  }

  /**
   * Writes the framed records to {@code row} and behind, and takes those out of the block that the
   * filter leaves out; false if one is bad and not to be kept.
   */
  boolean write(int row) {
    leftOutHandedOver = 0;
    boolean isJudged = filter != null && filter.isDue();
    boolean clean = begin();
    if (isJudged) {
      for (int field = 0; field < columns.byField().length; field++) {
        if (filter.names(field)) {
          clean &= writeField(field, row);
        }
      }
      int rows = block.rows();
      if (filter.judge(row, rows, kept) < rows) {
        leaveOut(row);
        isJudged = false;
        clean = begin();
      }
    }
    for (int field = 0; field < columns.byField().length && (clean || keepsBad); field++) {
      if (!isJudged || !filter.names(field)) {
        clean &= writeField(field, row);
      }
    }
    if (!clean && !keepsBad) {
      return false;
    }
    int rows = block.rows();
    WritableColumnVector corrupt = columns.corruptRecord();
    for (int i = 0; corrupt != null && i < rows; i++) {
      if (bad[i]) {
        int start = block.start(i);
        int end = CsvRecords.withoutBreak(block.bytes(), start, block.end(i));
        corrupt.putByteArray(row + i, block.bytes(), start, end - start);
      } else {
        corrupt.putNull(row + i);
      }
    }
    return true;
  }

  /** Notes which records have another number of fields; returns whether none has. */
  private boolean begin() {
    if (anyHandedOver) {
      Arrays.fill(handedOver, false);
      anyHandedOver = false;
    }
    badFields.clear();
    boolean clean = true;
    for (int i = 0; i < block.rows(); i++) {
      bad[i] = block.isRagged(i);
      clean &= !bad[i];
    }
    return clean;
  }

  /** Writes one field of all records; false if it is no value in one of them. */
  private boolean writeField(int field, int row) {
    CsvColumns.Column column = columns.byField()[field];
    if (column == null) {
      return true;
    }
    int rows = block.rows();
    boolean clean = true;
    if (nullValue.length > 0) {
      for (int i = 0; i < rows; i++) {
        clean &= writeOne(column, field, i, row + i);
      }
      return clean;
    }
    int done = column.cell().run(block, field, row, 0);
    while (done < rows) {
      clean &= writeOne(column, field, done, row + done);
      done = column.cell().run(block, field, row, done + 1);
    }
    return clean;
  }

  /** Takes the records out that are not kept, and what was written of all of them. */
  private void leaveOut(int row) {
    int rows = block.rows();
    for (int i = 0; i < rows && anyHandedOver; i++) {
      leftOutHandedOver += handedOver[i] && !kept[i] ? 1 : 0;
    }
    for (int field = 0; field < columns.byField().length; field++) {
      for (int i = row; i < row + rows && filter.names(field); i++) {
        columns.byField()[field].cell().vector.putNotNull(i);
      }
    }
    block.keep(kept);
  }

  /** Returns how many of the records just written or left out have a value that Spark has read. */
  int handedOver() {
    int count = leftOutHandedOver;
    for (int i = 0; anyHandedOver && i < block.rows(); i++) {
      count += handedOver[i] ? 1 : 0;
    }
    return count;
  }

  /**
   * Tells of the bad ones among the records just written, and returns how many they are.
   *
   * @param firstRow the row index of the first one
   */
  int tellMisfits(long firstRow, MisfitListener misfits) {
    int count = 0;
    for (int i = 0; i < block.rows(); i++) {
      if (bad[i]) {
        count++;
        int record = i;
        int start = block.start(i);
        int end = CsvRecords.withoutBreak(block.bytes(), start, block.end(i));
        misfits.met(
            new Misfit(firstRow + i, true, block.bytes(), start, end, () -> badFields(record)));
      }
    }
    return count;
  }

  private List<Misfit.Field> badFields(int record) {
    return badFields.stream().filter(bad -> bad.record == record).map(BadField::field).toList();
  }

  /** Writes one field, whatever it is; false, and its record is bad, if it is no value. */
  private boolean writeOne(CsvColumns.Column column, int field, int record, int row) {
    long span = block.spans()[record * block.fields() + field];
    if (span == RecordBlock.NULL) {
      column.cell().vector.putNull(row);
      return true;
    }
    byte[] b = block.bytes();
    int from = RecordBlock.from(span);
    int to = RecordBlock.to(span);
    String text;
    if (from == to) {
      text = emptyValue;
    } else {
      if (RecordBlock.isOdd(span)) {
        to = unescape(b, from, to);
        from = 0;
        b = unescaped;
      }
      if (nullValue.length > 0 && Arrays.equals(b, from, to, nullValue, 0, nullValue.length)) {
        column.cell().vector.putNull(row);
        return true;
      }
      if (column.cell().fast(b, from, to, row)) {
        return true;
      }
      text = new String(b, from, to - from, StandardCharsets.UTF_8);
      handedOver[record] = true;
      anyHandedOver = true;
    }
    boolean isValue = column.write(text, row);
    if (!isValue) {
      bad[record] = true;
      badFields.add(
          new BadField(
              record, new Misfit.Field(column.field(), text.getBytes(StandardCharsets.UTF_8))));
    }
    return isValue;
  }

  /** Copies a field with one of each pair of quotes, and returns its length. */
  private int unescape(byte[] b, int from, int to) {
    if (unescaped.length < to - from) {
      unescaped = new byte[2 * (to - from)];
    }
    byte[] out = unescaped;
    int length = 0;
    for (int at = from; at < to; at++) {
      out[length++] = b[at];
      if (b[at] == quote) {
        at++;
      }
    }
    return length;
  }
}

package io.s3ingest.decode.csv;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
  private boolean anyHandedOver;
  private byte[] unescaped = new byte[256];

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
  }

  RecordBlock block() {
    return block;
  }

  /**
   * Writes the framed records to {@code row} and behind; false if one is bad and not to be kept.
   */
  boolean write(int row) {
    int rows = block.rows();
    boolean clean = true;
    if (anyHandedOver) {
      Arrays.fill(handedOver, false);
      anyHandedOver = false;
    }
    for (int i = 0; i < rows; i++) {
      bad[i] = block.isRagged(i);
      clean &= !bad[i];
    }
    CsvColumns.Column[] byField = columns.byField();
    for (int field = 0; field < byField.length && (clean || keepsBad); field++) {
      CsvColumns.Column column = byField[field];
      if (column == null) {
        continue;
      }
      if (nullValue.length > 0) {
        for (int i = 0; i < rows; i++) {
          clean &= writeOne(column, field, i, row + i);
        }
        continue;
      }
      int done = column.cell().run(block, field, row, 0);
      while (done < rows) {
        clean &= writeOne(column, field, done, row + done);
        done = column.cell().run(block, field, row, done + 1);
      }
    }
    if (!clean && !keepsBad) {
      return false;
    }
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

  /** Returns how many of the records that were just written have a value that Spark has read. */
  int handedOver() {
    int count = 0;
    for (int i = 0; anyHandedOver && i < block.rows(); i++) {
      count += handedOver[i] ? 1 : 0;
    }
    return count;
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
    bad[record] |= !isValue;
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

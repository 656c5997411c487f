package io.s3ingest.decode.json;

import com.fasterxml.jackson.core.JsonFactory;
import io.s3ingest.decode.RowVectors;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Decodes strictly well-formed objects from bytes into vectors. Anything unusual is declined and
 * leaves no trace in the vectors, and Spark's parser decides what it means. Not thread-safe.
 */
final class FastRecords implements AutoCloseable {
  /** Returned in place of a position for what is declined. */
  static final int DECLINED = JsonScan.DECLINED;

  private static final int LONGEST_RECORD = 1 << 20;
  private static final int PATIENCE = 256;
  private static final int PAUSE = 10_000;

  private final RowVectors rows;
  private final JsonScan scan = new JsonScan();
  private final ObjectFields fields;
  private final Cell[] cells;
  private final Cell[] late;
  private final WritableColumnVector corrupt;
  private final List<WritableColumnVector> unread = new ArrayList<>();
  private int room;
  private int tried;
  private int declined;
  private int pause;

  /**
   * Decodes {@code parsed} columns into the vectors of {@code rows}.
   *
   * @param targets the vector of each parsed column, or -1 for one that is only checked
   * @param corruptTarget the vector of the bad record column, or -1
   * @param capacity how many rows the vectors of columns that are only checked take at first
   */
  FastRecords(
      StructType parsed,
      int[] targets,
      int corruptTarget,
      RowVectors rows,
      int capacity,
      RecordParser parser,
      JsonSettings settings) {
    this.rows = rows;
    this.corrupt = corruptTarget < 0 ? null : rows.vectors()[corruptTarget];
    JsonFactory factory = settings.spark().buildJsonFactory();
    CellFactory known = new CellFactory(settings);
    this.cells = new Cell[parsed.length()];
    List<Cell> spark = new ArrayList<>();
    for (int i = 0; i < cells.length; i++) {
      StructField field = parsed.apply(i);
      WritableColumnVector vector =
          targets[i] < 0 ? unread(field, capacity) : rows.vectors()[targets[i]];
      cells[i] = known.cell(field.dataType(), vector);
      if (cells[i] == null) {
        cells[i] =
            new SparkCell(vector, field, factory, parser.spark().makeConverter(field.dataType()));
        spark.add(cells[i]);
      }
    }
    this.late = spark.toArray(new Cell[0]);
    this.fields = new ObjectFields(parsed.fieldNames(), cells);
  }

  private WritableColumnVector unread(StructField field, int capacity) {
    WritableColumnVector vector =
        new OnHeapColumnVector(capacity, RowVectors.stored(field.dataType()));
    unread.add(vector);
    return vector;
  }

  /** Begins a new batch of rows. */
  void reset() {
    unread.forEach(WritableColumnVector::reset);
    room = 0;
  }

  /** Appends the record that fills these bytes as one row; false if it is declined. */
  boolean append(byte[] bytes, int start, int end) {
    if (!isWorthwhile()) {
      return false;
    }
    scan.begin(bytes, end, true);
    int first = scan.space(start);
    int behind = scan.at(first) == '{' ? fields.read(scan, first + 1, place()) : DECLINED;
    return accept(behind >= 0 && scan.space(behind) == end ? end : DECLINED, start) >= 0;
  }

  /**
   * Appends the record of the line that begins at {@code start}; returns where the line ends, and
   * where a line break is in the bytes, or a negative number if it is declined.
   *
   * @param limit the end of the bytes, which may hold more lines
   */
  int appendLine(byte[] bytes, int start, int limit) {
    if (!isWorthwhile()) {
      return DECLINED;
    }
    scan.begin(bytes, limit, false);
    int behind = fields.read(scan, start + 1, place());
    if (behind >= 0 && scan.at(behind) != '\n') {
      behind = scan.space(behind);
      // What follows a return at the edge is not known yet.
      if (scan.at(behind) != '\n' && (scan.at(behind) != '\r' || behind + 1 >= limit)) {
        behind = DECLINED;
      }
    }
    return accept(behind, start);
  }

  /** Where most records are unusual, looking at them twice is a loss. */
  private boolean isWorthwhile() {
    if (pause > 0) {
      pause--;
      return false;
    }
    if (tried == PATIENCE) {
      pause = declined > PATIENCE / 2 ? PAUSE : 0;
      tried = 0;
      declined = 0;
    }
    tried++;
    return true;
  }

  private int place() {
    int row = rows.rows();
    if (row >= room) {
      room = Math.max(row + 1, room * 2);
      for (Cell cell : cells) {
        cell.reserve(room);
      }
      if (corrupt != null) {
        corrupt.reserve(room);
      }
    }
    return row;
  }

  private int accept(int end, int start) {
    int row = rows.rows();
    if (end < 0
        || end - start > LONGEST_RECORD
        || (scan.sawNonAscii()
            && !UTF8String.fromBytes(scan.bytes(), start, end - start).isValid())) {
      declined++;
      for (Cell cell : cells) {
        cell.clear(row);
      }
      return DECLINED;
    }
    for (Cell cell : late) {
      cell.commit();
    }
    if (corrupt != null) {
      corrupt.putNull(row);
    }
    rows.appended();
    return end;
  }

  /** Prepares the vectors for a row that is appended by others. */
  void settle() {
    int row = rows.rows();
    for (Cell cell : cells) {
      cell.settle(row);
    }
    if (corrupt != null) {
      corrupt.addElementsAppended(row - corrupt.getElementsAppended());
    }
  }

  @Override
  public void close() {
    unread.forEach(WritableColumnVector::close);
  }
}

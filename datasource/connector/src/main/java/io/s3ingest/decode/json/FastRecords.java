package io.s3ingest.decode.json;

import com.fasterxml.jackson.core.JsonFactory;
import io.s3ingest.decode.RowVectors;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.sources.Filter;
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

  private static final int LONGEST_RECORD = 16 << 20;
  private static final int PATIENCE = 256;
  private static final int PAUSE = 10_000;

  private final RowVectors rows;
  private final JsonScan scan = new JsonScan();
  private final ObjectFields fields;
  private final Cell[] cells;
  private final SparkCell[] late;
  private final WritableColumnVector corrupt;
  private final List<WritableColumnVector> unread = new ArrayList<>();
  private LineFilter filter;
  private int room;
  private int tried;
  private int declined;
  private int pause;
  private int leftToSpark;
  private long handedOver;

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
    List<SparkCell> spark = new ArrayList<>();
    for (int i = 0; i < cells.length; i++) {
      StructField field = parsed.apply(i);
      WritableColumnVector vector =
          targets[i] < 0 ? unread(field, capacity) : rows.vectors()[targets[i]];
      cells[i] = known.cell(field.dataType(), vector);
      if (cells[i] == null) {
        SparkCell cell =
            new SparkCell(vector, field, factory, parser.spark().makeConverter(field.dataType()));
        spark.add(cell);
        cells[i] = cell;
      }
    }
    this.late = spark.toArray(new SparkCell[0]);
    this.fields = new ObjectFields(parsed.fieldNames(), cells);
  }

  /** Leaves out lines that these filters do not want. */
  void leaveOutBy(List<Filter> filters, StructType parsed) {
    filter = LineFilter.of(filters, parsed, cells);
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
    handedOver = 0;
  }

  /** Appends the record, an array of objects as a row for each of them; false if it is declined. */
  boolean append(JsonRecords record) {
    return append(record.bytes(), record.start(), record.end(), record.arraysAreRows());
  }

  boolean append(byte[] bytes, int start, int end, boolean arraysAreRows) {
    if (!isWorthwhile()) {
      return false;
    }
    scan.begin(bytes, end, true);
    int at = scan.space(start);
    int before = rows.rows();
    int behind = DECLINED;
    if (scan.at(at) == '{' && end - at <= LONGEST_RECORD) {
      behind = fields.read(scan, at + 1, place());
    } else if (scan.at(at) == '[' && arraysAreRows) {
      behind = elements(scan.space(at + 1));
    }
    if (behind < 0 || scan.space(behind) != end || !isSound(start, end)) {
      takeBack(before);
      return false;
    }
    if (bytes[at] == '{') {
      appended();
    }
    flush();
    return true;
  }

  /** Appends the objects of an array; returns the position behind it. */
  private int elements(int start) {
    int at = start;
    while (scan.at(at) == '{') {
      int behind = fields.read(scan, at + 1, place());
      if (behind < 0 || behind - at > LONGEST_RECORD) {
        return DECLINED;
      }
      appended();
      at = scan.space(behind);
      if (scan.at(at) == ']') {
        return at + 1;
      }
      if (scan.at(at) != ',') {
        return DECLINED;
      }
      at = scan.space(at + 1);
    }
    return DECLINED;
  }

  /**
   * Leaves the line out that begins at {@code start}; returns as {@link #appendLine} does, which
   * should be asked where this declines.
   */
  int leaveOutLine(byte[] bytes, int start, int limit) {
    if (filter == null || !filter.isDue()) {
      return DECLINED;
    }
    scan.begin(bytes, limit, false);
    return filter.leaveOut(scan, start, place());
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
    if (behind < 0 || behind - start > LONGEST_RECORD || !isSound(start, behind)) {
      takeBack(rows.rows());
      return DECLINED;
    }
    appended();
    flush();
    return behind;
  }

  /** Forgets that a line was declined that was only cut off by the end of the buffer. */
  void forgive() {
    if (tried > 0 && declined > 0) {
      tried--;
      declined--;
    }
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

  /** Returns whether what has been read is also UTF-8. */
  private boolean isSound(int start, int end) {
    return !scan.sawNonAscii() || UTF8String.fromBytes(scan.bytes(), start, end - start).isValid();
  }

  private void appended() {
    boolean bySpark = false;
    for (SparkCell cell : late) {
      bySpark |= cell.keep();
    }
    leftToSpark += bySpark ? 1 : 0;
    if (corrupt != null) {
      corrupt.putNull(rows.rows());
    }
    rows.appended();
  }

  private void flush() {
    for (SparkCell cell : late) {
      cell.flush();
    }
    handedOver += leftToSpark;
    leftToSpark = 0;
  }

  /** Leaves no trace of a declined record. */
  private void takeBack(int before) {
    declined++;
    int last = place();
    for (int row = before; row <= last; row++) {
      for (Cell cell : cells) {
        cell.clear(row);
      }
      if (corrupt != null) {
        corrupt.putNotNull(row);
      }
    }
    for (SparkCell cell : late) {
      cell.forget();
    }
    leftToSpark = 0;
    rows.shorten(before);
  }

  /** Returns how many rows of the batch have a value that Spark has read. */
  long handedOver() {
    return handedOver;
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

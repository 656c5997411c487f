package io.s3ingest.decode.json;

import io.s3ingest.decode.RowFilter;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.sources.And;
import org.apache.spark.sql.sources.EqualNullSafe;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.GreaterThan;
import org.apache.spark.sql.sources.GreaterThanOrEqual;
import org.apache.spark.sql.sources.In;
import org.apache.spark.sql.sources.IsNotNull;
import org.apache.spark.sql.sources.LessThan;
import org.apache.spark.sql.sources.LessThanOrEqual;
import org.apache.spark.sql.sources.Not;
import org.apache.spark.sql.sources.Or;
import org.apache.spark.sql.sources.StringContains;
import org.apache.spark.sql.sources.StringEndsWith;
import org.apache.spark.sql.sources.StringStartsWith;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Leaves out lines that a query cannot want, having looked for the keys of its filters alone. Not
 * thread-safe.
 *
 * <p>A key that stands once in a line gives its column the one value behind it, or none: where the
 * line is malformed, or the key is one of a nested object, Spark reads NULL. So only filters that
 * no NULL can satisfy are asked; where they do not want the value, they want neither, and what else
 * the line holds makes no difference.
 */
final class LineFilter {
  private final RowFilter filter;
  private final KeySearch[] keys;
  private final Cell[] cells;
  private final int[] behind;
  private int lastLength = 512;

  private LineFilter(RowFilter filter, KeySearch[] keys, Cell[] cells) {
    this.filter = filter;
    this.keys = keys;
    this.cells = cells;
    this.behind = new int[cells.length];
  }

  /**
   * Makes the filter of the columns that these cells write.
   *
   * @return null if none can be judged, or it would not pay
   */
  static LineFilter of(List<Filter> filters, StructType parsed, Cell[] cells) {
    RowFilter.Column[] columns = new RowFilter.Column[cells.length];
    for (int i = 0; i < cells.length; i++) {
      if (!(cells[i] instanceof SparkCell) && KeySearch.canFind(parsed.apply(i).name())) {
        columns[i] = new RowFilter.Column(parsed.apply(i), cells[i].vector);
      }
    }
    RowFilter rows =
        RowFilter.of(
            filters.stream().filter(LineFilter::failsOnNull).toList(), columns, cells.length);
    if (rows == null) {
      return null;
    }
    List<KeySearch> keys = new ArrayList<>();
    List<Cell> named = new ArrayList<>();
    for (int i = 0; i < cells.length; i++) {
      if (rows.names(i)) {
        keys.add(new KeySearch(parsed.apply(i).name()));
        named.add(cells[i]);
      }
    }
    return new LineFilter(rows, keys.toArray(KeySearch[]::new), named.toArray(Cell[]::new));
  }

  /** Returns whether a value that becomes NULL never makes the filter true. */
  private static boolean failsOnNull(Filter filter) {
    if (filter instanceof And and) {
      return failsOnNull(and.left()) && failsOnNull(and.right());
    }
    if (filter instanceof Or or) {
      return failsOnNull(or.left()) && failsOnNull(or.right());
    }
    if (filter instanceof EqualNullSafe equal) {
      return equal.value() != null;
    }
    return filter instanceof IsNotNull
        || isUnknownOfNull(filter instanceof Not not ? not.child() : filter);
  }

  /** Returns whether the filter is neither true nor false of NULL. */
  private static boolean isUnknownOfNull(Filter filter) {
    return filter instanceof EqualTo
        || filter instanceof GreaterThan
        || filter instanceof GreaterThanOrEqual
        || filter instanceof LessThan
        || filter instanceof LessThanOrEqual
        || filter instanceof In
        || filter instanceof StringStartsWith
        || filter instanceof StringEndsWith
        || filter instanceof StringContains;
  }

  /** Returns whether the next line should be judged. */
  boolean isDue() {
    return filter.isDue();
  }

  /**
   * Returns where the line ends that begins at {@code start}, and is left out; a negative number if
   * it must be read.
   *
   * @param row takes values for the while
   */
  int leaveOut(JsonScan scan, int start, int row) {
    // What is wanted is mostly known before the end of the line is looked for.
    int to = (int) Math.min(scan.end(), start + 2L * lastLength);
    int end = JsonScan.DECLINED;
    boolean isLeftOut = false;
    while (!isLeftOut && read(scan, start, to, row) && !filter.wants(row)) {
      if (end < 0) {
        end = scan.plainLineEnd(start);
        lastLength = end < 0 ? lastLength : end - start;
      }
      isLeftOut = end >= 0 && areAlone(scan, start, end);
      if (end < 0 || to == end) {
        break;
      }
      // A key was in a line behind, or is behind what was looked at.
      to = end;
    }
    filter.judged(isLeftOut);
    for (Cell cell : cells) {
      cell.clear(row);
    }
    return isLeftOut ? end : JsonScan.DECLINED;
  }

  /** Reads the values of the first keys that are found; false if that is not sure. */
  private boolean read(JsonScan scan, int start, int end, int row) {
    for (int i = 0; i < keys.length; i++) {
      Cell cell = cells[i];
      cell.clear(row);
      int at = keys[i].valueAt(scan.bytes(), start, end);
      if (at == KeySearch.NONE) {
        cell.putNull(row);
        behind[i] = start;
        continue;
      }
      if (at == KeySearch.UNSURE) {
        return false;
      }
      if (scan.at(at) == 'n') {
        cell.putNull(row);
        behind[i] = scan.literalNull(at);
      } else {
        behind[i] = cell.read(scan, at, row);
      }
      int next = behind[i] < 0 ? 0 : scan.at(scan.space(behind[i]));
      if (next != ',' && next != '}') {
        return false;
      }
    }
    return true;
  }

  /** Returns whether the line is UTF-8 and holds the keys that were found, and no other. */
  private boolean areAlone(JsonScan scan, int start, int end) {
    for (int i = 0; i < keys.length; i++) {
      if (behind[i] > end || keys[i].valueAt(scan.bytes(), behind[i], end) != KeySearch.NONE) {
        return false;
      }
    }
    return !scan.sawNonAscii() || UTF8String.fromBytes(scan.bytes(), start, end - start).isValid();
  }
}

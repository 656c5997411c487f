package io.s3ingest.decode.json;

import org.apache.spark.sql.execution.vectorized.WritableColumnVector;

/** Reads structs, arrays and maps. */
final class NestedCells {
  private NestedCells() {}

  static final class Structs extends Cell {
    private final ObjectFields fields;

    Structs(WritableColumnVector vector, ObjectFields fields) {
      super(vector);
      this.fields = fields;
    }

    @Override
    int read(JsonScan scan, int at, int row) {
      return scan.bytes()[at] == '{' ? fields.read(scan, at + 1, row) : JsonScan.DECLINED;
    }

    @Override
    void clear(int row) {
      super.clear(row);
      for (Cell cell : fields.cells()) {
        cell.clear(row);
      }
    }

    @Override
    void reserve(int rows) {
      super.reserve(rows);
      for (Cell cell : fields.cells()) {
        cell.reserve(rows);
      }
    }

    @Override
    void settle(int row) {
      super.settle(row);
      for (Cell cell : fields.cells()) {
        cell.settle(row);
      }
    }
  }

  static final class Arrays extends Cell {
    private final Cell element;

    Arrays(WritableColumnVector vector, Cell element) {
      super(vector);
      this.element = element;
    }

    @Override
    int read(JsonScan scan, int at, int row) {
      WritableColumnVector data = element.vector;
      int first = data.getElementsAppended();
      if (scan.bytes()[at] != '[') {
        return JsonScan.DECLINED;
      }
      int i = scan.space(at + 1);
      if (scan.at(i) == ']') {
        vector.putArray(row, first, 0);
        return i + 1;
      }
      int count = 0;
      int next;
      do {
        element.reserve(first + count + 1);
        i = element(element, scan, i, first + count);
        count++;
        next = i < 0 ? 0 : scan.at(i);
        if (next == ',') {
          i = scan.space(i + 1);
        }
      } while (next == ',');
      // Places that a declined array has written to are not used again.
      data.addElementsAppended(count);
      vector.putArray(row, first, count);
      return next == ']' ? i + 1 : JsonScan.DECLINED;
    }

    @Override
    void settle(int row) {
      super.settle(row);
      element.settle(element.vector.getElementsAppended());
    }
  }

  /** Maps; a key may be there twice, as for Spark. */
  static final class Maps extends Cell {
    private final Cell element;

    Maps(WritableColumnVector vector, Cell element) {
      super(vector);
      this.element = element;
    }

    @Override
    int read(JsonScan scan, int at, int row) {
      WritableColumnVector keys = vector.getChild(0);
      WritableColumnVector data = element.vector;
      int first = keys.getElementsAppended();
      if (scan.bytes()[at] != '{') {
        return JsonScan.DECLINED;
      }
      int i = scan.space(at + 1);
      if (scan.at(i) == '}') {
        vector.putArray(row, first, 0);
        return i + 1;
      }
      int count = 0;
      int next;
      do {
        int start = i + 1;
        int stop = scan.at(i) == '"' ? scan.text(start) : JsonScan.DECLINED;
        int colon = stop < 0 || scan.at(stop) != '"' ? JsonScan.DECLINED : scan.space(stop + 1);
        if (colon < 0 || scan.at(colon) != ':') {
          next = 0;
          break;
        }
        keys.reserve(first + count + 1);
        keys.putByteArray(first + count, scan.bytes(), start, stop - start);
        element.reserve(first + count + 1);
        i = element(element, scan, scan.space(colon + 1), first + count);
        count++;
        next = i < 0 ? 0 : scan.at(i);
        if (next == ',') {
          i = scan.space(i + 1);
        }
      } while (next == ',');
      keys.addElementsAppended(count);
      data.addElementsAppended(count);
      vector.putArray(row, first, count);
      return next == '}' ? i + 1 : JsonScan.DECLINED;
    }

    @Override
    void settle(int row) {
      super.settle(row);
      element.settle(element.vector.getElementsAppended());
    }
  }

  /** Reads one element and the white space behind it. */
  private static int element(Cell cell, JsonScan scan, int at, int row) {
    int lead = scan.at(at);
    int stop;
    if (lead == 'n') {
      stop = scan.literalNull(at);
      cell.putNull(row);
    } else {
      stop = lead == 0 ? JsonScan.DECLINED : cell.read(scan, at, row);
    }
    return stop < 0 || scan.at(stop) > ' ' ? stop : scan.space(stop);
  }
}

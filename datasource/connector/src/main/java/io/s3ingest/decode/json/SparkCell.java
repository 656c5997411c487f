package io.s3ingest.decode.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.s3ingest.decode.RowVectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.execution.RowToColumnConverter;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Function1;

/** Leaves values to a converter of Spark's parser, one by one. Rows are only appended. */
final class SparkCell extends Cell {
  private final StructField field;
  private final JsonFactory factory;
  private final Function1<JsonParser, Object> converter;
  private final RowToColumnConverter writer;
  private final WritableColumnVector[] target;
  private final List<Object> kept = new ArrayList<>();
  private final GenericInternalRow value = new GenericInternalRow(1);
  private boolean hasRead;

  SparkCell(
      WritableColumnVector vector,
      StructField field,
      JsonFactory factory,
      Function1<JsonParser, Object> converter) {
    super(vector);
    this.field = field;
    this.factory = factory;
    this.converter = converter;
    this.target = new WritableColumnVector[] {vector};
    this.writer =
        new RowToColumnConverter(
            new StructType().add("value", RowVectors.stored(field.dataType()), field.nullable()));
  }

  @Override
  int read(JsonScan scan, int at, int row) {
    int stop = scan.value(at, 0);
    if (stop < 0) {
      return stop;
    }
    hasRead = true;
    byte[] text = Arrays.copyOfRange(scan.bytes(), at, stop);
    try (JsonParser parser = RecordParser.parser(factory, text)) {
      parser.nextToken();
      value.update(0, converter.apply(parser));
      return stop;
    } catch (Exception e) { // Spark's parser finds it again, and says what it means
      return JsonScan.DECLINED;
    }
  }

  @Override
  void putNull(int row) {
    value.update(0, null);
  }

  @Override
  void clear(int row) {
    // Nothing is written before it is flushed.
  }

  @Override
  void settle(int row) {
    // All values are appended.
  }

  @Override
  void reserve(int rows) {
    // Appending makes room.
  }

  /** Ends a row; returns whether its value was read, not missing or null. */
  boolean keep() {
    kept.add(value.get(0, field.dataType()));
    boolean wasRead = hasRead;
    hasRead = false;
    return wasRead;
  }

  /** Appends the values of all rows that were kept. */
  void flush() {
    for (Object each : kept) {
      value.update(0, each);
      writer.convert(value, target);
    }
    kept.clear();
  }

  /** Forgets the rows that were kept. */
  void forget() {
    kept.clear();
    hasRead = false;
  }
}

package io.s3ingest.decode.csv;

import io.s3ingest.decode.RowFilter;
import io.s3ingest.decode.text.TimeText;
import io.s3ingest.error.DecodeErrors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.execution.vectorized.ConstantColumnVector;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import scala.Function1;

/**
 * Binds the fields of one object to columns: by the names of its header, or by position where it
 * has none. Not thread-safe.
 */
final class CsvColumns {
  private static final int FEWEST_TO_JUDGE = 2;

  /** A field that becomes a column, or is only read to judge its record. */
  static final class Column {
    private final StructField field;
    private final Cell cell;
    private final SparkCsv spark;
    private Function1<String, Object> converter;

    Column(StructField field, Cell cell, SparkCsv spark) {
      this.field = field;
      this.cell = cell;
      this.spark = spark;
      if (cell.needsConverter()) {
        prepare();
      }
    }

    StructField field() {
      return field;
    }

    Cell cell() {
      return cell;
    }

    /** Makes Spark's converter, whose buffers would weigh on each small object if made before. */
    private void prepare() {
      if (converter == null) {
        converter = spark.converter(field.name(), field.dataType());
      }
    }

    /** Writes what Spark makes of a text; false if that is no value, so that NULL is written. */
    boolean write(String text, int row) {
      prepare();
      Object value = null;
      boolean isValue = true;
      try {
        value = converter.apply(text);
      } catch (org.apache.spark.SparkUpgradeException e) {
        throw e;
      } catch (RuntimeException e) {
        isValue = false;
      }
      if (value == null) {
        cell.vector.putNull(row);
      } else {
        cell.put(value, row);
      }
      return isValue;
    }
  }

  private final Column[] byField;
  private final int expectedFields;
  private final ColumnVector[] output;
  private final WritableColumnVector corruptRecord;
  private final List<WritableColumnVector> writable = new ArrayList<>();

  /**
   * Binds.
   *
   * @param header null where the object has none
   * @param judgeAll whether fields that are not required must be read too
   */
  CsvColumns(
      CsvSource source,
      String[] header,
      StructType dataSchema,
      StructType requiredSchema,
      boolean judgeAll,
      int batchRows) {
    SparkCsv spark = source.spark();
    String corruptName = spark.options().columnNameOfCorruptRecord();
    List<StructField> data =
        Arrays.stream(dataSchema.fields()).filter(f -> !isCorrupt(f, corruptName)).toList();
    this.expectedFields = header == null ? data.size() : header.length;
    this.byField = new Column[expectedFields];
    this.output = new ColumnVector[requiredSchema.length()];
    Cell.Spelling spelling = spelling(spark);
    int matched = 0;
    for (int i = 0; i < data.size(); i++) {
      StructField field = data.get(i);
      int position = header == null ? i : position(header, field.name(), spark.caseSensitive());
      matched += position >= 0 ? 1 : 0;
      int wanted = indexOf(requiredSchema, field.name());
      boolean judged = judgeAll && !(field.dataType() instanceof StringType);
      if (position < 0 || wanted < 0 && !judged) {
        continue;
      }
      WritableColumnVector vector = vector(batchRows, field);
      byField[position] = new Column(field, Cell.of(field.dataType(), vector, spelling), spark);
      if (wanted >= 0) {
        output[wanted] = vector;
      }
    }
    if (header != null && matched == 0 && data.size() >= FEWEST_TO_JUDGE) {
      throw foreign(source.uri(), header, data);
    }
    int corrupt = indexOf(requiredSchema, corruptName);
    boolean hasCorrupt = corrupt >= 0 && isCorrupt(requiredSchema.fields()[corrupt], corruptName);
    this.corruptRecord = hasCorrupt ? vector(batchRows, requiredSchema.fields()[corrupt]) : null;
    if (hasCorrupt) {
      output[corrupt] = corruptRecord;
    }
    for (int i = 0; i < output.length; i++) {
      if (output[i] == null) {
        ConstantColumnVector missing =
            new ConstantColumnVector(batchRows, requiredSchema.fields()[i].dataType());
        missing.setNull();
        output[i] = missing;
      }
    }
  }

  /** Returns the columns by the position of their field; null where a field is not read. */
  Column[] byField() {
    return byField;
  }

  /** Returns how many fields a whole record has. */
  int expectedFields() {
    return expectedFields;
  }

  /** Returns the vectors of the required schema. */
  ColumnVector[] output() {
    return output;
  }

  /** Returns the vectors that are written. */
  List<WritableColumnVector> writable() {
    return writable;
  }

  /** Returns the column that takes bad records whole; null if it is not required. */
  WritableColumnVector corruptRecord() {
    return corruptRecord;
  }

  /** Returns whether any field is read. */
  boolean readsFields() {
    for (Column column : byField) {
      if (column != null) {
        return true;
      }
    }
    return false;
  }

  /** Returns the filter of rows by these columns; null if none pays. */
  RowFilter filter(List<Filter> filters) {
    RowFilter.Column[] columns = new RowFilter.Column[byField.length];
    int decoded = 0;
    for (int i = 0; i < columns.length; i++) {
      if (byField[i] != null) {
        columns[i] = new RowFilter.Column(byField[i].field(), byField[i].cell().vector);
        decoded++;
      }
    }
    return RowFilter.of(filters, columns, decoded);
  }

  static boolean isCorrupt(StructField field, String corruptName) {
    return field.name().equals(corruptName) && field.dataType() instanceof StringType;
  }

  private WritableColumnVector vector(int rows, StructField field) {
    WritableColumnVector vector = new OnHeapColumnVector(rows, field.dataType());
    writable.add(vector);
    return vector;
  }

  private static int indexOf(StructType schema, String name) {
    StructField[] fields = schema.fields();
    for (int i = 0; i < fields.length; i++) {
      if (fields[i].name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static int position(String[] header, String name, boolean caseSensitive) {
    for (int i = 0; i < header.length; i++) {
      if (caseSensitive ? header[i].equals(name) : header[i].equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  private static RuntimeException foreign(String uri, String[] header, List<StructField> data) {
    return DecodeErrors.corruptFile(
        uri,
        0,
        "its header (%s) names no column of the table (%s)"
            .formatted(
                CsvReader.shown(String.join(", ", header)),
                CsvReader.shown(
                    data.stream().map(StructField::name).collect(Collectors.joining(", ")))),
        "Set header=false if it has no header, or leave it out with excludePatterns");
  }

  /** Tells which fields can be read from the bytes with the values that Spark would give. */
  private static Cell.Spelling spelling(SparkCsv spark) {
    CSVOptions options = spark.options();
    boolean modern = !spark.legacyTimes();
    boolean us = options.locale().equals(Locale.US);
    TimeText times = new TimeText(options.zoneId());
    boolean usualTimes = modern && options.timestampFormatInRead().isEmpty();
    boolean usualLocalTimes = options.timestampNTZFormatInRead().isEmpty();
    boolean usualDates =
        modern
            && us
            && (options.dateFormatOption().isEmpty()
                || options.dateFormatOption().get().equals("yyyy-MM-dd"));
    return new Cell.Spelling(
        usualTimes && usualLocalTimes ? times : null,
        usualDates ? times : null,
        us,
        options.nanValue().equals("NaN")
            && options.positiveInf().equals("Inf")
            && options.negativeInf().equals("-Inf"));
  }
}

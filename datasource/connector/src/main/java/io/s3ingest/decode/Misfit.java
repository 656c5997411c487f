package io.s3ingest.decode;

import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.types.StructField;

/**
 * A record that does not fit: it is broken, has another number of fields, or has a field that is no
 * value of its column. Only columns that are read are judged, unless bad records are to show.
 *
 * @param rowIndex of its row, counted as {@link BatchReader#firstRowIndex()} is; of the row behind
 *     it if it was dropped
 * @param isKept whether it became a row, with NULLs; else it was dropped
 * @param bytes an array that holds the record in UTF-8, valid while a listener is told
 * @param from where the record begins in it
 * @param to where it ends
 * @param findFields finds what {@link #fields()} returns, while a listener is told
 */
public record Misfit(
    long rowIndex,
    boolean isKept,
    byte[] bytes,
    int from,
    int to,
    Supplier<List<Field>> findFields) {
  /**
   * A field that is no value of its column.
   *
   * @param text the value in UTF-8: without quotes in CSV, as it stands there in JSON
   */
  public record Field(StructField column, byte[] text) {}

  /**
   * Returns the fields that are no value of their column; none where the record is bad in another
   * way.
   */
  public List<Field> fields() {
    return findFields.get();
  }
}

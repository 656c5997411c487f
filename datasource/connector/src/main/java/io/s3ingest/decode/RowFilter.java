package io.s3ingest.decode;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.StructFilters$;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Predicate$;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;
import scala.Option;
import scala.runtime.AbstractFunction1;

/**
 * Tells the rows that a query cannot want from the columns that its filters name, before the other
 * columns are read. Spark's own predicate decides, and tests again what is given out. Not
 * thread-safe.
 */
public final class RowFilter {
  /** Rows after which it is known whether the filter is worth its cost. */
  private static final long LEARNED = 4096;

  /** It costs about as much as reading a quarter of the rows that it leaves out saves. */
  private static final long PAYING_SHARE = 4;

  /** Every so many times a filter that did not pay is tried again. */
  private static final int PAUSE = 64;

  private final Expression condition;
  private final boolean[] isNamed;
  private final ColumnarBatchRow row;
  private BasePredicate predicate;
  private long seen;
  private long dropped;
  private int paused;

  private RowFilter(Expression condition, boolean[] isNamed, List<ColumnVector> vectors) {
    this.condition = condition;
    this.isNamed = isNamed;
    this.row = new ColumnarBatchRow(vectors.toArray(ColumnVector[]::new));
  }

  /** A column that is decoded. */
  public record Column(StructField field, ColumnVector vector) {}

  /**
   * Makes the filter of what can be judged in these columns.
   *
   * @param columns null where there is none that can be judged
   * @param decoded how many columns are decoded
   * @return null if it names more columns than there are others to spare
   */
  public static RowFilter of(List<Filter> filters, Column[] columns, int decoded) {
    boolean[] isNamed = new boolean[columns.length];
    List<ColumnVector> vectors = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    Expression all = null;
    for (Filter filter : filters) {
      int before = places.size();
      Option<Expression> one =
          StructFilters$.MODULE$.filterToExpression(
              filter,
              new AbstractFunction1<>() {
                @Override
                public Option<BoundReference> apply(String name) {
                  return reference(name, columns, places);
                }
              });
      if (one.isDefined() && one.get().resolved() && one.get().deterministic()) {
        all = all == null ? one.get() : new And(all, one.get());
      } else {
        places.subList(before, places.size()).clear();
      }
    }
    for (int place : places) {
      vectors.add(columns[place].vector());
      isNamed[place] = true;
    }
    boolean pays = all != null && places.size() <= decoded - places.size();
    return pays ? new RowFilter(all, isNamed, vectors) : null;
  }

  private static Option<BoundReference> reference(
      String name, Column[] columns, List<Integer> places) {
    for (int i = 0; i < columns.length; i++) {
      if (columns[i] != null
          && columns[i].field().name().equals(name)
          && isJudged(columns[i].field().dataType())) {
        if (!places.contains(i)) {
          places.add(i);
        }
        return Option.apply(
            new BoundReference(places.indexOf(i), columns[i].field().dataType(), true));
      }
    }
    return Option.empty();
  }

  /** Texts are judged only if they are compared byte by byte. */
  private static boolean isJudged(DataType type) {
    return type instanceof NumericType
        || type instanceof DecimalType
        || type instanceof BooleanType
        || type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType
        || type.equals(DataTypes.StringType);
  }

  /** Returns whether the next rows, one or a block of them, should be judged. */
  public boolean isDue() {
    return seen < LEARNED || dropped >= seen / PAYING_SHARE || ++paused % PAUSE == 0;
  }

  /** Returns whether it needs this one of the columns. */
  public boolean names(int column) {
    return isNamed[column];
  }

  /**
   * Judges rows whose named columns are written.
   *
   * @param kept takes the answers
   * @return how many rows are kept
   */
  public int judge(int firstRow, int rows, boolean[] kept) {
    int count = 0;
    for (int i = 0; i < rows; i++) {
      kept[i] = wants(firstRow + i);
      count += kept[i] ? 1 : 0;
    }
    note(rows, rows - count);
    return count;
  }

  /** Returns whether a row may be wanted whose named columns are written. */
  public boolean wants(int rowId) {
    if (predicate == null) {
      predicate = Predicate$.MODULE$.create(condition);
      predicate.initialize(0);
    }
    row.rowId = rowId;
    return predicate.eval(row);
  }

  /** Learns what became of a row that was due. */
  public void judged(boolean isLeftOut) {
    note(1, isLeftOut ? 1 : 0);
  }

  private void note(int rows, int leftOut) {
    if (seen >= 2 * LEARNED) {
      // What was long ago counts less.
      seen /= 2;
      dropped /= 2;
    }
    seen += rows;
    dropped += leftOut;
  }
}

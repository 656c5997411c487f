package io.s3ingest.decode.csv;

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
final class RowFilter {
  /** Rows after which it is known whether the filter is worth its cost. */
  private static final long LEARNED = 4096;

  /** It costs about as much as reading a quarter of the rows that it leaves out saves. */
  private static final long PAYING_SHARE = 4;

  /** Every so many blocks a filter that did not pay is tried again. */
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

  /** Makes the filter of what can be judged in columns of this object; null if nothing pays. */
  static RowFilter of(List<Filter> filters, CsvColumns.Column[] byField) {
    boolean[] isNamed = new boolean[byField.length];
    List<ColumnVector> vectors = new ArrayList<>();
    List<Integer> fields = new ArrayList<>();
    Expression all = null;
    for (Filter filter : filters) {
      int before = fields.size();
      Option<Expression> one =
          StructFilters$.MODULE$.filterToExpression(
              filter,
              new AbstractFunction1<>() {
                @Override
                public Option<BoundReference> apply(String name) {
                  return reference(name, byField, fields);
                }
              });
      if (one.isDefined() && one.get().resolved() && one.get().deterministic()) {
        all = all == null ? one.get() : new And(all, one.get());
      } else {
        fields.subList(before, fields.size()).clear();
      }
    }
    for (int field : fields) {
      vectors.add(byField[field].cell().vector);
      isNamed[field] = true;
    }
    int others = -fields.size();
    for (int i = 0; i < byField.length; i++) {
      others += byField[i] != null && !isNamed[i] ? 1 : 0;
    }
    return all == null || others < 0 ? null : new RowFilter(all, isNamed, vectors);
  }

  private static Option<BoundReference> reference(
      String name, CsvColumns.Column[] byField, List<Integer> fields) {
    for (int i = 0; i < byField.length; i++) {
      if (byField[i] != null
          && byField[i].field().name().equals(name)
          && isJudged(byField[i].field().dataType())) {
        if (!fields.contains(i)) {
          fields.add(i);
        }
        return Option.apply(
            new BoundReference(fields.indexOf(i), byField[i].field().dataType(), true));
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

  /** Returns whether rows of the next block should be judged. */
  boolean isDue() {
    return seen < LEARNED || dropped >= seen / PAYING_SHARE || ++paused % PAUSE == 0;
  }

  /** Returns whether it needs this field. */
  boolean names(int field) {
    return isNamed[field];
  }

  /**
   * Judges rows whose named columns are written.
   *
   * @param kept takes the answers
   * @return how many rows are kept
   */
  int judge(int firstRow, int rows, boolean[] kept) {
    if (predicate == null) {
      predicate = Predicate$.MODULE$.create(condition);
      predicate.initialize(0);
    }
    int count = 0;
    for (int i = 0; i < rows; i++) {
      row.rowId = firstRow + i;
      kept[i] = predicate.eval(row);
      count += kept[i] ? 1 : 0;
    }
    if (seen >= 2 * LEARNED) {
      // What was long ago counts less.
      seen /= 2;
      dropped /= 2;
    }
    seen += rows;
    dropped += rows - count;
    return count;
  }
}

package io.s3ingest.spark.read;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Evaluates a pushed predicate on what is known of a whole file, in SQL's three-valued logic. What
 * is not known counts as every outcome at once, so that a file is only left out if no row of it can
 * pass.
 */
final class FilePredicate {
  private static final int TRUE = 1;
  private static final int FALSE = 2;
  private static final int NULL = 4;
  private static final int ANY = TRUE | FALSE | NULL;

  /** The columns that have one value for all rows of a file. */
  interface Columns {
    /** Returns the type of a column, or null if it may differ from row to row. */
    DataType type(String[] name);

    /** Returns the internal value of a column that has a type. */
    Object value(String[] name);
  }

  private FilePredicate() {}

  /** Returns whether the outcome is the same for all rows of any file. */
  static boolean decidedByFile(Predicate predicate, Columns columns) {
    return switch (predicate.name()) {
      case "AND", "OR", "NOT" ->
          Arrays.stream(predicate.children())
              .allMatch(child -> child instanceof Predicate p && decidedByFile(p, columns));
      case "ALWAYS_TRUE", "ALWAYS_FALSE" -> true;
      case "IS_NULL", "IS_NOT_NULL" -> typeOf(predicate.children()[0], columns) != null;
      case "=", "<>", "<=>", "<", "<=", ">", ">=", "IN" -> comparable(predicate, columns);
      case "STARTS_WITH", "ENDS_WITH", "CONTAINS" ->
          comparable(predicate, columns)
              && DataTypes.StringType.equals(typeOf(predicate.children()[0], columns));
      default -> false;
    };
  }

  /** Returns whether a row of the file may pass. */
  static boolean mayPass(Predicate predicate, Columns columns) {
    return (outcomes(predicate, columns) & TRUE) != 0;
  }

  private static int outcomes(Expression expression, Columns columns) {
    if (!(expression instanceof Predicate predicate)) {
      return ANY;
    }
    Expression[] children = predicate.children();
    switch (predicate.name()) {
      case "AND":
        return not(
            either(not(outcomes(children[0], columns)), not(outcomes(children[1], columns))));
      case "OR":
        return either(outcomes(children[0], columns), outcomes(children[1], columns));
      case "NOT":
        return not(outcomes(children[0], columns));
      default:
        return decidedByFile(predicate, columns) ? leaf(predicate, columns) : ANY;
    }
  }

  private static int leaf(Predicate predicate, Columns columns) {
    Expression[] children = predicate.children();
    switch (predicate.name()) {
      case "ALWAYS_TRUE":
        return TRUE;
      case "ALWAYS_FALSE":
        return FALSE;
      case "IS_NULL":
        return of(valueOf(children[0], columns) == null);
      case "IS_NOT_NULL":
        return of(valueOf(children[0], columns) != null);
      case "IN":
        return in(predicate, columns);
      default:
        break;
    }
    Object left = valueOf(children[0], columns);
    Object right = valueOf(children[1], columns);
    if (predicate.name().equals("<=>")) {
      return of(left == null || right == null ? left == right : compare(left, right) == 0);
    }
    if (left == null || right == null) {
      return NULL;
    }
    return of(
        switch (predicate.name()) {
          case "=" -> compare(left, right) == 0;
          case "<>" -> compare(left, right) != 0;
          case "<" -> compare(left, right) < 0;
          case "<=" -> compare(left, right) <= 0;
          case ">" -> compare(left, right) > 0;
          case ">=" -> compare(left, right) >= 0;
          case "STARTS_WITH" -> ((UTF8String) left).startsWith((UTF8String) right);
          case "ENDS_WITH" -> ((UTF8String) left).endsWith((UTF8String) right);
          case "CONTAINS" -> ((UTF8String) left).contains((UTF8String) right);
          default -> throw new IllegalStateException(predicate.name());
        });
  }

  private static int in(Predicate predicate, Columns columns) {
    Expression[] children = predicate.children();
    Object wanted = valueOf(children[0], columns);
    if (wanted == null) {
      return NULL;
    }
    int outcome = FALSE;
    for (int i = 1; i < children.length; i++) {
      Object value = valueOf(children[i], columns);
      if (value == null) {
        outcome = NULL;
      } else if (compare(wanted, value) == 0) {
        return TRUE;
      }
    }
    return outcome;
  }

  private static boolean comparable(Predicate predicate, Columns columns) {
    DataType type = typeOf(predicate.children()[0], columns);
    if (type == null || !ORDERED.contains(type) && !(type instanceof DecimalType)) {
      return false;
    }
    for (Expression child : predicate.children()) {
      if (!type.equals(typeOf(child, columns))) {
        return false;
      }
    }
    return true;
  }

  /** The types whose internal values have Java's order. Doubles do not: NaN and -0.0. */
  private static final List<DataType> ORDERED =
      List.of(
          DataTypes.BooleanType,
          DataTypes.ByteType,
          DataTypes.ShortType,
          DataTypes.IntegerType,
          DataTypes.LongType,
          DataTypes.DateType,
          DataTypes.TimestampType,
          DataTypes.TimestampNTZType,
          DataTypes.StringType);

  private static int compare(Object left, Object right) {
    if (left instanceof UTF8String a) {
      return a.binaryCompare((UTF8String) right);
    }
    if (left instanceof Decimal a) {
      return a.compare((Decimal) right);
    }
    @SuppressWarnings("unchecked")
    Comparable<Object> a = (Comparable<Object>) left;
    return a.compareTo(right);
  }

  private static DataType typeOf(Expression expression, Columns columns) {
    if (expression instanceof Literal<?> literal) {
      return literal.dataType();
    }
    return expression instanceof NamedReference reference
        ? columns.type(reference.fieldNames())
        : null;
  }

  private static Object valueOf(Expression expression, Columns columns) {
    return expression instanceof Literal<?> literal
        ? literal.value()
        : columns.value(((NamedReference) expression).fieldNames());
  }

  private static int of(boolean value) {
    return value ? TRUE : FALSE;
  }

  private static int not(int outcomes) {
    return (outcomes & NULL)
        | ((outcomes & TRUE) != 0 ? FALSE : 0)
        | ((outcomes & FALSE) != 0 ? TRUE : 0);
  }

  private static int either(int left, int right) {
    int out = 0;
    if (((left | right) & TRUE) != 0) {
      out |= TRUE;
    }
    if ((left & FALSE) != 0 && (right & FALSE) != 0) {
      out |= FALSE;
    }
    boolean nullLeft = (left & NULL) != 0 && (right & (NULL | FALSE)) != 0;
    boolean nullRight = (right & NULL) != 0 && (left & (NULL | FALSE)) != 0;
    if (nullLeft || nullRight) {
      out |= NULL;
    }
    return out;
  }
}

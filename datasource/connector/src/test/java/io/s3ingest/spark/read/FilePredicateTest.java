package io.s3ingest.spark.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.LiteralValue;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FilePredicateTest {
  /** A file with day = 5, region = NULL, name = 'm'; id differs from row to row. */
  private static final FilePredicate.Columns FILE =
      new FilePredicate.Columns() {
        private final Map<String, DataType> types =
            Map.of(
                "day", DataTypes.IntegerType,
                "region", DataTypes.StringType,
                "name", DataTypes.StringType,
                "ratio", DataTypes.DoubleType);
        private final Map<String, Object> values = values();

        @Override
        public DataType type(String[] name) {
          return types.get(name[0]);
        }

        @Override
        public Object value(String[] name) {
          return values.get(name[0]);
        }
      };

  private static Map<String, Object> values() {
    Map<String, Object> out = new HashMap<>();
    out.put("day", 5);
    out.put("name", UTF8String.fromString("m"));
    out.put("ratio", Double.NaN);
    return out;
  }

  @ParameterizedTest
  @CsvSource({
    "=, 5, true", "=, 6, false", "<>, 5, false", "<>, 6, true", "<, 5, false", "<, 6, true",
    "<=, 5, true", "<=, 4, false", ">, 5, false", ">, 4, true", ">=, 5, true", ">=, 6, false",
    "<=>, 5, true", "<=>, 6, false"
  })
  void comparesAFilesValueWithALiteral(String operator, int literal, boolean mayPass) {
    Predicate predicate = of(operator, column("day"), number(literal));
    assertThat(FilePredicate.decidedByFile(predicate, FILE)).isTrue();
    assertThat(FilePredicate.mayPass(predicate, FILE)).isEqualTo(mayPass);
  }

  @Test
  void ordersTextByItsBytes() {
    assertThat(FilePredicate.mayPass(of(">", column("name"), text("Z")), FILE)).isTrue();
    assertThat(FilePredicate.mayPass(of("<", column("name"), text("é")), FILE)).isTrue();
    assertThat(FilePredicate.mayPass(of("STARTS_WITH", column("name"), text("n")), FILE)).isFalse();
  }

  @Test
  void leavesOutAFileWhoseAnswerIsNull() {
    Predicate equal = of("=", column("region"), text("eu"));
    assertThat(FilePredicate.mayPass(equal, FILE)).isFalse();
    assertThat(FilePredicate.mayPass(of("NOT", equal), FILE)).isFalse();
    assertThat(FilePredicate.mayPass(of("IS_NULL", column("region")), FILE)).isTrue();
    assertThat(FilePredicate.mayPass(of("IS_NOT_NULL", column("region")), FILE)).isFalse();
  }

  @Test
  void knowsThatNotInAListWithNullIsNeverTrue() {
    Predicate in =
        of("IN", column("day"), number(1), new LiteralValue<>(null, DataTypes.IntegerType));
    assertThat(FilePredicate.mayPass(in, FILE)).isFalse();
    assertThat(FilePredicate.mayPass(of("NOT", in), FILE)).isFalse();
    assertThat(FilePredicate.mayPass(of("NOT", of("IN", column("day"), number(1))), FILE)).isTrue();
  }

  @Test
  void keepsAFileThatARowMayDecide() {
    Predicate row = of("=", column("id"), number(1));
    Predicate never = of("=", column("day"), number(6));
    assertThat(FilePredicate.decidedByFile(row, FILE)).isFalse();
    assertThat(FilePredicate.mayPass(row, FILE)).isTrue();
    assertThat(FilePredicate.mayPass(of("NOT", row), FILE)).isTrue();
    assertThat(FilePredicate.mayPass(of("OR", never, row), FILE)).isTrue();
    assertThat(FilePredicate.mayPass(of("AND", never, row), FILE)).isFalse();
    assertThat(FilePredicate.decidedByFile(of("AND", never, row), FILE)).isFalse();
  }

  @Test
  void leavesToRowsWhatItCannotCompareAsSparkDoes() {
    Predicate doubles =
        of("=", column("ratio"), new LiteralValue<>(Double.NaN, DataTypes.DoubleType));
    Predicate otherType = of("=", column("day"), new LiteralValue<>(5L, DataTypes.LongType));
    assertThat(FilePredicate.decidedByFile(doubles, FILE)).isFalse();
    assertThat(FilePredicate.decidedByFile(otherType, FILE)).isFalse();
    assertThat(FilePredicate.mayPass(otherType, FILE)).isTrue();
  }

  private static Predicate of(String name, Expression... children) {
    return new Predicate(name, children);
  }

  private static Expression column(String name) {
    return Expressions.column(name);
  }

  private static Expression number(int value) {
    return new LiteralValue<>(value, DataTypes.IntegerType);
  }

  private static Expression text(String value) {
    return new LiteralValue<>(UTF8String.fromString(value), DataTypes.StringType);
  }
}

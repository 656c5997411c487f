package io.s3ingest.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.json.JsonInferSchema$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class TypeMergeTest {
  private static final List<String> TYPES =
      List.of(
          "VOID",
          "BOOLEAN",
          "INT",
          "BIGINT",
          "DECIMAL(10,2)",
          "DECIMAL(20,0)",
          "DECIMAL(38,0)",
          "DECIMAL(38,18)",
          "DOUBLE",
          "DATE",
          "TIMESTAMP",
          "TIMESTAMP_NTZ",
          "STRING",
          "ARRAY<INT>",
          "ARRAY<STRING>",
          "ARRAY<VOID>",
          "STRUCT<a: INT, c: STRING>",
          "STRUCT<a: DOUBLE, b: DATE>",
          "STRUCT<a: ARRAY<STRUCT<x: VOID>>>");

  static Stream<Arguments> pairs() {
    return TYPES.stream().flatMap(a -> TYPES.stream().map(b -> Arguments.of(a, b)));
  }

  private static DataType type(String ddl) {
    return StructType.fromDDL("x " + ddl).apply(0).dataType();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void climbsTheLadderOfSparksInference(String a, String b) {
    DataType spark =
        JsonInferSchema$.MODULE$.compatibleType(type(a), type(b), DataTypes.StringType);
    assertThat(TypeMerge.INFERRED.merge(type(a), type(b))).isEqualTo(spark);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          INT           | BIGINT        | BIGINT
          TINYINT       | SMALLINT      | SMALLINT
          INT           | DOUBLE        | DOUBLE
          FLOAT         | DOUBLE        | DOUBLE
          SMALLINT      | FLOAT         | DOUBLE
          INT           | DECIMAL(5,2)  | DECIMAL(12,2)
          BIGINT        | DECIMAL(5,2)  | DECIMAL(22,2)
          DECIMAL(10,2) | DECIMAL(12,4) | DECIMAL(12,4)
          DATE          | TIMESTAMP_NTZ | TIMESTAMP_NTZ
          VOID          | STRING        | STRING
          BIGINT        | DOUBLE        |
          DECIMAL(10,2) | DOUBLE        |
          DECIMAL(38,0) | DECIMAL(38,9) |
          INT           | STRING        |
          INT           | BOOLEAN       |
          DATE          | TIMESTAMP     |
          TIMESTAMP     | TIMESTAMP_NTZ |
          BINARY        | STRING        |
          ARRAY<INT>    | ARRAY<BIGINT> | ARRAY<BIGINT>
          ARRAY<INT>    | ARRAY<STRING> |
          MAP<STRING,INT> | MAP<STRING,BIGINT> | MAP<STRING,BIGINT>
          STRUCT<a: INT>  | STRUCT<a: STRING>  |
          """)
  void widensDeclaredTypesOnlyWithoutLoss(String a, String b, String merged) {
    DataType expected = merged == null ? null : type(merged);
    assertThat(TypeMerge.DECLARED.merge(type(a), type(b))).isEqualTo(expected);
    assertThat(TypeMerge.DECLARED.merge(type(b), type(a))).isEqualTo(expected);
  }

  @Test
  void appendsFieldsOfStructsInTheOrderOfTheirAppearance() {
    assertThat(
            TypeMerge.DECLARED.merge(
                type("STRUCT<b: INT, a: INT>"), type("STRUCT<a: BIGINT, c: INT>")))
        .isEqualTo(type("STRUCT<b: INT, a: BIGINT, c: INT>"));
  }
}

package io.s3ingest.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ColumnPlanTest {
  private static final String OURS =
      ", _source_key STRING, _source_version STRING, _last_modified_time TIMESTAMP";

  private static ColumnPlan plan(String table, String data, String format) {
    return ColumnPlan.of(StructType.fromDDL(table), StructType.fromDDL(data), format, "c.db.t");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INT|INT|INT",
        "INT|BIGINT|BIGINT",
        "BIGINT|INT|BIGINT",
        "FLOAT|DOUBLE|DOUBLE",
        "DOUBLE|BIGINT|DOUBLE",
        "STRING|TIMESTAMP|STRING",
        "TIMESTAMP|DATE|TIMESTAMP",
        "DECIMAL(10,2)|DECIMAL(12,2)|DECIMAL(12,2)",
        "DECIMAL(10,2)|DECIMAL(10,4)|",
        "BIGINT|DOUBLE|",
        "INT|STRING|",
        "BOOLEAN|INT|",
        "STRUCT<a: INT>|STRUCT<a: BIGINT, b: STRING>|STRUCT<a: BIGINT, b: STRING>",
        "STRUCT<a: INT>|STRUCT<a: STRING>|",
        "ARRAY<INT>|ARRAY<BIGINT>|ARRAY<BIGINT>",
        "ARRAY<INT>|INT|",
        "MAP<STRING, INT>|MAP<STRING, BIGINT>|MAP<STRING, BIGINT>"
      })
  void mergesTypesOnlyWhereNothingIsLost(String table, String data, String expected) {
    DataType merged = TypeMerge.of(DataType.fromDDL(table), DataType.fromDDL(data));
    if (expected == null) {
      assertThat(merged).isNull();
    } else {
      assertThat(merged).matches(type -> TypeMerge.sameType(type, DataType.fromDDL(expected)));
    }
  }

  @Test
  void readsTextAsTheTableHasItAndParquetAsItIs() {
    assertThat(plan("code STRING" + OURS, "code INT", "csv").read().toDDL())
        .isEqualTo("code STRING");
    assertThat(plan("code STRING" + OURS, "code INT", "parquet").read().toDDL())
        .isEqualTo("code INT");
  }

  @Test
  void leavesATableOfAnotherToolAsItIsButForOurNewColumns() {
    String table = "_olake_id STRING, qty DOUBLE, _last_modified_time STRING";
    ColumnPlan plan = plan(table, "qty BIGINT, city STRING", "csv");
    assertThat(plan.changed().toDDL())
        .isEqualTo("city STRING,_source_key STRING,_source_version STRING");
    StructType evolved = StructType.fromDDL(table + "," + plan.changed().toDDL());
    assertThat(LandedColumns.of(evolved, plan.read()))
        .extracting(Object::toString)
        .hasSize(6)
        .element(2)
        .asString()
        .contains("_metadata.file_modification_time")
        .containsIgnoringCase("string");
  }

  @Test
  void refusesARequiredColumnThatTheDataLacks() {
    assertThatThrownBy(() -> plan("k INT NOT NULL, v INT" + OURS, "v INT", "csv"))
        .hasMessage(
            "[S3INGEST_INCOMPATIBLE_TABLE] Cannot sync into c.db.t: its column 'k' is required and the data does not have it. Make the column optional: ALTER TABLE c.db.t ALTER COLUMN k DROP NOT NULL.");
  }

  @Test
  void refusesATableWhoseColumnOfOurNameHoldsSomethingElse() {
    assertThatThrownBy(() -> plan("v INT, _source_key BIGINT", "v INT", "csv"))
        .hasMessage(
            "[S3INGEST_INCOMPATIBLE_TABLE] Cannot sync into c.db.t: column '_source_key' is BIGINT there, sync writes STRING. Rename that column, or sync into another table.");
  }
}

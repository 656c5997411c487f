package io.s3ingest.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

final class SchemaMergerTest {
  private static FileSchema file(String name, String ddl) {
    return new FileSchema("s3://b/" + name, StructType.fromDDL(ddl));
  }

  private static SchemaMerger inferred() {
    return new SchemaMerger(TypeMerge.INFERRED, false);
  }

  @Test
  void keepsTheOrderOfFirstAppearance() {
    StructType merged =
        inferred()
            .add(file("1", "b INT, a STRING"))
            .add(file("2", "a STRING, c DATE, b BIGINT"))
            .merged();
    assertThat(merged.toDDL()).isEqualTo("b BIGINT,a STRING,c DATE");
  }

  @Test
  void keepsSortedColumnsSorted() {
    SchemaMerger merger = inferred().add(file("1", "a INT, c INT")).add(file("2", "b INT, c INT"));
    assertThat(merger.mergedKeepingSorted().toDDL()).isEqualTo("a INT,b INT,c INT");
    assertThat(merger.add(file("3", "z INT, y INT")).mergedKeepingSorted().toDDL())
        .isEqualTo("a INT,c INT,b INT,z INT,y INT");
  }

  @Test
  void takesAnEmptyColumnsTypeFromAnotherFile() {
    StructType merged =
        inferred().add(file("1", "a VOID, b VOID")).add(file("2", "a DATE, b VOID")).merged();
    assertThat(SchemaMerger.readable(merged, false).toDDL()).isEqualTo("a DATE,b STRING");
    assertThat(SchemaMerger.readable(merged, true).toDDL()).isEqualTo("a DATE");
  }

  @Test
  void readsNestedNullsAsStringsAndDropsEmptyStructs() {
    StructType schema =
        StructType.fromDDL("a ARRAY<VOID>, s STRUCT<x: VOID>, m MAP<STRING, VOID>")
            .add("e", new StructType());
    assertThat(SchemaMerger.readable(schema, false).toDDL())
        .isEqualTo("a ARRAY<STRING>,s STRUCT<x: STRING>,m MAP<STRING, STRING>");
  }

  @Test
  void namesBothFilesWhereDeclaredTypesDoNotFit() {
    SchemaMerger merger =
        new SchemaMerger(TypeMerge.DECLARED, false)
            .add(file("1.parquet", "id INT, qty INT"))
            .add(file("2.parquet", "id INT, qty BIGINT"));
    assertThatThrownBy(() -> merger.add(file("3.parquet", "id INT, qty STRING")))
        .hasMessage(
            "[S3INGEST_SCHEMA_MISMATCH] Cannot read column 'qty' of both s3://b/2.parquet and s3://b/3.parquet: it is BIGINT in the first and STRING in the second, and no type holds both. Rewrite one of the files, or leave it out by excludePatterns.");
  }

  @Test
  void refusesTwoColumnsThatDifferByCaseInOneFile() {
    assertThatThrownBy(() -> inferred().add(file("1.csv", "id INT, Id INT")))
        .hasMessage(
            "[S3INGEST_AMBIGUOUS_COLUMN_NAME] Cannot tell columns 'id' and 'Id' apart (both in s3://b/1.csv): only their case differs. Rename one of them, or set spark.sql.caseSensitive=true.");
  }

  @Test
  void refusesTwoColumnsThatDifferByCaseInTwoFiles() {
    assertThatThrownBy(() -> inferred().add(file("1.csv", "id INT")).add(file("2.csv", "ID INT")))
        .hasMessage(
            "[S3INGEST_AMBIGUOUS_COLUMN_NAME] Cannot tell columns 'id' and 'ID' apart (in s3://b/1.csv and s3://b/2.csv): only their case differs. Rename one of them, or set spark.sql.caseSensitive=true.");
  }

  @Test
  void keepsColumnsThatDifferByCaseApartWhereCaseCounts() {
    StructType merged =
        new SchemaMerger(TypeMerge.INFERRED, true).add(file("1", "id INT, Id DATE")).merged();
    assertThat(merged.toDDL()).isEqualTo("id INT,Id DATE");
  }

  @Test
  void namesTheColumnsOfTheDataThatAreCalledLikeOurs() {
    assertThat(
            IngestColumns.ownedBy(
                StructType.fromDDL("a INT, _Source_Key INT, _last_modified_time INT")))
        .containsExactly("_Source_Key", "_last_modified_time");
  }
}

package io.s3ingest.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SchemaHintsTest {
  private static String hinted(String schema, String hints) {
    return SchemaHints.parse(hints).apply(StructType.fromDDL(schema), false).toDDL();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          n INT, s STRING          | s DATE                    | n INT,s DATE
          n INT                    | N BIGINT                  | n BIGINT
          n INT                    | d DATE, t TIMESTAMP       | n INT,d DATE,t TIMESTAMP
          b STRUCT<id: STRING, born: STRING> | b.born DATE     | b STRUCT<id: STRING, born: DATE>
          b STRUCT<id: STRING>     | b.born DATE               | b STRUCT<id: STRING, born: DATE>
          n INT                    | b.born.year INT           | n INT,b STRUCT<born: STRUCT<year: INT>>
          l ARRAY<STRUCT<sku: STRING>> | l.element.sku INT     | l ARRAY<STRUCT<sku: INT>>
          l ARRAY<STRING>          | l ARRAY<INT>              | l ARRAY<INT>
          r MAP<STRING, STRING>    | r.key INT, r.value DOUBLE | r MAP<INT, DOUBLE>
          r MAP<STRING, STRUCT<text: INT>> | r.value.text STRING | r MAP<STRING, STRUCT<text: STRING>>
          e STRUCT<gift: STRING>   | e MAP<STRING, STRING>     | e MAP<STRING, STRING>
          `a.b` INT                | `a.b` STRING              | `a.b` STRING
          n INT                    | `x``y` DECIMAL(10, 2)     | n INT,`x``y` DECIMAL(10,2)
          n VOID                   | n.x INT                   | n STRUCT<x: INT>
          n INT                    | ' , '                     | n INT
          """)
  void replacesOrAddsColumns(String schema, String hints, String expected) {
    assertThat(hinted(schema, hints)).isEqualTo(expected);
  }

  @Test
  void appliesAllHintsOfTheDocumentedCase() {
    assertThat(
            hinted(
                "sold STRING, n INT, buyer STRUCT<id: STRING, born: STRING>, extras STRUCT<gift: STRING>",
                "sold DATE, buyer.born DATE, extras MAP<STRING,STRING>, shipped TIMESTAMP"))
        .isEqualTo(
            "sold DATE,n INT,buyer STRUCT<id: STRING, born: DATE>,extras MAP<STRING, STRING>,shipped TIMESTAMP");
  }

  @Test
  void addsNothingToAFileThatLacksTheColumn() {
    assertThat(
            SchemaHints.parse("a DATE, b DATE")
                .applyToKnown(StructType.fromDDL("a STRING"), false)
                .toDDL())
        .isEqualTo("a DATE");
  }

  @Test
  void takesNoHintsFromAnOptionThatIsNotSet() {
    assertThat(SchemaHints.parse(null).isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          qty BIGNT       | qty BIGNT  | 'BIGNT' is not a type
          qty             | qty        | it is not a name and a type
          a..b INT        | a..b INT   | it is not a name and a type
          `a INT          | `a INT     | it is not a name and a type
          a INT, A DATE   | A DATE     | there is another hint for the same column
          n.x INT         | n.x INT    | 'n' is of type INT, which has no 'x'
          l.sku INT       | l.sku INT  | 'l' is of type ARRAY<INT>, which has no 'sku'
          """,
      quoteCharacter = '"')
  void refusesAHintThatCannotBe(String hints, String hint, String why) {
    assertThatThrownBy(() -> hinted("n INT, l ARRAY<INT>", hints))
        .hasMessage(
            "[S3INGEST_INVALID_OPTION] Cannot use '%s' of option 'schemaHints': %s. Write hints as 'name TYPE, struct.field TYPE, list.element TYPE, map.value TYPE'."
                .formatted(hint, why));
  }
}

package io.s3ingest.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.store.ObjectRef;
import io.s3ingest.testing.TestSpark;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;

final class PartitionValuesTest {
  private static final ZoneId UTC = ZoneId.of("UTC");
  @TempDir private Path folder;

  private static ObjectRef object(String key) {
    return new ObjectRef("b", key, 1, "e", null, Instant.EPOCH);
  }

  private static PartitionInference infer(String... keys) {
    PartitionInference inference = new PartitionInference(false, true, UTC);
    for (String key : keys) {
      inference.add(object(key), any -> "t/");
    }
    return inference;
  }

  private static PartitionValues values(String ddl) {
    return new PartitionValues(List.of("t/"), StructType.fromDDL(ddl), false, UTC);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1,2",
        "1,3000000000",
        "01,1",
        "1,123456789012345678901",
        "123456789012345678901,3000000000",
        "1,1.5",
        "1.5,3000000000",
        "1.5,123456789012345678901",
        "1e3,2",
        "2024-01-31,2024-02-01",
        "2024-01-31,1",
        "2024-13-31",
        "2024-01-31 10:30:00,2024-01-31",
        "2024-01-31 10%3A30%3A00",
        "a,1",
        "true,false",
        "__HIVE_DEFAULT_PARTITION__,7",
        "a%20b,a%2Fb",
        "NaN",
        "-5,+6",
        "1d",
        "0x10"
      })
  void infersTypesAndValuesAsSparkDoes(String list) throws Exception {
    List<String> raw = List.of(list.split(","));
    for (String value : raw) {
      Path leaf = Files.createDirectories(folder.resolve("p=" + value));
      Files.writeString(leaf.resolve("f.txt"), "x\n");
    }
    var spark = TestSpark.session().read().text(folder.toString());
    PartitionInference inference =
        infer(raw.stream().map(value -> "t/p=" + value + "/f.txt").toArray(String[]::new));
    assertThat(inference.schema().apply(0).dataType())
        .isEqualTo(spark.schema().apply("p").dataType());
    PartitionValues values = new PartitionValues(List.of("t/"), inference.schema(), false, UTC);
    var shown = spark.selectExpr("cast(p as string)").collectAsList();
    assertThat(shown).hasSize(raw.size());
    assertThat(
            raw.stream()
                .map(value -> values.of(object("t/p=" + value + "/f.txt"))[0])
                .map(value -> value == null ? null : sql(value, inference.schema()))
                .toList())
        .containsExactlyInAnyOrderElementsOf(shown.stream().map(row -> row.getString(0)).toList());
  }

  private static String sql(Object value, StructType schema) {
    Literal literal = new Literal(value, schema.apply(0).dataType());
    return String.valueOf(
        new Cast(literal, DataTypes.StringType, Option.apply("UTC"), EvalMode.LEGACY()).eval(null));
  }

  @Test
  void typesEveryLevelOfATree() {
    PartitionInference inference =
        infer(
            "t/region=US/year=2024/month=01/data.parquet",
            "t/region=US/year=2023/month=12/data.parquet",
            "t/region=EU/year=2024/month=01/data.parquet");
    assertThat(inference.schema().toDDL()).isEqualTo("region STRING,year INT,month INT");
    assertThat(inference.differences()).isEmpty();
    assertThat(
            values("region STRING, year INT, month INT")
                .of(object("t/region=EU/year=2024/month=01/f")))
        .containsExactly(UTF8String.fromString("EU"), 2024, 1);
  }

  @Test
  void readsNullWhereAnObjectLacksALevel() {
    PartitionInference inference =
        infer("t/a.csv", "t/year=2024/b.csv", "t/year=2024/week=1/c.csv", "t/d.csv");
    assertThat(inference.schema().toDDL()).isEqualTo("year INT,week INT");
    assertThat(inference.differences())
        .containsExactly(
            new SchemaDifference(
                "s3://b/t/a.csv",
                "year",
                "a partition folder",
                "nothing",
                "s3://b/t/year=2024/b.csv"),
            new SchemaDifference(
                "s3://b/t/year=2024/b.csv",
                "week",
                "a partition folder",
                "nothing",
                "s3://b/t/year=2024/week=1/c.csv"));
    assertThat(values("year INT, week INT").of(object("t/year=2024/b.csv")))
        .containsExactly(2024, null);
  }

  @ParameterizedTest
  @CsvSource({
    "t/p=caf%C3%A9/f, café",
    "t/p=a%3Db/f, a=b",
    "t/p=a=b/f, a=b",
    "t/p=100%/f, 100%",
    "t/p=%zz/f, %zz",
    "t/p=%E9/f, é",
    "t/p%20x=1/p=2/f, 2",
    "t/P=upper/f, upper",
    "t/p=1/p=2/f, 2"
  })
  void decodesValues(String key, String value) {
    assertThat(values("p STRING").textOf(key)).containsExactly(value);
  }

  @Test
  void readsLevelsBelowTheInnermostBaseOnly() {
    PartitionValues values =
        new PartitionValues(
            List.of("t/", "t/year=2024/"), StructType.fromDDL("year INT, m INT"), false, UTC);
    assertThat(values.of(object("t/year=2024/m=1/f"))).containsExactly(null, 1);
    assertThat(values.of(object("t/year=2023/m=1/f"))).containsExactly(2023, 1);
  }

  @Test
  void fitsDecimalsToTheColumn() {
    Object value = values("p DECIMAL(10,2)").of(object("t/p=7/f"))[0];
    assertThat(value).isEqualTo(Decimal.apply(new java.math.BigDecimal("7.00")));
    assertThat(((Decimal) value).scale()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "INT, abc",
    "TINYINT, 300",
    "DATE, soon",
    "'DECIMAL(3,2)', 123",
    "BOOLEAN, maybe",
    "TIMESTAMP, x"
  })
  void namesAFolderWhoseValueIsNotOfTheColumnsType(String type, String value) {
    assertThatThrownBy(() -> values("p " + type).of(object("t/p=" + value + "/f.csv")))
        .hasMessage(
            "[S3INGEST_SCHEMA_MISMATCH] Cannot read partition column 'p' of s3://b/t/p=%1$s/f.csv: folder value '%1$s' is not of type %2$s. Read without a schema to have the type inferred, or set the column to STRING by schemaHints."
                .formatted(value, type));
  }

  @Test
  void travelsToExecutors() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(values("year INT"));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      PartitionValues copy = (PartitionValues) in.readObject();
      assertThat(copy.of(object("t/year=2024/f"))).containsExactly(2024);
    }
  }

  @Test
  void isAStringWhereNoFolderHasAValue() {
    PartitionInference inference = infer("t/p=__HIVE_DEFAULT_PARTITION__/a.csv", "t/p=/b.csv");
    assertThat(inference.schema().toDDL()).isEqualTo("p STRING");
    assertThat(values("p STRING").of(object("t/p=/b.csv"))).containsExactly((Object) null);
  }

  @Test
  void staysAStringWithoutInference() {
    PartitionInference inference = new PartitionInference(false, false, UTC);
    Stream.of("t/p=1/f", "t/p=2/f").forEach(key -> inference.add(object(key), any -> "t/"));
    assertThat(inference.schema().toDDL()).isEqualTo("p STRING");
  }
}

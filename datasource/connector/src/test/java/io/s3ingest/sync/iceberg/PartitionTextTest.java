package io.s3ingest.sync.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PartitionTextTest {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.optional(1, "id", Types.IntegerType.get()),
          Types.NestedField.optional(2, "ts", Types.TimestampType.withZone()),
          Types.NestedField.optional(3, "name", Types.StringType.get()));

  @Test
  void readsEveryTransform() {
    PartitionSpec expected =
        PartitionSpec.builderFor(SCHEMA)
            .day("ts")
            .bucket("id", 16)
            .truncate("name", 4)
            .identity("name")
            .build();
    assertThat(PartitionText.parse("days(ts), bucket(16,id) ,truncate(name, 4), NAME", SCHEMA))
        .isEqualTo(expected);
    assertThat(PartitionText.parse("", SCHEMA).isUnpartitioned()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "days(nothing)|there is no column 'nothing'",
        "weeks(ts)|there is no transform 'weeks'",
        "bucket(id)|'id' is not a number and a column",
        "days(ts|cannot read 'days(ts'",
        "days(name)|Invalid source type string for transform: day"
      })
  void saysWhatIsWrong(String text, String why) {
    assertThatThrownBy(() -> PartitionText.parse(text, SCHEMA))
        .hasMessage(
            "[S3INGEST_INVALID_OPTION] Cannot use option 'partitionBy' = '%s': %s. Write it such as 'days(ts), bucket(16, id), country'."
                .formatted(text, why));
  }
}

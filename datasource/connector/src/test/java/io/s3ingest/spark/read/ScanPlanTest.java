package io.s3ingest.spark.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.discovery.TableScope;
import io.s3ingest.options.OptionSet;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.store.ObjectRef;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.LiteralValue;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.GreaterThan;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

final class ScanPlanTest {
  private static final ReadOptions OPTIONS =
      ReadOptions.of(
          Map.of("path", "s3://b/t/", "accessKeyId", "id", "secretAccessKey", "hidden"),
          Map.of("fs.s3a.secret.key", "hidden"),
          OptionSet.Unknown.REJECT);
  private static final DecodeOptions DECODING =
      DecodeOptions.of(OPTIONS, Map.of("spark.sql.session.timeZone", "UTC"));
  private static final StructType GIVEN =
      new StructType()
          .add("id", DataTypes.IntegerType)
          .add("name", DataTypes.StringType)
          .add("day", DataTypes.StringType);

  @Test
  void shipsWhatSurvivesSerialization() throws Exception {
    ScanPlan plan = plan(List.of(), GIVEN.add("_metadata", OurColumns.METADATA_TYPE));
    ReaderSpec spec = copy(plan.spec());
    assertThat(spec).isEqualTo(plan.spec());
    S3IngestInputPartition shipped = copy((S3IngestInputPartition) plan.partitions().get(0));
    S3IngestInputPartition sent = (S3IngestInputPartition) plan.partitions().get(0);
    assertThat(shipped.group()).isEqualTo(sent.group());
    assertThat(shipped.partitionValues(0)).containsExactly(UTF8String.fromString("5"));
    assertThat(copy(new S3IngestReaderFactory(plan.spec(), null)).supportColumnarReads(shipped))
        .isTrue();
  }

  @Test
  void showsNoSecretOfWhatItShips() {
    ScanPlan plan = plan(List.of(), GIVEN);
    assertThat(plan.toString()).doesNotContain("hidden");
  }

  @Test
  void handsOnlyPredicatesOnDataToTheDecoders() {
    Predicate day =
        predicate(">", "day", new LiteralValue<>(UTF8String.fromString("1"), DataTypes.StringType));
    Predicate id = predicate(">", "id", new LiteralValue<>(1, DataTypes.IntegerType));
    Predicate either = new Predicate("OR", new Predicate[] {day, id});
    assertThat(plan(List.of(day, id, either), GIVEN).spec().filters())
        .containsExactly(new Filter[] {new GreaterThan("id", 1)});
  }

  @Test
  void prunesByFoldersThatTheSchemaDoesNotMark() {
    Predicate day =
        predicate("=", "day", new LiteralValue<>(UTF8String.fromString("6"), DataTypes.StringType));
    ScanPlan plan = plan(List.of(day), GIVEN);
    assertThat(plan.pruned()).isEqualTo(1);
    assertThat(plan.bytes()).isEqualTo(20);
    assertThat(keys(plan)).containsExactly("t/day=6/b.csv");
  }

  @Test
  void decodesOnlyTheWantedDataColumns() {
    StructType wanted = new StructType().add("day", DataTypes.StringType).add("name", "string");
    ReaderSpec spec = plan(List.of(), wanted).spec();
    assertThat(spec.dataSchema().fieldNames()).containsExactly("id", "name");
    assertThat(spec.requiredData().fieldNames()).containsExactly("name");
    assertThat(spec.output())
        .extracting(ReaderSpec.OutputColumn::origin)
        .containsExactly(TableColumns.Origin.PARTITION, TableColumns.Origin.DATA);
  }

  private static List<String> keys(ScanPlan plan) {
    return plan.partitions().stream()
        .flatMap(partition -> ((S3IngestInputPartition) partition).group().splits().stream())
        .map(split -> split.object().key())
        .toList();
  }

  private static ScanPlan plan(List<Predicate> predicates, StructType required) {
    ScanTarget target =
        new ScanTarget(
            "t", TableColumns.of(GIVEN, List.of()), OPTIONS, DECODING, false, new TwoFiles(), -1);
    return ScanPlan.make(target, predicates, required, 1);
  }

  private record TwoFiles() implements FileFinder {
    @Override
    public TableScope scope(ReadOptions options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ResolvedTable resolve(ReadOptions options, DecodeOptions decoding) {
      throw new AssertionError("a scan does not infer");
    }

    @Override
    public FoundFiles find(ReadOptions options, DecodeOptions decoding, StructType given) {
      return new FoundFiles(
          "csv",
          List.of(split("t/day=5/a.csv", 10), split("t/day=6/b.csv", 20)),
          null,
          Set.of("day"),
          List.of("t/"),
          2);
    }

    private static FileSplit split(String key, long size) {
      return FileSplit.whole(new ObjectRef("b", key, size, "e", null, Instant.EPOCH));
    }
  }

  private static Predicate predicate(String name, String column, LiteralValue<?> value) {
    return new Predicate(
        name,
        new org.apache.spark.sql.connector.expressions.Expression[] {
          Expressions.column(column), value
        });
  }

  @SuppressWarnings("unchecked")
  private static <T> T copy(T value) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }
}

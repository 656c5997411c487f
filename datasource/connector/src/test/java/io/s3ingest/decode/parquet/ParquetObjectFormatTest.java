package io.s3ingest.decode.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.testing.Decoded;
import io.s3ingest.testing.MemoryStore;
import io.s3ingest.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.GreaterThan;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ParquetObjectFormatTest {
  private static final ParquetObjectFormat FORMAT = new ParquetObjectFormat();
  private static final DecodeOptions OPTIONS = Decoded.options(Map.of(), Map.of());

  @TempDir Path folder;
  private final SparkSession spark = TestSpark.session();
  private final MemoryStore store = new MemoryStore();

  private byte[] written(Dataset<Row> frame, Map<String, String> options) throws IOException {
    Path out = folder.resolve("out" + System.nanoTime());
    frame.coalesce(1).write().options(options).parquet(out.toString());
    try (Stream<Path> files = Files.list(out)) {
      Path file = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
      return Files.readAllBytes(file);
    }
  }

  private Dataset<Row> oracle(byte[] body) throws IOException {
    Path file = folder.resolve("oracle" + System.nanoTime() + ".parquet");
    Files.write(file, body);
    return spark.read().parquet(file.toString());
  }

  private static final String EVERY_TYPE =
      """
      select id, cast(id % 100 as byte) b, cast(id as short) s, cast(id as int) i, id / 3 d,
        cast(id as float) f, cast(id as decimal(9,2)) d9, cast(id as decimal(18,4)) d18,
        cast(id as decimal(38,10)) d38, id % 2 = 0 flag, concat('row ', id) text,
        cast(concat('x', id) as binary) bin, date_add(date'1500-01-01', cast(id as int)) day,
        timestamp_seconds(id * 1000003 - 20000000000) ts,
        cast(timestamp_seconds(id) as timestamp_ntz) ntz,
        if(id % 7 = 0, null, id) nul, make_dt_interval(0, 0, 0, id) dt,
        make_ym_interval(0, cast(id as int)) ym,
        named_struct('a', id, 'b', if(id % 3 = 0, null, concat('n', id))) st,
        if(id % 5 = 0, null, sequence(0, id % 4)) arr,
        map(concat('k', id % 3), named_struct('v', array(id, null))) mp,
        if(id % 11 = 0, null, array(named_struct('p', id, 'q', map(id, 'z')))) deep
      from range(3000)
      """;

  @ParameterizedTest
  @ValueSource(strings = {"uncompressed", "snappy", "gzip", "zstd", "lz4", "lz4_raw"})
  void readsEveryTypeAsSparkDoesWithEveryCodec(String codec) throws IOException {
    byte[] body = written(spark.sql(EVERY_TYPE), Map.of("compression", codec));
    Dataset<Row> oracle = oracle(body);
    ObjectRef object = store.add("t/every.parquet", body);

    assertThat(FORMAT.infer(new ObjectContent(store, object), OPTIONS).schema())
        .isEqualTo(oracle.schema());
    Decoded decoded = Decoded.of(FORMAT, store, object, oracle.schema(), OPTIONS);
    assertThat(decoded.rows()).isEqualTo(Decoded.oracle(oracle)).hasSize(3000);
    assertThat(decoded.counts().framed()).isEqualTo(3000);
    assertThat(decoded.counts().emitted()).isEqualTo(3000);
  }

  @Test
  void readsAByteStreamSplitFileThatSparkRefuses() throws IOException {
    Path file = folder.resolve("split.parquet");
    MessageType type =
        MessageTypeParser.parseMessageType("message m { required double d; optional float f; }");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withType(type)
            .withDictionaryEncoding(false)
            .withByteStreamSplitEncoding(true)
            .build()) {
      for (int i = 0; i < 500; i++) {
        Group row = new SimpleGroup(type).append("d", i / 7.0);
        writer.write(i % 3 == 0 ? row : row.append("f", (float) i));
      }
    }
    byte[] body = Files.readAllBytes(file);
    ObjectRef object = store.add("t/split.parquet", body);
    StructType schema =
        new StructType().add("d", DataTypes.DoubleType).add("f", DataTypes.FloatType);
    Decoded decoded = Decoded.of(FORMAT, store, object, schema, OPTIONS);
    assertThat(decoded.rows())
        .isEqualTo(
            Decoded.oracle(
                spark.sql(
                    "select cast(id as double) / 7, if(id % 3 = 0, null, cast(id as float)) from range(500)")));
    assertThat(decoded.positions().get(499)).isEqualTo(499L);
    assertThatThrownBy(() -> oracle(body).collectAsList())
        .hasStackTraceContaining("BYTE_STREAM_SPLIT");
  }

  @Test
  void skipsPagesAndRowGroupsAndStillKnowsThePositionOfEachRow() throws IOException {
    byte[] body =
        written(
            spark.sql(
                "select id, (id * 7919) % 20000 mixed, repeat(sha2(string(id), 256), 4) pad from range(20000)"),
            Map.of(
                "parquet.block.size", "1000000",
                "parquet.page.row.count.limit", "100",
                "parquet.page.size", "4096"));
    StructType schema =
        new StructType()
            .add("id", DataTypes.LongType)
            .add("mixed", DataTypes.LongType)
            .add("pad", DataTypes.StringType);
    ObjectRef object = store.add("t/big.parquet", body);
    for (Filter filter :
        List.of(
            new GreaterThan("id", 19_000L),
            new org.apache.spark.sql.sources.Or(
                new org.apache.spark.sql.sources.LessThan("id", 150L),
                new org.apache.spark.sql.sources.In("id", new Object[] {7777L, 15_003L})))) {
      Decoded decoded =
          Decoded.of(
              FORMAT,
              store,
              FileSplit.whole(object),
              schema,
              new StructType(
                  new org.apache.spark.sql.types.StructField[] {
                    schema.apply("id"), schema.apply("mixed")
                  }),
              List.of(filter),
              OPTIONS);
      assertThat(decoded.rows().size()).isBetween(152, 5000);
      for (int i = 0; i < decoded.rows().size(); i++) {
        assertThat(decoded.rows().get(i)).startsWith("{Long:" + decoded.positions().get(i) + "|");
      }
      assertThat(decoded.counts().framed()).isEqualTo(decoded.rows().size());
    }
  }
}

package io.s3ingest.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.FormatRegistry;
import io.s3ingest.options.OptionSet;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.testing.MemoryStore;
import io.s3ingest.testing.TinyFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class DiscoveryTest {
  private static final TinyFormat CSV = new TinyFormat("csv", false);
  private static final TinyFormat JSON = new TinyFormat("json", false);
  private static final TinyFormat PARQUET = new TinyFormat("parquet", true);

  private final MemoryStore store = new MemoryStore();

  private Discovery discovery(String... pairs) {
    return with(Map.of(), pairs);
  }

  private Discovery with(Map<String, String> sqlConf, String... pairs) {
    Map<String, String> raw = new TreeMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      raw.put(pairs[i], pairs[i + 1]);
    }
    if (!raw.containsKey("path") && !raw.containsKey("paths")) {
      raw.putIfAbsent("bucket", "b");
    }
    ReadOptions options = ReadOptions.of(raw, Map.of(), OptionSet.Unknown.REJECT);
    Map<String, String> conf = new TreeMap<>(sqlConf);
    conf.putIfAbsent("spark.sql.session.timeZone", "UTC");
    DecodeOptions decode =
        new DecodeOptions(
            options.text(),
            options.compression(),
            options.batchRows(),
            options.maxRecordBytes(),
            options.sampleBytes(),
            conf);
    return new Discovery(store, new FormatRegistry(List.of(PARQUET, JSON, CSV)), options, decode);
  }

  private void csv(String key, String ddl) {
    store.put("b", key, CSV.file(ddl, 1));
  }

  private static List<String> keys(List<ObjectRef> objects) {
    return objects.stream().map(ObjectRef::key).toList();
  }

  @Test
  void describesAFolder() {
    csv("data/users/2024-01-01/a.csv", "id INT, name STRING");
    csv("data/users/2024-01-02/b.csv.gz", "id BIGINT, name STRING");
    csv("data/usersold/c.csv", "x INT");
    store.put("b", "data/users/_SUCCESS", "x");
    store.put("b", "data/users/.crc", "x");
    store.put("b", "data/users/", "");
    store.put("b", "data/users/empty.csv", "");
    DiscoveredTable table = discovery("prefix", "data", "table", "users").describe();
    assertThat(table.name()).isEqualTo("users");
    assertThat(table.format()).isEqualTo("csv");
    assertThat(table.schema().toDDL()).isEqualTo("id BIGINT,name STRING");
    assertThat(keys(table.objects()))
        .containsExactly("data/users/2024-01-01/a.csv", "data/users/2024-01-02/b.csv.gz");
    assertThat(table.excluded())
        .containsOnly(
            Map.entry(ExclusionReason.HIDDEN, 2L),
            Map.entry(ExclusionReason.FOLDER_MARKER, 1L),
            Map.entry(ExclusionReason.EMPTY, 1L));
    assertThat(table.differences())
        .containsExactly(
            new SchemaDifference(
                "s3://b/data/users/2024-01-02/b.csv.gz",
                "id",
                "INT",
                "BIGINT",
                "s3://b/data/users/2024-01-01/a.csv"));
  }
}

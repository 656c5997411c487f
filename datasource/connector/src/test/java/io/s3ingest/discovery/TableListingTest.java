package io.s3ingest.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.cursor.Ledger;
import io.s3ingest.cursor.LedgerDiff;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.FormatRegistry;
import io.s3ingest.options.OptionSet;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.testing.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The listing that a sync walks, and what it knows of the table behind it. */
final class TableListingTest {
  private final MemoryStore store = new MemoryStore();

  private TableListing listing(String... options) {
    Map<String, String> raw = new TreeMap<>(Map.of("bucket", "b", "prefix", "t/"));
    for (int i = 0; i < options.length; i += 2) {
      raw.put(options[i], options[i + 1]);
    }
    ReadOptions read = ReadOptions.of(raw, Map.of(), OptionSet.Unknown.REJECT);
    DecodeOptions decode = DecodeOptions.of(read, Map.of("spark.sql.session.timeZone", "UTC"));
    Discovery discovery = new Discovery(store, FormatRegistry.load(), read, decode);
    return discovery.listing(discovery.scope());
  }

  private void put(String key, String text) {
    store.add("b", key, text.getBytes(StandardCharsets.UTF_8));
  }

  private static LedgerDiff diff(TableListing listing) {
    return Ledger.empty(null, "p", "u").diff(listing);
  }

  @Test
  void tellsTheFormatByNamesAndOpensNothing() {
    put("t/a.csv", "id\n1\n");
    put("t/b.csv.gz", "x");
    put("t/part-0001", "id\n2\n");
    put("t/notes.bak", "x");
    try (LedgerDiff diff = diff(listing())) {
      assertThat(diff.taken()).isEqualTo(3);
      assertThat(diff.listed()).isEqualTo(4);
      assertThat(diff.excluded()).isEqualTo(Map.of(ExclusionReason.OTHER_FORMAT, 1L));
    }
    assertThat(store.requests()).isZero();
  }

  @Test
  void describesManyObjectsByWhatOneWalkHasSeen() {
    for (int i = 0; i < 3_000; i++) {
      put("t/day=%d/p=%s/%04d.csv".formatted(i % 30, i == 1_234 ? "x" : "7", i), "id\n" + i + "\n");
    }
    put("t/last.bak", "x");
    TableListing listing = listing();
    try (LedgerDiff diff = diff(listing)) {
      assertThat(diff.taken()).isEqualTo(3_000);
    }
    int pages = store.listed().size();
    DiscoveredTable table = listing.describe();
    assertThat(store.listed()).hasSize(pages);
    assertThat(table.files()).isEqualTo(3_000);
    assertThat(table.objects()).hasSizeLessThan(400);
    assertThat(table.excluded()).isEqualTo(Map.of(ExclusionReason.OTHER_FORMAT, 1L));
    // One odd value among 3,000 makes the column a text: no level is left to a sample.
    assertThat(table.schema().toDDL()).isEqualTo("id INT,day INT,p STRING");
    assertThat(store.requests()).isEqualTo(10);
  }

  @Test
  void takesAllWhereNoNameTellsTheFormat() {
    put("t/a.dat", "{\"id\":1}\n");
    put("t/b.rec", "{\"id\":2}\n");
    put("t/part-0001", "{\"id\":3}\n");
    TableListing listing = listing();
    try (LedgerDiff diff = diff(listing)) {
      assertThat(diff.taken()).isEqualTo(3);
      assertThat(diff.excludedCount()).isZero();
    }
    assertThat(listing.describe().format()).isEqualTo("json");
    assertThat(listing.describe().files()).isEqualTo(3);
    put("t/c.json", "{\"id\":4}\n");
    try (LedgerDiff diff = diff(listing)) {
      assertThat(diff.taken()).isEqualTo(2);
      assertThat(diff.excluded()).isEqualTo(Map.of(ExclusionReason.OTHER_FORMAT, 2L));
    }
  }

  @Test
  void listsOnceWhereTheFormatIsGiven() {
    put("t/a.dat", "x");
    put("t/b.csv", "id\n1\n");
    put("t/c.json", "{}");
    try (LedgerDiff diff = diff(listing("fileFormat", "csv"))) {
      assertThat(diff.taken()).isEqualTo(1);
      assertThat(diff.excluded()).isEqualTo(Map.of(ExclusionReason.OTHER_FORMAT, 2L));
    }
    assertThat(store.listed()).hasSize(1);
  }

  @Test
  void refusesNamesOfSeveralFormats() {
    put("t/a.csv", "id\n1\n");
    put("t/b.json", "{}");
    assertThatThrownBy(() -> diff(listing())).hasMessageContaining(".csv (1), .json (1)");
  }
}

package io.s3ingest.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.cursor.Ledger;
import io.s3ingest.cursor.LedgerDiff;
import io.s3ingest.cursor.ObjectChange;
import io.s3ingest.cursor.PendingReason;
import io.s3ingest.options.ArrivalGate;
import io.s3ingest.options.ArrivalOptions;
import io.s3ingest.testing.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ArrivalListingTest {
  private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");

  /** The driver's clock, wrong by ten years: it must not matter. */
  private static final Clock WRONG = Clock.fixed(NOON.minus(Duration.ofDays(3650)), ZoneOffset.UTC);

  private final MemoryStore store = new MemoryStore().withPageSize(3);

  private static ArrivalOptions gate(ArrivalGate gate, String file) {
    return new ArrivalOptions(Duration.ZERO, gate, file, ".done");
  }

  private LedgerDiff diff(ArrivalOptions options) {
    ListingQuery query =
        ListingQuery.below("b", ListingRoot.of("in/")).with(ArrivalListing.announcements(options));
    LedgerDiff diff =
        Ledger.empty(null, "p", "u")
            .diff(new ArrivalListing(new PagedListing(store, query), store, options, WRONG));
    long pending = diff.pending().values().stream().mapToLong(Long::longValue).sum();
    assertThat(diff.listed()).isEqualTo(diff.taken() + pending + diff.excludedCount());
    return diff;
  }

  private List<String> taken(LedgerDiff diff) {
    List<String> out = new ArrayList<>();
    diff.changes(ObjectChange.Kind.NEW).forEach(change -> out.add(change.key()));
    return out;
  }

  private void put(String key) {
    put(key, "x");
  }

  private void put(String key, String text) {
    store.add("b", key, text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void leavesYoungObjectsPendingByTheClockOfTheStore() {
    store.at(NOON.minusSeconds(301));
    put("in/old.csv");
    store.at(NOON.minusSeconds(100));
    put("in/young.csv");
    store.at(NOON);
    try (LedgerDiff diff =
        diff(new ArrivalOptions(Duration.ofMinutes(5), ArrivalGate.NONE, "_SUCCESS", ".done"))) {
      assertThat(taken(diff)).containsExactly("in/old.csv");
      assertThat(diff.pending()).isEqualTo(Map.of(PendingReason.TOO_YOUNG, 1L));
    }
  }

  @Test
  void waitsForTheMarkerInTheObjectsOwnFolder() {
    put("in/a/1.csv");
    put("in/a/sub/2.csv");
    put("in/b/3.csv");
    put("in/a/_SUCCESS");
    try (LedgerDiff diff = diff(gate(ArrivalGate.MARKER, "_SUCCESS"))) {
      assertThat(taken(diff)).containsExactly("in/a/1.csv");
      assertThat(diff.pending()).isEqualTo(Map.of(PendingReason.NOT_ANNOUNCED, 2L));
      assertThat(diff.excluded()).isEqualTo(Map.of(ExclusionReason.HIDDEN, 1L));
    }
  }

  @Test
  void takesAFolderWholeOrNotAtAllWhenItsMarkerComesDuringTheListing() {
    put("in/a/1.csv");
    put("in/a/2.csv");
    put("in/a/3.csv");
    put("in/a/4.csv");
    int[] pages = {0};
    store.beforePage(
        () -> {
          if (pages[0]++ == 1) {
            put("in/a/0.csv");
            put("in/a/_SUCCESS");
          }
        });
    try (LedgerDiff diff = diff(gate(ArrivalGate.MARKER, "_SUCCESS"))) {
      assertThat(taken(diff)).isEmpty();
      assertThat(diff.pending()).isEqualTo(Map.of(PendingReason.NOT_ANNOUNCED, 4L));
    }
    try (LedgerDiff diff = diff(gate(ArrivalGate.MARKER, "_SUCCESS"))) {
      assertThat(taken(diff)).hasSize(5);
    }
  }

  @Test
  void takesWhatAManifestNamesAndNotTheManifest() {
    put("in/1.json");
    put("in/2.json");
    put("in/3.json");
    put("in/4.json");
    put(
        "in/manifest.json",
        "{\"entries\":[{\"url\":\"s3://b/in/1.json\",\"mandatory\":true},{\"url\":\"in/2.json\"}],\"files\":[\"3.json\"],\"note\":\"4.json\"}");
    try (LedgerDiff diff = diff(gate(ArrivalGate.MANIFEST, "manifest.json"))) {
      assertThat(taken(diff)).containsExactly("in/1.json", "in/2.json", "in/3.json");
      assertThat(diff.excluded()).isEqualTo(Map.of(ExclusionReason.ANNOUNCEMENT, 1L));
    }
  }

  @Test
  void readsAManifestOfLines() {
    put("in/1.csv");
    put("in/2.csv");
    put("in/files.txt", "1.csv\r\n\n");
    try (LedgerDiff diff = diff(gate(ArrivalGate.MANIFEST, "files.txt"))) {
      assertThat(taken(diff)).containsExactly("in/1.csv");
    }
  }

  @Test
  void namesAManifestThatCannotBeRead() {
    put("in/1.csv");
    put("in/manifest.json", "{\"entries\":[");
    assertThatThrownBy(() -> diff(gate(ArrivalGate.MANIFEST, "manifest.json")))
        .hasMessage(
            "[S3INGEST_CORRUPT_FILE] Cannot read the manifest s3://b/in/manifest.json: it is not JSON. Upload it again as one name a line, or as JSON with the names in an array or as 'url' or 'key'; or set arrivalFile to the name of the right file.");
  }

  @Test
  void waitsForTheTwinOfEachObjectWhereverItStandsInTheOrderOfKeys() {
    List<String> done = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      // In key order, "p-1" and its like stand between "p" and "p.done".
      for (String key : List.of("in/p%02d".formatted(i), "in/p%02d-1.csv".formatted(i))) {
        put(key);
        if (i % 3 != 0 || key.endsWith("csv")) {
          put(key + ".done");
          done.add(key);
        }
      }
    }
    try (LedgerDiff diff = diff(gate(ArrivalGate.TWIN, "_SUCCESS"))) {
      assertThat(taken(diff)).containsExactlyElementsOf(done);
      assertThat(diff.pending()).isEqualTo(Map.of(PendingReason.NOT_ANNOUNCED, 7L));
      assertThat(diff.excluded()).isEqualTo(Map.of(ExclusionReason.ANNOUNCEMENT, 33L));
    }
  }
}

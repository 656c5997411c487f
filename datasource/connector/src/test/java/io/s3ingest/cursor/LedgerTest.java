package io.s3ingest.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.store.ObjectRef;
import io.s3ingest.testing.FixedListing;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LedgerTest {
  private static final Instant TIME = Instant.parse("2024-01-15T10:30:00Z");
  private final MemoryLedgerIO io = new MemoryLedgerIO();

  private static ObjectRef object(String key, String etag, long size) {
    return new ObjectRef("b", key, size, etag, null, TIME);
  }

  private static List<ObjectRef> objects(int count) {
    List<ObjectRef> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      out.add(object("data/%06d.csv".formatted(i), "e" + i, i));
    }
    return out;
  }

  private Ledger taken(Ledger ledger, List<ObjectRef> objects, String commit) {
    LedgerChange change = new LedgerChange();
    objects.forEach(o -> change.take(LedgerEntry.ingested(o, 1, commit, TIME)));
    LedgerRoot root = LedgerWriter.write(ledger, change, commit, TIME, 0);
    return Ledger.open(io, root.path());
  }

  private static LedgerDiff diff(Ledger ledger, List<ObjectRef> listing) {
    return ledger.diff(FixedListing.of(listing));
  }

  @Test
  void readsOnlyTheBlockInWhichSomethingIsNew() {
    List<ObjectRef> objects = objects(100_000);
    Ledger ledger = taken(Ledger.empty(io, "p", "u"), objects, "c1");
    assertThat(ledger.root().blocks()).hasSize(4);
    assertThat(diff(ledger, objects).unchanged()).isEqualTo(100_000);
    assertThat(io.blockReads).isZero();

    objects.add(70_000, object("data/069999.csv.late", "x", 1));
    LedgerDiff diff = diff(ledger, objects);
    assertThat(diff.changes(ObjectChange.Kind.NEW))
        .extracting(ObjectChange::key)
        .containsExactly("data/069999.csv.late");
    assertThat(diff.unchanged()).isEqualTo(100_000);
    assertThat(io.blockReads).isEqualTo(1);
  }

  @Test
  void keepsTheSameBytesWithANewerTimeUnchangedAndNamesTheOverwritten() {
    Ledger ledger = taken(Ledger.empty(io, "p", "u"), objects(3), "c1");
    List<ObjectRef> listing =
        List.of(
            new ObjectRef("b", "data/000000.csv", 0, "e0", null, TIME.plusSeconds(60)),
            object("data/000001.csv", "other", 1),
            object("data/000002.csv", "e2", 99));
    LedgerDiff diff = diff(ledger, listing);
    assertThat(diff.unchanged()).isEqualTo(1);
    assertThat(diff.changes(ObjectChange.Kind.OVERWRITTEN))
        .extracting(ObjectChange::key)
        .containsExactly("data/000001.csv", "data/000002.csv");
  }

  @Test
  void leavesThePresentStateWholeWhenTheNextOneIsWritten() {
    Ledger first = taken(Ledger.empty(io, "p", "u"), objects(10), "c1");
    String path = first.root().path();
    taken(first, List.of(object("data/x.csv", "x", 1)), "c2");
    assertThat(Ledger.open(io, path).root()).isEqualTo(first.root());
    assertThat(Ledger.open(io, path).count()).isEqualTo(10);
  }

  @Test
  void saysWhichFileIsGone() {
    Ledger ledger = taken(Ledger.empty(io, "p", "u"), objects(3), "c1");
    String delta = ledger.root().deltas().get(0).path();
    io.delete(delta);
    assertThatThrownBy(() -> Ledger.open(io, ledger.root().path()))
        .hasMessage(
            "[S3INGEST_INVALID_LEDGER] Cannot read the ledger file mem:/t/_s3ingest/p/"
                + delta
                + ": it does not exist. Restore the file, or run with syncMode=full_refresh to begin a new ledger.");
  }

  @Test
  void refusesARootOfANewerVersion() {
    io.files.put("roots/x.json", json("{\"format\":\"s3ingest-ledger\",\"version\":2}"));
    assertThatThrownBy(() -> Ledger.open(io, "roots/x.json"))
        .hasMessage(
            "[S3INGEST_INVALID_LEDGER] Cannot read the ledger file mem:/t/_s3ingest/p/roots/x.json: it has version 2, this s3ingest knows up to 1. Use a newer s3ingest.");
  }

  @Test
  void ignoresUnknownFieldsOfARoot() {
    Ledger ledger = taken(Ledger.empty(io, "p", "u"), objects(3), "c1");
    String text = new String(io.files.get(ledger.root().path()), StandardCharsets.UTF_8);
    io.files.put("roots/y.json", json(text.replaceFirst("\\{", "{\"later\":{\"a\":1},")));
    assertThat(Ledger.open(io, "roots/y.json").root()).isEqualTo(ledger.root());
  }

  @Test
  void refusesARootThatIsNoJson() {
    io.files.put("roots/x.json", json("{\"format\":"));
    assertThatThrownBy(() -> Ledger.open(io, "roots/x.json"))
        .hasMessage(
            "[S3INGEST_INVALID_LEDGER] Cannot read the ledger file mem:/t/_s3ingest/p/roots/x.json: it is not JSON at line 1, column 11. Restore the file, or run with syncMode=full_refresh to begin a new ledger.");
  }

  private static byte[] json(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

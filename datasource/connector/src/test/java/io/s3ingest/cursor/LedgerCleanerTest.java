package io.s3ingest.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.store.ObjectRef;
import io.s3ingest.testing.FixedListing;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class LedgerCleanerTest {
  private static final Instant TIME = Instant.parse("2026-01-15T10:30:00Z");
  private static final LedgerWriter.Limits SMALL = new LedgerWriter.Limits(20, 10, 10, 3);
  private final MemoryLedgerIO io = new MemoryLedgerIO();
  private final List<ObjectRef> objects = new ArrayList<>();

  /** Makes many states, each with objects of its own everywhere between the others' keys. */
  private List<Ledger> states() {
    List<Ledger> out = new ArrayList<>();
    Ledger ledger = Ledger.empty(io, "p", "u");
    for (int commit = 0; commit < 40; commit++) {
      LedgerChange change = new LedgerChange();
      for (int i = 0; i < 4; i++) {
        String key = "k%02d-%02d".formatted(i * 7 % 11, commit);
        ObjectRef object = new ObjectRef("b", key, 1, "e", null, TIME);
        objects.add(object);
        change.take(LedgerEntry.ingested(object, 1, "c" + commit, TIME));
      }
      change.hold(
          LedgerEntry.quarantined(new ObjectRef("b", "bad", 1, "e" + commit, null, TIME), 1, "x"));
      ledger =
          Ledger.open(io, LedgerWriter.write(ledger, change, "c" + commit, TIME, 0, SMALL).path());
      out.add(ledger);
    }
    return out;
  }

  private static Set<String> files(Ledger ledger) {
    Set<String> out = new TreeSet<>();
    out.add(ledger.root().path());
    ledger.root().blocks().forEach(block -> out.add(block.file().path()));
    ledger.root().deltas().forEach(delta -> out.add(delta.path()));
    out.add(ledger.root().open().path());
    return out;
  }

  @Test
  void keepsExactlyWhatTheRootsOfTheLeftSnapshotsName() throws IOException {
    List<Ledger> states = states();
    io.create("plans/a.json", new byte[1]);
    int before = io.files.size();
    // As after expire_snapshots: an old one that a branch keeps, and the last two.
    List<Ledger> kept = List.of(states.get(9), states.get(38), states.get(39));
    Set<String> roots = new TreeSet<>();
    Set<String> needed = new TreeSet<>(Set.of("plans/a.json"));
    for (Ledger ledger : kept) {
      roots.add(ledger.root().path());
      needed.addAll(files(ledger));
    }
    LedgerCleaner.clean(io, roots, TIME);
    assertThat(io.files.keySet()).isEqualTo(needed);
    assertThat(before).isGreaterThan(5 * needed.size());
    assertThat(Ledger.open(io, states.get(9).root().path()).count()).isEqualTo(40);
    try (LedgerDiff diff =
        Ledger.open(io, states.get(39).root().path()).diff(FixedListing.of(objects))) {
      assertThat(diff.unchanged()).isEqualTo(160);
      assertThat(diff.taken()).isZero();
    }
  }

  @Test
  void keepsWhatIsYoungerThanTheAgeForARunThatHasNotCommittedYet() throws IOException {
    List<Ledger> states = states();
    int before = io.files.size();
    LedgerCleaner.clean(io, Set.of(states.get(39).root().path()), Instant.EPOCH);
    assertThat(io.files).hasSize(before);
  }

  @Test
  void cleansAlthoughTheRootOfAnOldSnapshotIsGone() throws IOException {
    List<Ledger> states = states();
    io.delete(states.get(3).root().path());
    LedgerCleaner.clean(
        io, Set.of(states.get(3).root().path(), states.get(39).root().path()), TIME);
    assertThat(io.files.keySet()).isEqualTo(files(states.get(39)));
  }
}

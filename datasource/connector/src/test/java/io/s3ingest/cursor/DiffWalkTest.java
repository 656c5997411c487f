package io.s3ingest.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.listing.ListingQuery;
import io.s3ingest.listing.ListingRoot;
import io.s3ingest.listing.PagedListing;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.testing.FixedListing;
import io.s3ingest.testing.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Listings as stores give them, beside a ledger. */
final class DiffWalkTest {
  private static final Instant TIME = Instant.parse("2026-01-15T10:30:00Z");
  private final MemoryLedgerIO io = new MemoryLedgerIO();

  private static ObjectRef object(String key, String etag) {
    return new ObjectRef("b", key, 1, etag, null, TIME);
  }

  private Ledger taken(Iterable<ObjectRef> objects) {
    LedgerChange change = new LedgerChange();
    objects.forEach(o -> change.take(LedgerEntry.ingested(o, 1, "c1", TIME)));
    LedgerWriter.Limits small = new LedgerWriter.Limits(50, 10, 10, 2);
    Ledger empty = Ledger.empty(io, "p", "u");
    return Ledger.open(io, LedgerWriter.write(empty, change, "c1", TIME, 0, small).path());
  }

  private static List<String> keys(LedgerDiff diff, ObjectChange.Kind kind) {
    List<String> out = new ArrayList<>();
    diff.changes(kind).forEach(change -> out.add(change.key()));
    return out;
  }

  @Test
  void sortsTheListingOfAStoreThatOrdersByUtf16OrNotAtAll() {
    List<ObjectRef> known = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      known.add(object("k" + i, "e"));
    }
    known.add(object("\uFF21", "e"));
    known.add(object("\uD83D\uDE00", "e"));
    Ledger ledger = taken(known);
    assertThat(ledger.root().blocks()).hasSizeGreaterThan(9);
    List<ObjectRef> listed = new ArrayList<>(known);
    listed.remove(object("k7", "e"));
    listed.add(object("new", "e"));
    for (int seed = 0; seed < 5; seed++) {
      Collections.shuffle(listed, new Random(seed));
      try (LedgerDiff diff = ledger.diff(FixedListing.of(listed))) {
        assertThat(keys(diff, ObjectChange.Kind.NEW)).containsExactly("new");
        assertThat(keys(diff, ObjectChange.Kind.VANISHED)).containsExactly("k7");
        assertThat(diff.unchanged()).isEqualTo(501);
        assertThat(diff.listed()).isEqualTo(502);
      }
    }
    // As Java and others sort: by UTF-16 units, surrogates before the last of the plane.
    listed.sort((a, b) -> a.key().compareTo(b.key()));
    try (LedgerDiff diff = ledger.diff(FixedListing.of(listed))) {
      assertThat(keys(diff, ObjectChange.Kind.NEW)).containsExactly("new");
      assertThat(diff.unchanged()).isEqualTo(501);
    }
  }

  @Test
  void countsAKeyThatIsListedTwiceOnceInItsNewerVersion() {
    ObjectRef newer = new ObjectRef("b", "b", 1, "two", null, TIME.plusSeconds(1));
    List<ObjectRef> listed = List.of(object("a", "e"), newer, object("b", "one"), object("c", "e"));
    try (LedgerDiff diff = Ledger.empty(io, "p", "u").diff(FixedListing.of(listed))) {
      assertThat(diff.listed()).isEqualTo(3);
      assertThat(diff.changes(ObjectChange.Kind.NEW))
          .extracting(change -> change.object().etag())
          .containsExactly("e", "two", "e");
    }
  }

  /** What is written while pages are asked for is in this listing or in the next, never in none. */
  @Test
  void losesNothingOfWhatIsWrittenWhileItLists() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      MemoryStore store = new MemoryStore().withPageSize(7);
      for (int i = 0; i < 100; i++) {
        store.add("b", "t/" + random.nextInt(1000), new byte[] {1});
      }
      store.beforePage(
          () -> {
            byte[] body = {(byte) random.nextInt(3)};
            store.add("b", "t/" + random.nextInt(1000), body);
          });
      PagedListing listing = new PagedListing(store, ListingQuery.below("b", ListingRoot.of("t/")));
      TreeSet<String> taken = new TreeSet<>();
      Ledger ledger = Ledger.empty(io, "p", "u");
      for (int sync = 0; sync < 4; sync++) {
        if (sync == 3) {
          store.beforePage(() -> {});
        }
        LedgerChange change = new LedgerChange();
        try (LedgerDiff diff = ledger.diff(listing)) {
          for (ObjectChange one :
              diff.changes(ObjectChange.Kind.NEW, ObjectChange.Kind.OVERWRITTEN)) {
            ObjectRef object = one.object();
            change.take(
                LedgerEntry.ingested(object, 1, "c" + seed + "-" + sync, TIME), one.known());
            assertThat(taken.add(object.key() + " " + object.etag() + " " + sync)).isTrue();
          }
          assertThat(diff.listed()).isEqualTo(diff.unchanged() + diff.taken());
          LedgerRoot root =
              LedgerWriter.write(
                  ledger,
                  change,
                  "c" + seed + "-" + sync,
                  TIME,
                  0,
                  new LedgerWriter.Limits(9, 5, 5, 2));
          ledger = Ledger.open(io, root.path());
        }
      }
      FixedListing present = FixedListing.of(listing);
      try (LedgerDiff diff = ledger.diff(present)) {
        assertThat(diff.taken()).isZero();
        assertThat(diff.unchanged()).isEqualTo(present.objects().size());
      }
    }
  }

  @Test
  void keepsWhatIsInTheTableWhenItsNewVersionIsQuarantined() {
    Ledger ledger = taken(List.of(object("a", "one"), object("b", "one")));
    LedgerChange change = new LedgerChange();
    change.hold(LedgerEntry.quarantined(object("a", "two"), 1, "bad"));
    ledger = Ledger.open(io, LedgerWriter.write(ledger, change, "c2", TIME, 0).path());
    List<ObjectRef> listed = List.of(object("a", "two"), object("b", "one"));
    try (LedgerDiff diff = ledger.diff(FixedListing.of(listed))) {
      assertThat(diff.count(ObjectChange.Kind.VANISHED)).isZero();
      ObjectChange again = diff.changes(ObjectChange.Kind.OVERWRITTEN).iterator().next();
      assertThat(again.retried()).isTrue();
      assertThat(again.known().etag()).isEqualTo("one");
    }
    // The old version is put back: nothing is to be tried any more.
    listed = List.of(object("a", "one"), object("b", "one"));
    try (LedgerDiff diff = ledger.diff(FixedListing.of(listed))) {
      assertThat(diff.unchanged()).isEqualTo(2);
      assertThat(keys(diff, ObjectChange.Kind.FORGOTTEN)).containsExactly("a");
    }
  }

  @Test
  void leavesNoFileInTheTemporaryFolder() throws Exception {
    Set<Path> before = changeFiles();
    try (LedgerDiff diff =
        Ledger.empty(io, "p", "u").diff(FixedListing.of(List.of(object("a", "one"))))) {
      assertThat(diff.taken()).isEqualTo(1);
      Awaitility.await().untilAsserted(() -> assertThat(changeFiles()).isSubsetOf(before));
    }
  }

  /** Others may have their own: a process that is killed can leave one. */
  private static Set<Path> changeFiles() throws IOException {
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(file -> file.toString().endsWith(".changes")).collect(Collectors.toSet());
    }
  }
}

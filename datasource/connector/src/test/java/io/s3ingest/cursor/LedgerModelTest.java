package io.s3ingest.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.store.ObjectRef;
import io.s3ingest.testing.FixedListing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Random histories of a bucket, synced now and then: the ledger must agree with a plain map. */
final class LedgerModelTest {
  private static final List<String> KEYS = keys();
  private static final LedgerWriter.Limits SMALL = new LedgerWriter.Limits(3, 4, 6, 2);

  /** What a model of the ledger knows of a key. */
  private record Known(String etag, boolean gone, boolean quarantined) {}

  enum Kind {
    PUT,
    DELETE,
    SYNC,
    SYNC_WITH_FAILURES
  }

  record Step(Kind kind, int key, int etag) {}

  @Property(tries = 300)
  void agreesWithAMap(@ForAll("histories") List<Step> history, @ForAll long seed) {
    Random random = new Random(seed);
    MemoryLedgerIO io = new MemoryLedgerIO();
    Ledger ledger = Ledger.empty(io, "p", "uuid");
    Map<String, ObjectRef> bucket = new HashMap<>();
    Map<String, Known> model = new HashMap<>();
    int commits = 0;
    for (Step step : history) {
      String key = KEYS.get(step.key());
      switch (step.kind()) {
        case PUT -> {
          Known known = model.get(key);
          boolean overwrites = known != null && !known.quarantined();
          String etag = overwrites ? known.etag() : "e" + step.etag();
          bucket.put(
              key,
              new ObjectRef("b", key, 10, etag, null, Instant.ofEpochSecond(random.nextInt(9))));
        }
        case DELETE -> bucket.remove(key);
        default -> {
          List<ObjectRef> listing = new ArrayList<>(bucket.values());
          Collections.shuffle(listing, random);
          LedgerDiff diff = ledger.diff(FixedListing.of(listing));
          check(diff, bucket, model);
          try (LedgerDiff part =
              ledger.diff(new FixedListing(listing, Map.of(), ListingView.PARTIAL))) {
            assertThat(part.changes(ObjectChange.Kind.NEW))
                .containsExactlyElementsOf(diff.changes(ObjectChange.Kind.NEW));
            assertThat(part.count(ObjectChange.Kind.VANISHED)).isZero();
          }
          boolean failing = step.kind() == Kind.SYNC_WITH_FAILURES;
          String commit = "c" + commits++;
          LedgerChange change =
              apply(diff, model, commit, object -> failing && random.nextBoolean());
          LedgerRoot root =
              LedgerWriter.write(ledger, change, commit, Instant.ofEpochSecond(commits), 0, SMALL);
          diff.close();
          ledger = Ledger.open(io, root.path());
          compare(ledger, model);
        }
      }
    }
  }

  private static void check(
      LedgerDiff diff, Map<String, ObjectRef> bucket, Map<String, Known> model) {
    List<String> fresh = new ArrayList<>();
    List<String> retried = new ArrayList<>();
    List<String> vanished = new ArrayList<>();
    long unchanged = 0;
    for (ObjectRef object : bucket.values()) {
      Known known = model.get(object.key());
      if (known == null || known.quarantined() && !known.etag().equals(object.etag())) {
        fresh.add(object.key());
      } else if (known.quarantined()) {
        retried.add(object.key());
      } else {
        unchanged++;
      }
    }
    model.forEach(
        (key, known) -> {
          if (!bucket.containsKey(key) && !known.gone() && !known.quarantined()) {
            vanished.add(key);
          }
        });
    fresh.addAll(retried);
    Collections.sort(fresh, KeyOrder.INSTANCE);
    Collections.sort(retried, KeyOrder.INSTANCE);
    Collections.sort(vanished, KeyOrder.INSTANCE);
    List<ObjectChange> taken = new ArrayList<>();
    diff.changes(ObjectChange.Kind.NEW).forEach(taken::add);
    assertThat(taken).extracting(ObjectChange::key).containsExactlyElementsOf(fresh);
    assertThat(taken.stream().filter(ObjectChange::retried).map(ObjectChange::key).toList())
        .isEqualTo(retried);
    assertThat(diff.changes(ObjectChange.Kind.VANISHED))
        .extracting(ObjectChange::key)
        .containsExactlyElementsOf(vanished);
    assertThat(diff.unchanged()).isEqualTo(unchanged);
    assertThat(diff.count(ObjectChange.Kind.OVERWRITTEN)).isZero();
    assertThat(diff.listed()).isEqualTo(bucket.size()).isEqualTo(unchanged + taken.size());
  }

  private static LedgerChange apply(
      LedgerDiff diff,
      Map<String, Known> model,
      String commit,
      java.util.function.Predicate<ObjectRef> fails) {
    LedgerChange change = new LedgerChange();
    for (ObjectChange taken : diff.changes(ObjectChange.Kind.NEW)) {
      ObjectRef object = taken.object();
      boolean bad = fails.test(object);
      if (bad) {
        change.hold(LedgerEntry.quarantined(object, 1, "bad"));
      } else {
        change.take(LedgerEntry.ingested(object, 1, commit, Instant.EPOCH));
      }
      model.put(object.key(), new Known(object.etag(), false, bad));
    }
    change.learn(
        diff,
        Set.of(ObjectChange.Kind.VANISHED, ObjectChange.Kind.RETURNED, ObjectChange.Kind.IMPORTED));
    for (ObjectChange one : diff.changes(ObjectChange.Kind.VANISHED)) {
      model.put(one.key(), new Known(one.known().etag(), true, false));
    }
    for (ObjectChange one : diff.changes(ObjectChange.Kind.RETURNED)) {
      model.put(one.key(), new Known(one.known().etag(), false, false));
    }
    for (ObjectChange one : diff.changes(ObjectChange.Kind.FORGOTTEN)) {
      model.remove(one.key(), new Known(one.failed().etag(), false, true));
    }
    return change;
  }

  private static void compare(Ledger ledger, Map<String, Known> model) {
    Map<String, Known> found = new TreeMap<>();
    List<String> order = new ArrayList<>();
    ledger.forEach(
        entry -> {
          order.add(entry.key());
          found.put(
              entry.key(), new Known(entry.etag(), entry.status() == EntryStatus.GONE, false));
        });
    ledger.open().forEach(entry -> found.put(entry.key(), new Known(entry.etag(), false, true)));
    assertThat(found).isEqualTo(new TreeMap<>(model));
    assertThat(order).isSortedAccordingTo(KeyOrder.INSTANCE);
    assertThat(ledger.count())
        .isEqualTo(model.values().stream().filter(k -> !k.gone() && !k.quarantined()).count());
    LedgerRoot root = ledger.root();
    assertThat(root.blocks()).allMatch(block -> block.file().entries() <= SMALL.blockEntries());
    assertThat(root.deltas()).hasSizeLessThanOrEqualTo(SMALL.deltas());
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(6, Arbitraries.just(Kind.PUT)),
            net.jqwik.api.Tuple.of(2, Arbitraries.just(Kind.DELETE)),
            net.jqwik.api.Tuple.of(2, Arbitraries.just(Kind.SYNC)),
            net.jqwik.api.Tuple.of(1, Arbitraries.just(Kind.SYNC_WITH_FAILURES)));
    return net.jqwik.api.Combinators.combine(
            kinds,
            Arbitraries.integers().between(0, KEYS.size() - 1),
            Arbitraries.integers().between(0, 2))
        .as(Step::new)
        .list()
        .ofMinSize(5)
        .ofMaxSize(80);
  }

  private static List<String> keys() {
    List<String> out = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      out.add("data/k" + i);
    }
    out.add("data/\uD83D\uDE00");
    out.add("data/\uFF21");
    out.add("data/données/é");
    return out;
  }
}

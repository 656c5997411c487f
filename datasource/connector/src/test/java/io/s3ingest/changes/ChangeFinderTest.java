package io.s3ingest.changes;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.cursor.ChangeType;
import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.cursor.FileSplit;
import io.s3ingest.listing.ObjectFilter;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.VersionPage.ObjectVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChangeFinderTest {
  private static final Instant START = Instant.parse("2024-01-15T10:30:00Z");
  private static final ChangePosition FRESH = new ChangePosition("", true, Long.MIN_VALUE);

  /** Versions by key, the newest first, as a store lists them. */
  private final TreeMap<String, List<ObjectVersion>> bucket = new TreeMap<>();

  private final Map<String, KeyState> known = new HashMap<>();
  private int made;

  @Test
  void givesEachVersionBetweenTwoLooksAsARow() {
    look(FRESH);
    put("k", 1);
    put("k", 2);
    delete("k", 3);
    put("a", 2);
    assertThat(look(null))
        .containsExactly("insert k v1", "insert a v4", "update k v2", "delete k v3");
    assertThat(look(null)).isEmpty();
    put("k", 9);
    assertThat(look(null)).containsExactly("insert k v5");
  }

  @Test
  void givesASnapshotInTheOrderOfKeysWithoutWhatIsDeleted() {
    put("b", 1);
    put("b", 2);
    put("a", 3);
    put("gone", 1);
    delete("gone", 2);
    assertThat(look(FRESH)).containsExactly("snapshot a v3", "snapshot b v2");
    assertThat(look(null)).isEmpty();
    put("gone", 5);
    assertThat(look(null)).containsExactly("insert gone v6");
  }

  @Test
  void goesOnWithASnapshotBehindItsLastKey() {
    put("a", 1);
    put("b", 1);
    put("c", 1);
    look(FRESH, 2);
    put("aa", 2);
    put("aa", 3);
    put("c", 4);
    put("d", 4);
    assertThat(look(new ChangePosition("b", true, Long.MIN_VALUE)))
        .containsExactly("snapshot c v6", "snapshot d v7", "insert aa v4", "update aa v5");
  }

  @Test
  void startsBehindASecondAndCountsTheObjectsOfExactlyThatSecond() {
    put("a", 10);
    put("b", 11);
    put("b", 12);
    put("c", 13);
    put("gone", 9);
    delete("gone", 12);
    ChangeFinder finder = finder(ChangePosition.parse("this_Is_A_Key_c" + second(11)));
    assertThat(rows(finder)).containsExactly("update b v3", "delete gone v6", "insert c v4");
    assertThat(finder.atStart()).isEqualTo(1);
    assertThat(known.keySet()).containsExactlyInAnyOrder("a", "b", "gone", "c");
  }

  @Test
  void goesOnInsideASnapshotOfAnotherConnector() {
    put("a", 10);
    put("a", 12);
    put("c", 10);
    put("d", 12);
    assertThat(look(ChangePosition.parse("b_s" + second(11))))
        .containsExactly("snapshot c v3", "snapshot d v4", "update a v2");
  }

  @Test
  void trustsTheOrderOfTheStoreWhereTimesContradictIt() {
    put("k", 10);
    look(FRESH);
    put("k", 20);
    put("k", 15); // an upload in parts that was begun at 15 and completed behind the other
    put("l", 18);
    assertThat(look(null)).containsExactly("insert l v4", "update k v2", "update k v3");
    assertThat(look(null)).isEmpty();
  }

  @Test
  void givesNoRowForTheDeleteOfNothing() {
    look(FRESH);
    delete("k", 1);
    delete("k", 2);
    assertThat(look(null)).isEmpty();
    put("k", 3);
    delete("k", 4);
    delete("k", 5);
    assertThat(look(null)).containsExactly("insert k v3", "delete k v4");
    assertThat(look(null)).isEmpty();
  }

  @Test
  void goesByTimesWhereTheLastKnownVersionIsNotKeptAnyMore() {
    put("k", 1);
    put("k", 2);
    look(FRESH);
    bucket.get("k").remove(0);
    put("k", 5);
    put("k", 6);
    assertThat(look(null)).containsExactly("update k v3", "update k v4");
  }

  @Test
  void givesTheVersionThatCountsAgainWhereANewerOneWasRemoved() {
    put("k", 1);
    put("k", 2);
    look(FRESH);
    bucket.get("k").remove(0);
    assertThat(look(null)).containsExactly("update k v1");
    delete("k", 3);
    assertThat(look(null)).containsExactly("delete k v3");
    bucket.get("k").remove(0);
    assertThat(look(null)).containsExactly("insert k v1");
    assertThat(look(null)).isEmpty();
  }

  @Test
  void givesADeleteWhereNothingIsLeftOfAKey() {
    put("k", 1);
    look(FRESH);
    bucket.remove("k");
    assertThat(look(null)).containsExactly("delete k null");
    assertThat(look(null)).isEmpty();
    put("k", 1000);
    assertThat(look(null)).containsExactly("insert k v2");
  }

  @Test
  void tellsObjectsWithoutVersionsByTheirContent() {
    only("k", "e1", 1);
    look(FRESH);
    only("k", "e1", 2);
    assertThat(look(null)).isEmpty();
    only("k", "e2", 2);
    only("l", "e3", 2);
    assertThat(look(null)).containsExactly("update k null", "insert l null");
    bucket.remove("k");
    assertThat(look(null)).containsExactly("delete k null");
    only("k", "e2", 1000);
    assertThat(look(null)).containsExactly("insert k null");
    assertThat(look(null)).isEmpty();
  }

  @Test
  void passesOverVersionsThatTakeNoPart() {
    look(FRESH);
    put("k", 1);
    put("skip", 1);
    delete("skip", 2);
    ChangeFinder finder =
        new ChangeFinder(
            known, null, object -> object.key().equals("skip") ? ExclusionReason.HIDDEN : null);
    assertThat(rows(finder)).containsExactly("insert k v1");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void givesEveryVersionOnceWhereverItStopsAndGoesOn(long seed) {
    Random random = new Random(seed);
    List<String> given = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    Map<String, Boolean> live = new HashMap<>();
    look(FRESH);
    for (int second = 1; second < 60; second++) {
      for (int i = random.nextInt(4); i > 0; i--) {
        String key = "k" + random.nextInt(6);
        boolean was = live.getOrDefault(key, false);
        if (random.nextInt(3) == 0) {
          delete(key, second);
          if (was) {
            expected.add("delete %s v%d".formatted(key, made));
          }
          live.put(key, false);
        } else {
          put(key, second);
          expected.add("%s %s v%d".formatted(was ? "update" : "insert", key, made));
          live.put(key, true);
        }
      }
      if (random.nextInt(3) == 0) {
        // Only some of what is found gets into the log before all is forgotten.
        given.addAll(look(null, random.nextInt(4)));
      }
    }
    given.addAll(look(null));
    assertThat(given).containsExactlyInAnyOrderElementsOf(expected);
    for (int k = 0; k < 6; k++) {
      String key = " k" + k + " ";
      assertThat(given.stream().filter(row -> row.contains(key)))
          .containsExactlyElementsOf(expected.stream().filter(row -> row.contains(key)).toList());
    }
  }

  private List<String> look(ChangePosition start) {
    return rows(finder(start));
  }

  private List<String> look(ChangePosition start, int most) {
    return rows(finder(start), most);
  }

  private ChangeFinder finder(ChangePosition start) {
    return new ChangeFinder(known, start, ObjectFilter.NONE);
  }

  private List<String> rows(ChangeFinder finder) {
    return rows(finder, Integer.MAX_VALUE);
  }

  /** Walks, and logs the first rows. */
  private List<String> rows(ChangeFinder finder, int most) {
    bucket.values().forEach(versions -> versions.forEach(finder::take));
    List<Change> changes = finder.changes("b", START.plusSeconds(900));
    List<String> out = new ArrayList<>();
    for (ObjectRef object : finder.snapshot()) {
      if (out.size() < most) {
        out.add("snapshot %s %s".formatted(object.key(), object.versionId()));
        known.put(object.key(), KeyState.of(FileSplit.whole(object)));
      }
    }
    for (Change change : changes) {
      if (out.size() < most) {
        ObjectRef object = change.object();
        out.add("%s %s %s".formatted(change.type(), object.key(), object.versionId()));
        known.put(object.key(), KeyState.of(change.split()));
        assertThat(change.split().isDelete()).isEqualTo(change.type() == ChangeType.DELETE);
      }
    }
    return out;
  }

  private void put(String key, int second) {
    made++;
    add(key, new ObjectVersion(path(key), "v" + made, true, false, at(second), "e" + made, 1));
  }

  private void delete(String key, int second) {
    made++;
    add(key, new ObjectVersion(path(key), "v" + made, true, true, at(second), null, 0));
  }

  private void only(String key, String etag, int second) {
    bucket.put(key, List.of(new ObjectVersion(path(key), null, true, false, at(second), etag, 1)));
  }

  private void add(String key, ObjectVersion version) {
    bucket.computeIfAbsent(key, any -> new ArrayList<>()).add(0, version);
  }

  private static ObjectPath path(String key) {
    return new ObjectPath("b", key);
  }

  private static Instant at(int second) {
    return START.plusSeconds(second);
  }

  private static long second(int second) {
    return at(second).getEpochSecond();
  }
}

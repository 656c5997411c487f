package io.s3ingest.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.store.ListPage;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.testing.MemoryStore;
import io.s3ingest.testing.PagedStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListingTest {
  private final MemoryStore store = new MemoryStore();

  private void put(String... keys) {
    for (String key : keys) {
      store.put("b", key, "x");
    }
  }

  private List<String> list(String... paths) {
    return keys(Listing.of(store, query(paths)));
  }

  private static ListingQuery query(String... paths) {
    return new ListingQuery(
        "b",
        Stream.of(paths).map(ListingRoot::ofPath).toList(),
        KeyPatterns.ALL,
        null,
        null,
        ObjectFilter.NONE);
  }

  private static List<String> keys(Listing listing) {
    return listing.objects().stream().map(ObjectRef::key).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "csv/"})
  void neverTakesAFolderThatOnlyBeginsLikeThePrefix(String prefix) {
    put("csv/a.csv", "csv/x/b.csv", "csv-old/c.csv", "csv.csv", "csvgz/d.csv.gz");
    assertThat(list(prefix)).containsExactly("csv/a.csv", "csv/x/b.csv");
  }

  @Test
  void takesAnExactKeyAndTheFolderOfItsName() {
    put("a/f", "a/f/1.csv", "a/f2");
    assertThat(list("a/f")).containsExactly("a/f", "a/f/1.csv");
  }

  @Test
  void takesTheWholeBucketForAnEmptyPrefix() {
    put("a.csv", "x/b.csv");
    assertThat(list("")).containsExactly("a.csv", "x/b.csv");
  }

  @Test
  void readsAFolderWhoseNameIsNotAscii() {
    put("données/été.csv", "données-2/x.csv");
    assertThat(list("données")).containsExactly("données/été.csv");
  }

  @Test
  void listsEachKeyOnceWhenRootsOverlap() {
    put("a/b/1", "a/b/2", "a/c/3", "d/4");
    assertThat(list("a/b", "d/4", "a/", "a/*/3", "a/b/1"))
        .containsExactly("a/b/1", "a/b/2", "a/c/3", "d/4");
    assertThat(store.listed()).hasSize(2 + 1);
  }

  @Test
  void listsOnlyBelowTheLiteralPartOfAGlob() {
    put("data/2023/a.csv", "data/2024/b.csv", "data/2024/c.json", "zzz/d.csv");
    assertThat(list("data/2024/*.csv")).containsExactly("data/2024/b.csv");
    assertThat(store.listed()).singleElement().extracting("prefix").isEqualTo("data/2024/");
  }

  @Test
  void ordersKeysByTheirUtf8Bytes() {
    put("k/\uD83D\uDE00", "k/\uFFFD", "k/a");
    assertThat(list("k")).containsExactly("k/a", "k/\uFFFD", "k/\uD83D\uDE00");
  }

  @Test
  void countsWhatTakesNoPart() {
    put("t/a.csv", "t/_tmp/b.csv", "t/.hidden", "t/_year=2024/c.csv", "t/x/_SUCCESS");
    store.put("b", "t/", "");
    store.put("b", "t/empty.csv", "");
    Listing listing = Listing.of(store, query("t"));
    assertThat(keys(listing)).containsExactly("t/_year=2024/c.csv", "t/a.csv");
    assertThat(listing.excluded())
        .containsOnly(
            Map.entry(ExclusionReason.HIDDEN, 3L),
            Map.entry(ExclusionReason.FOLDER_MARKER, 1L),
            Map.entry(ExclusionReason.EMPTY, 1L));
    assertThat(listing.summary().excluded().keys(ExclusionReason.HIDDEN))
        .containsExactly("t/.hidden", "t/_tmp/b.csv", "t/x/_SUCCESS");
    assertThat(listing.summary().listed()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"_raw/.x/", "_raw/.x", "_raw/.x/a.csv", "_raw/.x/*.csv", "_raw/.?/*"})
  void testsHiddenNamesBelowThePrefixOnly(String path) {
    put("_raw/.x/a.csv");
    assertThat(list(path)).containsExactly("_raw/.x/a.csv");
  }

  @Test
  void readsAHiddenFolderThatAGlobSpellsOut() {
    put("t/1/.x/a.csv", "t/1/_y/a.csv", "t/2/.x/a.csv");
    assertThat(list("t/*/.x/*")).containsExactly("t/1/.x/a.csv", "t/2/.x/a.csv");
  }

  @Test
  void keepsAGlobOutOfHiddenFolders() {
    put("t/_tmp/a.csv", "t/x/a.csv");
    assertThat(list("t/*/a.csv")).containsExactly("t/x/a.csv");
  }

  @Test
  void boundsTimesExclusively() {
    Instant noon = Instant.parse("2024-01-15T12:00:00Z");
    byte[] body = {1};
    store.putAt("b", "t/1", body, noon.minusSeconds(1));
    store.putAt("b", "t/2", body, noon);
    store.putAt("b", "t/3", body, noon.plusSeconds(1));
    store.putAt("b", "t/4", body, noon.plusSeconds(2));
    Listing listing =
        Listing.of(
            store,
            new ListingQuery(
                "b",
                List.of(ListingRoot.of("t")),
                KeyPatterns.ALL,
                noon,
                noon.plusSeconds(2),
                ObjectFilter.NONE));
    assertThat(keys(listing)).containsExactly("t/3");
    assertThat(listing.excluded())
        .containsOnly(
            Map.entry(ExclusionReason.MODIFIED_AFTER, 2L),
            Map.entry(ExclusionReason.MODIFIED_BEFORE, 1L));
  }

  @Test
  void followsPagesOneAtATime() {
    store.withPageSize(2);
    put("t/1", "t/2", "t/3", "t/4", "t/5");
    List<String> taken = new ArrayList<>();
    ListingSummary summary =
        new ObjectLister(store, query("t/")).forEach(object -> taken.add(object.key()));
    assertThat(taken).containsExactly("t/1", "t/2", "t/3", "t/4", "t/5");
    assertThat(store.listed()).hasSize(3);
    assertThat(summary.inKeyOrder()).isTrue();
    assertThat(summary.storeTime()).isEqualTo(Instant.parse("2024-01-15T10:30:05Z"));
  }

  @Test
  void listsFilesOfAFolderWithoutThoseBelow() {
    put("t/1", "t/x/2", "t/x/y/3");
    Listing listing = Listing.of(store, ListingQuery.below("b", ListingRoot.filesOf("t/")));
    assertThat(keys(listing)).containsExactly("t/1");
    assertThat(listing.summary().listed()).isEqualTo(1);
  }

  @Test
  void ordersPagesThatComeInAnyOrderAndRepeatKeys() {
    PagedStore shuffled =
        new PagedStore(
            new ListPage(List.of(ref("t/c", 1), ref("t/d", 1)), List.of(), "1", Instant.EPOCH),
            new ListPage(List.of(ref("t/a", 1), ref("t/c", 2)), List.of(), null, Instant.EPOCH));
    Listing listing = Listing.of(shuffled, query("t/"));
    assertThat(listing.objects()).containsExactly(ref("t/a", 1), ref("t/c", 2), ref("t/d", 1));
    assertThat(listing.summary().inKeyOrder()).isFalse();
  }

  @Test
  void stopsAtATokenThatRepeats() {
    PagedStore looping =
        new PagedStore(
            new ListPage(List.of(ref("t/a", 1)), List.of(), "1", Instant.EPOCH),
            new ListPage(List.of(ref("t/b", 1)), List.of(), "1", Instant.EPOCH));
    assertThatThrownBy(() -> Listing.of(looping, query("t/")))
        .hasMessage(
            "[S3INGEST_STORE_FAILED] Cannot list s3://b/t/: after 2 pages the store gave a continuation token for the second time. Try again; if it stays, the listing of this store is broken.");
  }

  private static ObjectRef ref(String key, int second) {
    return new ObjectRef("b", key, 1, "e" + second, null, Instant.ofEpochSecond(second));
  }
}

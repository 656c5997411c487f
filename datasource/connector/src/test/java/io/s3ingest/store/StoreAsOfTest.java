package io.s3ingest.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.cursor.KeyOrder;
import io.s3ingest.options.OptionSet;
import io.s3ingest.options.S3IngestOptions;
import io.s3ingest.options.StoreOptions;
import io.s3ingest.testing.FakeBucket;
import io.s3ingest.testing.Op;
import io.s3ingest.testing.ScriptedS3;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StoreAsOfTest {
  private static final Instant START = Instant.parse("2024-01-15T10:30:00Z");
  private static final List<String> KEYS =
      List.of("t/a/1", "t/a/2", "t/a", "t/b/é+ 1", "t/b/😀", "t/c", "t/d/x/y", "u", "t!");

  private static final class Hand extends Clock {
    private Instant now = START;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }
  }

  private final Hand clock = new Hand();
  private final ScriptedS3 server = ScriptedS3.start(clock);
  private final FakeBucket bucket = server.bucket("b").versioned();
  // The signer's clock is the machine's; a store of memory does not mind.
  private final ObjectStore store =
      StoreRegistry.open(
          StoreOptions.of(
              OptionSet.of(server.options(), S3IngestOptions.ALL, OptionSet.Unknown.REJECT),
              Map.of()));

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void listsWhatWasThereAtAnyTimeInPagesOfAnySize(long seed) {
    Random random = new Random(seed);
    TreeMap<String, String> now = new TreeMap<>(KeyOrder.INSTANCE);
    TreeMap<Instant, Map<String, String>> history = new TreeMap<>();
    history.put(START.minusSeconds(1), Map.of());
    for (int i = 0; i < 40; i++) {
      // Several writes may share a second.
      clock.now = clock.now.plusSeconds(random.nextInt(2));
      String key = KEYS.get(random.nextInt(KEYS.size()));
      if (random.nextInt(3) == 0) {
        store.delete(new ObjectPath("b", key));
        now.remove(key);
      } else {
        String body = "body " + i;
        bucket.put(key, body);
        now.put(key, body);
      }
      history.put(clock.now, new TreeMap<>(now));
    }
    // Asking at some of the moments keeps the test short.
    while (history.size() > 8) {
      history.remove(List.copyOf(history.keySet()).get(random.nextInt(history.size())));
    }
    for (int pageSize : new int[] {1, 3, 1000}) {
      for (Map.Entry<Instant, Map<String, String>> moment : history.entrySet()) {
        ObjectStore then = StoreAsOf.of(store, moment.getKey());
        TreeMap<String, String> expected = new TreeMap<>(KeyOrder.INSTANCE);
        expected.putAll(moment.getValue());
        expected.keySet().removeIf(key -> !key.startsWith("t/"));
        List<String> folders = new ArrayList<>();
        TreeMap<String, String> found = new TreeMap<>(KeyOrder.INSTANCE);
        for (ObjectRef object : walk(then, "t/", null, pageSize, folders)) {
          byte[] body = then.read(object, 0, (int) object.size());
          assertThat(found.put(object.key(), new String(body, StandardCharsets.UTF_8))).isNull();
        }
        assertThat(found).isEqualTo(expected);

        Set<String> expectedFolders = new LinkedHashSet<>();
        List<String> expectedFiles = new ArrayList<>();
        for (String key : expected.keySet()) {
          int slash = key.indexOf('/', 2);
          if (slash < 0) {
            expectedFiles.add(key);
          } else {
            expectedFolders.add(key.substring(0, slash + 1));
          }
        }
        assertThat(walk(then, "t/", "/", pageSize, folders))
            .extracting(ObjectRef::key)
            .containsExactlyElementsOf(expectedFiles);
        assertThat(folders).containsExactlyElementsOf(expectedFolders);
        for (String key : KEYS) {
          assertThat(then.find(new ObjectPath("b", key)).isPresent())
              .isEqualTo(moment.getValue().containsKey(key));
        }
      }
    }
  }

  @Test
  void takesTheStoresOrderWhereAnUploadInPartsIsOlderThanWhatItReplaced() {
    bucket.put("t/x", "put while parts were sent", START.plusSeconds(10));
    bucket.put("t/x", "completed later, begun earlier", START.plusSeconds(5));
    ObjectRef object =
        StoreAsOf.of(store, START.plusSeconds(20)).find(new ObjectPath("b", "t/x")).orElseThrow();
    assertThat(new String(store.read(object, 0, (int) object.size()), StandardCharsets.UTF_8))
        .isEqualTo("completed later, begun earlier");
  }

  @Test
  void passesByFoldersWithoutReadingAllTheirVersions() {
    for (int i = 0; i < 500; i++) {
      bucket.put("t/%d/%03d".formatted(i % 2, i), "x");
    }
    List<String> folders = new ArrayList<>();
    assertThat(walk(StoreAsOf.of(store, clock.now), "t/", "/", 10, folders)).isEmpty();
    assertThat(folders).containsExactly("t/0/", "t/1/");
    assertThat(server.requests(Op.LIST_VERSIONS)).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void refusesABucketThatNeverKeptVersions() {
    server.bucket("plain").put("t/x", "1");
    assertThatThrownBy(() -> StoreAsOf.of(store, START).list(ListRequest.below("plain", "t/")))
        .hasMessage(
            "[S3INGEST_UNSUPPORTED_BY_STORE] Cannot read s3://plain/ as of 2024-01-15T10:30:00Z: its bucket never kept versions, so its past is not known. Turn versioning on for later reads, or leave option 'timestampAsOf' out to read it as it is.");
  }

  @Test
  void namesThePermissionThatIsMissing() {
    bucket.put("t/x", "1");
    ObjectRef version = store.listVersions("b", "t/x", null, null, 1).versions().get(0).object();
    server.deny(Op.LIST_VERSIONS, ScriptedS3.ANY_KEY);
    assertThatThrownBy(() -> StoreAsOf.of(store, START).list(ListRequest.below("b", "t/")))
        .hasMessage(
            "[S3INGEST_ACCESS_DENIED] Cannot list the versions of s3://b/t/: the permission s3:ListBucketVersions is missing (403 AccessDenied: scripted: AccessDenied). Grant it to the keys in use, or use other keys.");
    server.deny(Op.GET, "t/x");
    assertThatThrownBy(() -> store.read(version, 0, 1))
        .hasMessage(
            "[S3INGEST_ACCESS_DENIED] Cannot read s3://b/t/x: the permission s3:GetObjectVersion is missing (403 AccessDenied: scripted: AccessDenied). Grant it to the keys in use, or use other keys.");
  }

  @Test
  void isTheStoreItselfWhereNoTimeIsAskedFor() {
    assertThat(StoreAsOf.of(store, null)).isSameAs(store);
  }

  private static List<ObjectRef> walk(
      ObjectStore store, String prefix, String delimiter, int pageSize, List<String> folders) {
    folders.clear();
    ListRequest request = new ListRequest("b", prefix, null, delimiter, pageSize, null);
    List<ObjectRef> out = new ArrayList<>();
    while (true) {
      ListPage page = store.list(request);
      out.addAll(page.objects());
      folders.addAll(page.commonPrefixes());
      if (page.nextToken() == null) {
        return out;
      }
      request = request.page(page.nextToken());
    }
  }
}

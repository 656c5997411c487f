package io.s3ingest.spark.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.WholeObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ReadAheadTest {
  private static final ReadAhead.Limits LIMITS = new ReadAhead.Limits(8, 1000, 100, 50);

  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private final Queue<String> fetched = new ConcurrentLinkedQueue<>();
  private final Set<String> known = new HashSet<>();

  @BeforeAll
  static void waitForSlowMachines() {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
  }

  @Test
  void fetchesNoFurtherThanItsWindow() {
    ReadAhead ahead = ahead(splits(100, 10), this::fetch);
    ahead.moveTo(0);
    Awaitility.await().until(() -> fetched.size() == LIMITS.objects());
    assertThat(ahead.whole(object(0, 10)).body()).isEqualTo("k0".getBytes(StandardCharsets.UTF_8));
    ahead.moveTo(1);
    Awaitility.await().until(() -> fetched.size() == LIMITS.objects() + 1);
    assertThat(fetched).doesNotHaveDuplicates();
  }

  @Test
  void forgetsWhatIsDone() {
    ReadAhead ahead = ahead(splits(3, 10), this::fetch);
    ahead.moveTo(0);
    ahead.moveTo(1);
    assertThat(ahead.whole(object(0, 10))).isNull();
    assertThat(ahead.whole(object(1, 10))).isNotNull();
  }

  @Test
  void fetchesSeveralAtOnce() {
    CountDownLatch both = new CountDownLatch(2);
    Function<ObjectRef, WholeObject> meet =
        object -> {
          both.countDown();
          try {
            both.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return new WholeObject(new byte[0], Map.of());
        };
    ReadAhead ahead = ahead(splits(2, 10), meet);
    ahead.moveTo(0);
    assertThat(ahead.whole(object(0, 10)).body()).isEmpty();
  }

  @Test
  void leavesLargeObjectsAndPiecesToStreams() {
    List<FileSplit> splits = splits(1, LIMITS.objectBytes() + 1);
    splits.add(new FileSplit(object(1, 100), 50, 50));
    ReadAhead ahead = ahead(splits, this::fetch);
    ahead.moveTo(0);
    assertThat(ahead.whole(splits.get(0).object())).isNull();
    assertThat(ahead.whole(splits.get(1).object())).isNull();
  }

  @Test
  void failsWhereTheObjectIsWanted() {
    RuntimeException gone = new IllegalArgumentException("gone");
    Function<ObjectRef, WholeObject> fail =
        object -> {
          throw gone;
        };
    ReadAhead ahead = ahead(splits(2, 10), fail);
    ahead.moveTo(0);
    assertThatThrownBy(() -> ahead.whole(object(1, 10))).isSameAs(gone);
  }

  @Test
  void holdsNoMoreBytesThanItMay() {
    ReadAhead ahead =
        new ReadAhead(
            splits(20, 100),
            new Fetched(this::fetch),
            new ReadAhead.Limits(8, 250, 100, 0),
            threads);
    ahead.moveTo(0);
    Awaitility.await().until(() -> fetched.size() == 2);
    assertThat(ahead.whole(object(1, 100))).isNotNull();
    assertThat(ahead.whole(object(2, 100))).isNull();
    ahead.moveTo(1);
    Awaitility.await().until(() -> fetched.size() == 3);
    ahead.moveTo(7);
    assertThat(ahead.whole(object(7, 100))).isNotNull();
    assertThat(ahead.whole(object(8, 100))).isNotNull();
    assertThat(fetched).containsExactlyInAnyOrder("k0", "k1", "k2", "k7", "k8");
  }

  @Test
  void fetchesTheEndsOfAFewLargeObjects() {
    ReadAhead ahead = ahead(splits(9, 500), this::fetch);
    ahead.moveTo(0);
    assertThat(ahead.end(object(0, 500), 450)).hasSize(LIMITS.endBytes());
    assertThat(ahead.end(object(0, 500), 449)).isNull();
    assertThat(ahead.end(object(3, 500), 499)).isNotNull();
    assertThat(ahead.end(object(4, 500), 499)).isNull();
    ahead.moveTo(1);
    assertThat(ahead.end(object(0, 500), 450)).isNull();
    assertThat(ahead.end(object(4, 500), 450)).isNotNull();
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(fetched)
                    .containsExactlyInAnyOrder("end k0", "end k1", "end k2", "end k3", "end k4"));
  }

  @Test
  void fetchesTheEndOfAnObjectInPiecesOnce() {
    ObjectRef object = object(1, 1000);
    List<FileSplit> pieces =
        List.of(new FileSplit(object, 0, 400), new FileSplit(object, 400, 600));
    ReadAhead ahead = ahead(pieces, this::fetch);
    ahead.moveTo(0);
    assertThat(ahead.end(object, 990)).isNotNull();
    ahead.moveTo(1);
    assertThat(fetched).containsExactly("end k1");
  }

  @Test
  void fetchesNoEndThatIsKnown() {
    known.add("k0");
    ReadAhead ahead = ahead(splits(2, 500), this::fetch);
    ahead.moveTo(0);
    assertThat(ahead.end(object(1, 500), 450)).isNotNull();
    assertThat(ahead.end(object(0, 500), 450)).isNull();
    assertThat(fetched).containsExactly("end k1");
  }

  private ReadAhead ahead(List<FileSplit> splits, Function<ObjectRef, WholeObject> fetch) {
    return new ReadAhead(splits, new Fetched(fetch), LIMITS, threads);
  }

  private final class Fetched implements ReadAhead.Source {
    private final Function<ObjectRef, WholeObject> fetch;

    Fetched(Function<ObjectRef, WholeObject> fetch) {
      this.fetch = fetch;
    }

    @Override
    public WholeObject whole(ObjectRef object) {
      return fetch.apply(object);
    }

    @Override
    public byte[] end(ObjectRef object, int bytes) {
      fetched.add("end " + object.key());
      return new byte[bytes];
    }

    @Override
    public boolean knowsEnd(ObjectRef object) {
      return known.contains(object.key());
    }
  }

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  private WholeObject fetch(ObjectRef object) {
    fetched.add(object.key());
    return new WholeObject(object.key().getBytes(StandardCharsets.UTF_8), Map.of());
  }

  private static List<FileSplit> splits(int count, long size) {
    List<FileSplit> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      out.add(FileSplit.whole(object(i, size)));
    }
    return out;
  }

  private static ObjectRef object(int index, long size) {
    return new ObjectRef("b", "k" + index, size, "e", null, Instant.EPOCH);
  }
}

package io.s3ingest.spark.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.WholeObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class ReadAheadTest {
  private final Queue<String> fetched = new ConcurrentLinkedQueue<>();

  @Test
  void fetchesNoFurtherThanItsWindow() {
    try (ReadAhead ahead = new ReadAhead(splits(100, 10), this::fetch)) {
      ahead.moveTo(0);
      Awaitility.await().until(() -> fetched.size() == ReadAhead.OBJECTS);
      assertThat(ahead.whole(object(0, 10)).body())
          .isEqualTo("k0".getBytes(StandardCharsets.UTF_8));
      ahead.moveTo(1);
      Awaitility.await().until(() -> fetched.size() == ReadAhead.OBJECTS + 1);
      assertThat(fetched).doesNotHaveDuplicates();
    }
  }

  @Test
  void forgetsWhatIsDone() {
    try (ReadAhead ahead = new ReadAhead(splits(3, 10), this::fetch)) {
      ahead.moveTo(0);
      ahead.moveTo(1);
      assertThat(ahead.whole(object(0, 10))).isNull();
      assertThat(ahead.whole(object(1, 10))).isNotNull();
    }
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
    try (ReadAhead ahead = new ReadAhead(splits(2, 10), meet)) {
      ahead.moveTo(0);
      assertThat(ahead.whole(object(0, 10)).body()).isEmpty();
    }
  }

  @Test
  void leavesLargeObjectsAndPiecesToStreams() {
    List<FileSplit> splits = splits(1, ReadAhead.MOST_BYTES + 1);
    splits.add(new FileSplit(object(1, 100), 50, 50));
    try (ReadAhead ahead = new ReadAhead(splits, this::fetch)) {
      ahead.moveTo(0);
      assertThat(ahead.whole(splits.get(0).object())).isNull();
      assertThat(ahead.whole(splits.get(1).object())).isNull();
    }
  }

  @Test
  void failsWhereTheObjectIsWanted() {
    RuntimeException gone = new IllegalArgumentException("gone");
    Function<ObjectRef, WholeObject> fail =
        object -> {
          throw gone;
        };
    try (ReadAhead ahead = new ReadAhead(splits(2, 10), fail)) {
      ahead.moveTo(0);
      assertThatThrownBy(() -> ahead.whole(object(1, 10))).isSameAs(gone);
    }
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

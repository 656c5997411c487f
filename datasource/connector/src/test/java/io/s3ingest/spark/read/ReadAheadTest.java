package io.s3ingest.spark.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.store.ObjectRef;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
      assertThat(ahead.bytes(object(0, 10))).isEqualTo("k0".getBytes(StandardCharsets.UTF_8));
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
      assertThat(ahead.bytes(object(0, 10))).isNull();
      assertThat(ahead.bytes(object(1, 10))).isNotNull();
    }
  }

  @Test
  void fetchesSeveralAtOnce() {
    CountDownLatch both = new CountDownLatch(2);
    Function<ObjectRef, byte[]> meet =
        object -> {
          both.countDown();
          try {
            both.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return new byte[0];
        };
    try (ReadAhead ahead = new ReadAhead(splits(2, 10), meet)) {
      ahead.moveTo(0);
      assertThat(ahead.bytes(object(0, 10))).isEmpty();
    }
  }

  @Test
  void leavesLargeObjectsAndPiecesToStreams() {
    List<FileSplit> splits = splits(1, ReadAhead.MOST_BYTES + 1);
    splits.add(new FileSplit(object(1, 100), 50, 50));
    try (ReadAhead ahead = new ReadAhead(splits, this::fetch)) {
      ahead.moveTo(0);
      assertThat(ahead.bytes(splits.get(0).object())).isNull();
      assertThat(ahead.bytes(splits.get(1).object())).isNull();
    }
  }

  @Test
  void failsWhereTheObjectIsWanted() {
    RuntimeException gone = new IllegalArgumentException("gone");
    Function<ObjectRef, byte[]> fail =
        object -> {
          throw gone;
        };
    try (ReadAhead ahead = new ReadAhead(splits(2, 10), fail)) {
      ahead.moveTo(0);
      assertThatThrownBy(() -> ahead.bytes(object(1, 10))).isSameAs(gone);
    }
  }

  private byte[] fetch(ObjectRef object) {
    fetched.add(object.key());
    return object.key().getBytes(StandardCharsets.UTF_8);
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

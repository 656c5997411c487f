package io.s3ingest.spark.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.metric.ReadWork;
import io.s3ingest.store.ObjectRef;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PieceStreamTest {
  private static final int MB = 1 << 20;
  private static final ObjectRef OBJECT =
      new ObjectRef("b", "k", 40L * MB, "e", null, Instant.EPOCH);

  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private final Queue<Long> asked = new ConcurrentLinkedQueue<>();
  private final Queue<byte[]> free = new ConcurrentLinkedQueue<>();
  private final Queue<byte[]> used = new ConcurrentLinkedQueue<>();
  private final byte[] body = new byte[40 * MB];

  PieceStreamTest() {
    new Random(7).nextBytes(body);
  }

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  private PieceStream stream(long offset, long length, int most) {
    return new PieceStream(this::read, OBJECT, offset, length, most, free, threads, new ReadWork());
  }

  private void read(long offset, byte[] into, int length) {
    asked.add(offset);
    used.add(into);
    System.arraycopy(body, Math.toIntExact(offset), into, 0, length);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, MB, MB + 1, 7 * MB, 7 * MB + 1, 40 * MB - 3})
  void givesTheRangeInOrder(int length) throws IOException {
    for (int most : new int[] {2, 4, 8}) {
      try (PieceStream in = stream(3, length, most)) {
        assertThat(in.read()).isEqualTo(body[3] & 0xff);
        byte[] rest = in.readAllBytes();
        assertThat(Arrays.equals(rest, 0, rest.length, body, 4, 3 + length)).isTrue();
        assertThat(in.read()).isEqualTo(-1);
        assertThat(in.available()).isZero();
      }
    }
  }

  @Test
  void beginsWithOneSmallPieceAndNeverHasMoreThanItMay() throws IOException {
    try (PieceStream in = stream(0, 40 * MB, 3)) {
      Awaitility.await().until(() -> asked.size() == 1);
      assertThat(in.read()).isEqualTo(body[0] & 0xff);
      Awaitility.await().until(() -> asked.size() == 3);
      in.skipNBytes(MB);
      Awaitility.await().until(() -> asked.size() == 5);
      assertThat(asked).containsExactlyInAnyOrder(0L, 1L * MB, 3L * MB, 7L * MB, 11L * MB);
    }
  }

  @Test
  void failsWhereTheBytesAreMissing() throws IOException {
    PieceStream.Pieces broken =
        (offset, into, length) -> {
          if (offset > 0) {
            throw new IllegalArgumentException("gone");
          }
        };
    try (PieceStream in =
        new PieceStream(broken, OBJECT, 0, 40 * MB, 4, free, threads, new ReadWork())) {
      assertThat(in.readNBytes(MB)).hasSize(MB);
      assertThatThrownBy(in::read).hasMessage("gone");
    }
  }

  @Test
  void takesArraysThatAnotherStreamIsDoneWith() throws IOException {
    try (PieceStream first = stream(0, 40 * MB, 3)) {
      assertThat(first.readAllBytes()).isEqualTo(body);
    }
    Set<byte[]> before = Collections.newSetFromMap(new IdentityHashMap<>());
    before.addAll(used);
    used.clear();
    assertThat(free).allMatch(before::contains).hasSizeBetween(3, 4);
    try (PieceStream second = stream(0, 40 * MB, 3)) {
      assertThat(second.readAllBytes()).isEqualTo(body);
    }
    assertThat(used).hasSize(12).allMatch(before::contains);
    assertThat(before).hasSizeLessThan(12);
  }

  @Test
  void asksForNothingOnceItIsClosed() throws IOException {
    PieceStream in = stream(0, 40 * MB, 2);
    assertThat(in.read()).isEqualTo(body[0] & 0xff);
    in.close();
    in.close();
    assertThat(in.read()).isEqualTo(-1);
    assertThat(asked.size()).isLessThanOrEqualTo(3);
  }
}

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
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PieceStreamTest {
  private static final int MB = 1 << 20;
  private static final ObjectRef OBJECT =
      new ObjectRef("b", "k", 40L * MB, "e", null, Instant.EPOCH);

  private final ThreadPoolExecutor threads = (ThreadPoolExecutor) Executors.newFixedThreadPool(8);
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

  private PieceStream stream(long offset, long length, long window) {
    return new PieceStream(
        this::read, OBJECT, offset, length, window, free, threads, new ReadWork());
  }

  private void read(long offset, byte[] into, int length) {
    asked.add(offset);
    used.add(into);
    System.arraycopy(body, Math.toIntExact(offset), into, 0, length);
  }

  private void readAsPiecesAreThere() throws IOException {
    try (PieceStream in = stream(0, 40 * MB, 16 * MB)) {
      for (int i = 0; i < 40; i++) {
        Awaitility.await().until(() -> threads.getActiveCount() + threads.getQueue().size() == 0);
        assertThat(in.readNBytes(MB)).isEqualTo(Arrays.copyOfRange(body, i * MB, (i + 1) * MB));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, MB, MB + 1, 7 * MB, 7 * MB + 1, 40 * MB - 3})
  void givesTheRangeInOrder(int length) throws IOException {
    for (long window : new long[] {MB, 8 * MB, 16 * MB, 64 * MB}) {
      try (PieceStream in = stream(3, length, window)) {
        assertThat(in.read()).isEqualTo(body[3] & 0xff);
        byte[] rest = in.readAllBytes();
        assertThat(Arrays.equals(rest, 0, rest.length, body, 4, 3 + length)).isTrue();
        assertThat(in.read()).isEqualTo(-1);
        assertThat(in.available()).isZero();
      }
    }
  }

  @Test
  void asksForFewLongPiecesWhereTheReaderIsNotFasterThanTheStore() throws IOException {
    readAsPiecesAreThere();
    assertThat(asked)
        .containsExactlyInAnyOrder(0L, 1L * MB, 5L * MB, 13L * MB, 21L * MB, 29L * MB, 37L * MB);
  }

  @Test
  void asksForManyShortPiecesWhereTheReaderWaits() {
    Map<Long, CountDownLatch> answers = new ConcurrentHashMap<>();
    PieceStream.Pieces slow =
        (offset, into, length) -> {
          CountDownLatch answer = answers.computeIfAbsent(offset, at -> new CountDownLatch(1));
          read(offset, into, length);
          Awaitility.await().until(() -> answer.getCount() == 0);
        };
    AtomicLong at = new AtomicLong();
    Thread reader =
        new Thread(
            () -> {
              try (PieceStream in =
                  new PieceStream(
                      slow, OBJECT, 0, 40 * MB, 16 * MB, free, threads, new ReadWork())) {
                byte[] into = new byte[MB];
                for (int n = in.read(into, 0, MB); n > 0; n = in.read(into, 0, MB)) {
                  at.addAndGet(n);
                }
              }
            });
    reader.start();
    for (long offset : new long[] {0, 1, 5, 13, 21, 25, 29, 33, 37}) {
      Awaitility.await()
          .until(() -> at.get() == offset * MB && reader.getState() == Thread.State.WAITING);
      assertThat(asked.stream().mapToLong(Long::longValue).max().orElseThrow())
          .as("asked for while %s MB is waited for", offset)
          .isLessThan((offset + 8 + 16) * MB);
      answers.computeIfAbsent(offset * MB, key -> new CountDownLatch(1)).countDown();
    }
    Awaitility.await().until(() -> at.get() == 40 * MB);
    assertThat(asked).hasSize(9);
  }

  @Test
  void beginsWithOneSmallPieceAndNeverHasMoreThanItMay() throws IOException {
    try (PieceStream in = stream(0, 40 * MB, 16 * MB)) {
      Awaitility.await().until(() -> asked.size() == 1);
      assertThat(in.read()).isEqualTo(body[0] & 0xff);
      Awaitility.await().until(() -> asked.size() == 2);
      in.skipNBytes(MB);
      Awaitility.await().until(() -> asked.size() == 4);
      assertThat(asked).containsExactlyInAnyOrder(0L, 1L * MB, 5L * MB, 13L * MB);
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
        new PieceStream(broken, OBJECT, 0, 40 * MB, 16 * MB, free, threads, new ReadWork())) {
      assertThat(in.readNBytes(MB)).hasSize(MB);
      assertThatThrownBy(in::read).hasMessage("gone");
    }
  }

  @Test
  void takesArraysThatAnotherStreamIsDoneWith() throws IOException {
    readAsPiecesAreThere();
    Set<byte[]> before = Collections.newSetFromMap(new IdentityHashMap<>());
    before.addAll(used);
    used.clear();
    assertThat(free).hasSize(3).allMatch(before::contains);
    readAsPiecesAreThere();
    assertThat(used).hasSize(7);
    assertThat(used.stream().filter(before::contains)).hasSize(4);
  }

  @Test
  void keepsNoMoreBytesThanWereInUseAtOnceWhenPiecesChangeTheirLength() throws IOException {
    for (int i = 0; i < 5; i++) {
      free.add(new byte[PieceStream.PIECE_BYTES]);
    }
    for (int i = 0; i < 3; i++) {
      readAsPiecesAreThere();
      assertThat(free.stream().mapToLong(kept -> kept.length).sum())
          .isLessThanOrEqualTo((16 + 8) * MB);
    }
  }

  @Test
  void asksForNothingOnceItIsClosed() throws IOException {
    PieceStream in = stream(0, 40 * MB, 16 * MB);
    assertThat(in.read()).isEqualTo(body[0] & 0xff);
    in.close();
    in.close();
    assertThat(in.read()).isEqualTo(-1);
    assertThat(asked.size()).isLessThanOrEqualTo(3);
  }
}

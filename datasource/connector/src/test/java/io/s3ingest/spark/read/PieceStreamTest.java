package io.s3ingest.spark.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.error.S3IngestException;
import io.s3ingest.metric.ReadWork;
import io.s3ingest.store.ObjectRef;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
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
import org.junit.jupiter.api.BeforeAll;
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

  @BeforeAll
  static void waitForSlowMachines() {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
  }

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  private PieceStream stream(long offset, long length, long window) {
    return new PieceStream(
        this::read, OBJECT, offset, length, window, free, threads, new ReadWork());
  }

  /** Remembers what was asked for and into which arrays it was read. */
  private InputStream read(long offset, long length) {
    asked.add(offset);
    return new ByteArrayInputStream(body, Math.toIntExact(offset), Math.toIntExact(length)) {
      @Override
      public int readNBytes(byte[] into, int at, int count) {
        used.add(into);
        return super.readNBytes(into, at, count);
      }
    };
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
        (offset, length) -> {
          CountDownLatch answer = answers.computeIfAbsent(offset, at -> new CountDownLatch(1));
          InputStream in = read(offset, length);
          Awaitility.await().until(() -> answer.getCount() == 0);
          return in;
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
          .until(
              () ->
                  !asked.isEmpty()
                      && at.get() == offset * MB
                      && reader.getState() == Thread.State.WAITING);
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
        (offset, length) -> {
          if (offset > 0) {
            throw new IllegalArgumentException("gone");
          }
          return read(offset, length);
        };
    try (PieceStream in =
        new PieceStream(broken, OBJECT, 0, 40 * MB, 16 * MB, free, threads, new ReadWork())) {
      assertThat(in.readNBytes(MB)).hasSize(MB);
      assertThatThrownBy(in::read).hasMessage("gone");
      assertThatThrownBy(in::read).hasMessage("gone");
    }
  }

  @Test
  void saysOfAnAnswerThatIsTooShort() {
    PieceStream.Pieces cut = (offset, length) -> read(offset, length - 1);
    try (PieceStream in =
        new PieceStream(cut, OBJECT, 0, 40 * MB, 16 * MB, free, threads, new ReadWork())) {
      assertThatThrownBy(() -> in.readNBytes(MB))
          .isInstanceOf(S3IngestException.class)
          .hasMessageContaining("s3://b/k");
    }
  }

  @Test
  void givesWhatHasComeOfAPieceBeforeAllOfItHas() throws IOException {
    CountDownLatch rest = new CountDownLatch(1);
    PieceStream.Pieces halting =
        (offset, length) ->
            new FilterInputStream(read(offset, length)) {
              private boolean begun;

              @Override
              public int readNBytes(byte[] into, int at, int count) throws IOException {
                if (begun) {
                  Awaitility.await().until(() -> rest.getCount() == 0);
                }
                begun = true;
                return in.readNBytes(into, at, count);
              }
            };
    try (PieceStream in =
        new PieceStream(halting, OBJECT, 0, MB, 16 * MB, free, threads, new ReadWork())) {
      byte[] first = in.readNBytes(PieceStream.BUFFER_BYTES);
      rest.countDown();
      assertThat(first).isEqualTo(Arrays.copyOf(body, PieceStream.BUFFER_BYTES));
      assertThat(in.readAllBytes())
          .isEqualTo(Arrays.copyOfRange(body, PieceStream.BUFFER_BYTES, MB));
    }
  }

  @Test
  void takesArraysThatAnotherStreamIsDoneWith() throws IOException {
    readAsPiecesAreThere();
    Set<byte[]> before = distinct(used);
    used.clear();
    assertThat(free).hasSameSizeAs(before).allMatch(before::contains);
    assertThat((long) free.size() * PieceStream.BUFFER_BYTES).isLessThanOrEqualTo((16 + 8) * MB);
    readAsPiecesAreThere();
    assertThat(used).hasSize(40 * MB / PieceStream.BUFFER_BYTES);
    // What is given back while a piece is fetched may come too late for it.
    Set<byte[]> more = distinct(used);
    more.removeAll(before);
    assertThat(more).hasSizeLessThan(MB / PieceStream.BUFFER_BYTES);
  }

  private static Set<byte[]> distinct(Collection<byte[]> arrays) {
    Set<byte[]> out = Collections.newSetFromMap(new IdentityHashMap<>());
    out.addAll(arrays);
    return out;
  }

  @Test
  void endsAnAnswerThatIsComingWhenItIsClosed() {
    AtomicLong given = new AtomicLong();
    CountDownLatch ended = new CountDownLatch(1);
    PieceStream.Pieces endless =
        (offset, length) ->
            new FilterInputStream(InputStream.nullInputStream()) {
              @Override
              public int readNBytes(byte[] into, int at, int count) {
                given.addAndGet(count);
                return count;
              }

              @Override
              public void close() {
                ended.countDown();
              }
            };
    PieceStream in =
        new PieceStream(
            endless, OBJECT, 0, Integer.MAX_VALUE, 16 * MB, free, threads, new ReadWork());
    assertThat(in.read()).isZero();
    in.close();
    Awaitility.await().until(() -> threads.getActiveCount() == 0);
    assertThat(ended.getCount()).isZero();
    assertThat(given.get()).isLessThan(16L * MB);
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

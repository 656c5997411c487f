package io.s3ingest.decode.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.decode.ObjectContent;
import io.s3ingest.decode.TaskParts;
import io.s3ingest.options.Compression;
import io.s3ingest.testing.MemoryStore;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InflatedAheadTest {
  private static final int BLOCK = 256 << 10;

  /** A text that ends, fails or waits behind its bytes, and knows whether it was closed. */
  private static final class Text extends FilterInputStream {
    private final Throwable failure;
    private final CountDownLatch waiting = new CountDownLatch(1);
    private volatile boolean interrupted;
    private volatile boolean closed;

    Text(byte[] bytes, Throwable failure) {
      super(new ByteArrayInputStream(bytes));
      this.failure = failure;
    }

    @Override
    public int read(byte[] out, int offset, int length) throws IOException {
      int count = super.read(out, offset, length);
      if (count < 0 && failure instanceof InterruptedException) {
        waitForEver();
      }
      if (count < 0 && failure instanceof Error e) {
        throw e;
      }
      if (count < 0 && failure instanceof RuntimeException e) {
        throw e;
      }
      return count;
    }

    private void waitForEver() {
      waiting.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        interrupted = true;
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static byte[] random(int length) {
    byte[] out = new byte[length];
    new Random(length).nextBytes(out);
    return out;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 9 * BLOCK, 10 * BLOCK + 7})
  void givesTheWholeText(int length) throws IOException {
    Text text = new Text(random(length), null);
    try (InputStream in = new InflatedAhead(text)) {
      assertThat(in.readAllBytes()).isEqualTo(random(length));
      assertThat(in.read()).isEqualTo(-1);
      assertThat(in.read(new byte[1], 0, 0)).isZero();
    }
    assertThat(text.closed).isTrue();
  }

  @Test
  void failsBehindTheBytesBeforeTheFailureAndEachTime() throws IOException {
    RuntimeException failure = new IllegalStateException("damaged");
    try (InputStream in = new InflatedAhead(new Text(random(BLOCK + 5), failure))) {
      assertThat(in.readNBytes(BLOCK + 5)).isEqualTo(random(BLOCK + 5));
      assertThatThrownBy(in::read).isSameAs(failure);
      assertThatThrownBy(in::read).isSameAs(failure);
    }
  }

  @Test
  void passesOnWhatNobodyExpects() throws IOException {
    Error failure = new NoClassDefFoundError("inflater");
    try (InputStream in = new InflatedAhead(new Text(random(5), failure))) {
      assertThatThrownBy(in::readAllBytes).isSameAs(failure);
    }
  }

  @Test
  void canBeClosedBeforeItsEnd() throws IOException {
    Text text = new Text(random(40 * BLOCK), null);
    InputStream in = new InflatedAhead(text);
    assertThat(in.readNBytes(10)).isEqualTo(Arrays.copyOf(random(40 * BLOCK), 10));
    in.close();
    in.close();
    assertThat(text.closed).isTrue();
  }

  @Test
  void canBeClosedWhileTheTextIsWaitedFor() throws Exception {
    Text text = new Text(random(10), new InterruptedException());
    InputStream in = new InflatedAhead(text);
    text.waiting.await();
    in.close();
    assertThat(text.interrupted).isTrue();
    assertThat(text.closed).isTrue();
  }

  @Test
  void stopsWhenItsReaderIsInterrupted() throws Exception {
    Text text = new Text(random(10), new InterruptedException());
    try (InputStream in = new InflatedAhead(text)) {
      text.waiting.await();
      Thread.currentThread().interrupt();
      assertThatThrownBy(in::read).hasMessage("interrupted while inflating");
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }
    assertThat(Thread.interrupted()).isTrue();
    assertThat(text.closed).isTrue();
  }

  /** What is longer than the memory for whole objects, and what turns out to be when inflated. */
  @ParameterizedTest
  @ValueSource(ints = {1 << 20, 13 << 20})
  void inflatesLongObjects(int wholeBytes) throws IOException {
    byte[] noise = random(6 << 20);
    byte[] body = DecompressionTest.gzip(Arrays.copyOf(noise, 60 << 20));
    try (InputStream in = open(body, wholeBytes)) {
      assertThat(Arrays.mismatch(in.readAllBytes(), Arrays.copyOf(noise, 60 << 20))).isEqualTo(-1);
    }
    body[body.length - 5] ^= 1;
    try (InputStream in = open(body, wholeBytes)) {
      assertThatThrownBy(in::readAllBytes)
          .hasMessage(
              "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/a.gz byte %d: the gzip stream is damaged (wrong checksum). Upload the object again, or set onCorrupt=skip to leave it out."
                  .formatted(body.length));
    }
  }

  private static InputStream open(byte[] stored, int wholeBytes) {
    ObjectContent content = MemoryStore.content("a.gz", stored);
    return Decompression.open(
        new ObjectContent(content.store(), content.object(), wholeBytes, new TaskParts()),
        Compression.AUTO);
  }
}

package io.s3ingest.decode.compress;

import io.s3ingest.error.DecodeErrors;
import io.s3ingest.error.S3IngestException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/**
 * Decompresses bzip2 from its header or from a block on. Blocks are told by the marks before and
 * behind them; each is handed to the library as a stream of its own, which verifies its checksum.
 * That of a stream is verified where it is read from its header. Not thread-safe.
 */
final class Bzip2Stream extends FrameText {
  private static final int READ_BYTES = 256 << 10;

  /** No block is longer, 900 kB of text at its worst. */
  private static final int MOST_BLOCK_BYTES = 2 << 20;

  private static final int CHECKSUM_BITS = 32;
  private static final byte[] HEADER = {'B', 'Z', 'h', '9'};

  private final InputStream in;
  private final Stored stored;
  private byte[] bytes = new byte[READ_BYTES];
  private int limit;
  private boolean drained;
  private long base;
  private long bit;
  private boolean begun;
  private boolean fromHeader;
  private int combined;
  private boolean ended;
  private long frame;
  private byte[] text = {};
  private int at;

  Bzip2Stream(InputStream in, Stored stored) {
    this.in = in;
    this.stored = stored;
    this.base = stored.position();
  }

  @Override
  long frame() {
    return frame;
  }

  @Override
  public int read(byte[] out, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    while (at == text.length) {
      if (ended || !nextBlock()) {
        ended = true;
        return -1;
      }
    }
    int count = Math.min(length, text.length - at);
    System.arraycopy(text, at, out, offset, count);
    at += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private boolean nextBlock() {
    if (!begun) {
      begun = true;
      begin();
    }
    while (true) {
      if (!has(Bzip2Marks.BITS)) {
        throw ends();
      }
      long mark = Bzip2Marks.startsAt(bytes, bit);
      if (mark == Bzip2Marks.BLOCK) {
        return decode();
      }
      if (mark != Bzip2Marks.END) {
        throw damaged("no block begins where one should", null);
      }
      if (!endStream()) {
        return false;
      }
    }
  }

  /** Finds the first mark: behind the header, or in the first byte of a piece. */
  private void begin() {
    if (stored.position() == 0) {
      header();
      return;
    }
    has(8 * (Bzip2Marks.BYTES + 1));
    long found = Bzip2Marks.find(bytes, 0, limit);
    bit = found >= 0 && found < 8 ? found : 0;
  }

  private void header() {
    if (!has(8 * Bzip2Marks.HEADER_BYTES)) {
      throw ends();
    }
    if (!Bzip2Marks.isHeader(bytes, (int) (bit >>> 3))) {
      throw damaged("bytes that are no bzip2 follow its last stream", null);
    }
    bit += 8 * Bzip2Marks.HEADER_BYTES;
    fromHeader = true;
    combined = 0;
  }

  /** Verifies the checksum of a stream; false if none follows. */
  private boolean endStream() {
    if (!has(Bzip2Marks.BITS + CHECKSUM_BITS)) {
      throw ends();
    }
    int checksum = (int) Bzip2Marks.bits(bytes, bit + Bzip2Marks.BITS, CHECKSUM_BITS);
    if (fromHeader && checksum != combined) {
      throw damaged("wrong checksum", null);
    }
    bit = bit + Bzip2Marks.BITS + CHECKSUM_BITS + 7 & -8L;
    if (!has(8)) {
      if (!stored.toEnd()) {
        throw ends();
      }
      return false;
    }
    header();
    return true;
  }

  /** Decompresses the block at hand; false if it is the first one behind a piece. */
  private boolean decode() {
    long from = bit + Bzip2Marks.BITS;
    IOException failure = null;
    while (true) {
      long end = Bzip2Marks.find(bytes, from, limit);
      if (end < 0) {
        from = Math.max(from, 8L * Math.max(0, limit - Bzip2Marks.BYTES));
        if (failure != null && (limit - (bit >>> 3) > MOST_BLOCK_BYTES || drained)) {
          throw damaged(why(failure), failure);
        }
        if (limit - (bit >>> 3) > MOST_BLOCK_BYTES) {
          throw damaged("a block has no end", null);
        }
        long moved = base;
        if (!fill()) {
          if (!stored.toEnd() && limit - (bit >>> 3) == Bzip2Marks.BYTES + 1) {
            return false;
          }
          throw ends();
        }
        from -= 8 * (base - moved);
        continue;
      }
      try {
        text = decompressed(end);
        at = 0;
        frame = base + (bit >>> 3);
        int checksum = (int) Bzip2Marks.bits(bytes, bit + Bzip2Marks.BITS, CHECKSUM_BITS);
        combined = Integer.rotateLeft(combined, 1) ^ checksum;
        bit = end;
        return true;
      } catch (IOException e) {
        // What looked like the next mark may be in the block.
        failure = failure == null ? e : failure;
        from = end + 1;
      }
    }
  }

  private byte[] decompressed(long end) throws IOException {
    int length = (int) (end - bit);
    BitWriter out = new BitWriter(HEADER, length + Bzip2Marks.BITS + CHECKSUM_BITS);
    out.copy(bytes, bit, length);
    long checksum = Bzip2Marks.bits(bytes, bit + Bzip2Marks.BITS, CHECKSUM_BITS);
    out.write(Bzip2Marks.END, Bzip2Marks.BITS);
    out.write(checksum, CHECKSUM_BITS);
    try (InputStream block =
        new BZip2CompressorInputStream(new ByteArrayInputStream(out.bytes()))) {
      return block.readAllBytes();
    } catch (RuntimeException e) {
      throw new IOException(e);
    }
  }

  /** Makes sure of bits; false if the bytes end before. */
  private boolean has(int bits) {
    while (8L * limit < bit + bits) {
      if (!fill()) {
        return false;
      }
    }
    return true;
  }

  /** Drops what is done with and reads on; false at the end. */
  private boolean fill() {
    if (drained) {
      return false;
    }
    int done = (int) (bit >>> 3);
    System.arraycopy(bytes, done, bytes, 0, limit - done);
    limit -= done;
    base += done;
    bit -= 8L * done;
    if (bytes.length - limit < READ_BYTES) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, limit + READ_BYTES));
    }
    try {
      int count = in.readNBytes(bytes, limit, READ_BYTES);
      drained = count < READ_BYTES;
      limit += count;
      return count > 0;
    } catch (IOException e) {
      throw Decompression.unreadable(stored.uri(), e);
    }
  }

  private S3IngestException ends() {
    return stored.toEnd()
        ? DecodeErrors.truncated(stored.uri(), base + limit, "bzip2")
        : DecodeErrors.noFrameEnd(stored.uri(), base + limit - Bzip2Marks.BYTES - 1, "bzip2");
  }

  private S3IngestException damaged(String why, Exception cause) {
    return DecodeErrors.damaged(stored.uri(), base + (bit >>> 3), "bzip2", why, cause);
  }

  private static String why(IOException failure) {
    return failure.getMessage() == null ? "invalid block" : failure.getMessage();
  }

  /** Writes bits behind some bytes. */
  private static final class BitWriter {
    private final byte[] out;
    private long next;

    BitWriter(byte[] head, int bits) {
      this.out = Arrays.copyOf(head, head.length + (bits + 7) / 8 + 1);
      this.next = 8L * head.length;
    }

    void copy(byte[] from, long bit, int count) {
      int done = 0;
      for (; done + 40 <= count; done += 40) {
        write(Bzip2Marks.bits(from, bit + done, 40), 40);
      }
      if (done < count) {
        write(Bzip2Marks.bits(from, bit + done, count - done), count - done);
      }
    }

    void write(long value, int count) {
      int left = count;
      while (left > 0) {
        int free = 8 - (int) (next & 7);
        int taken = Math.min(free, left);
        long part = value >>> left - taken & (1L << taken) - 1;
        out[(int) (next >>> 3)] |= (byte) (part << free - taken);
        next += taken;
        left -= taken;
      }
    }

    byte[] bytes() {
      return out;
    }
  }
}

package io.s3ingest.decode.compress;

import io.s3ingest.error.DecodeErrors;
import io.s3ingest.error.S3IngestException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates the members of a gzip stream (RFC 1952) from the first or from a later one on. Memory is
 * one input block whatever the ratio. Not thread-safe.
 */
final class GzipStream extends FrameText {
  private static final int BLOCK_BYTES = 128 << 10;
  private static final int DEFLATE = 8;
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private final InputStream in;
  private final Stored stored;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final CRC32 headerCrc = new CRC32();
  private final byte[] block = new byte[BLOCK_BYTES];
  private int at;
  private int limit;
  private long blockStart;
  private boolean inMember;
  private boolean ended;
  private long member;

  /** Reads the members from one on, with which {@code in} begins. */
  GzipStream(InputStream in, Stored stored) {
    this.in = in;
    this.stored = stored;
    this.blockStart = stored.position();
  }

  @Override
  long frame() {
    return member;
  }

  @Override
  public int read(byte[] out, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    while (true) {
      if (!inMember && !nextMember()) {
        return -1;
      }
      int count = inflate(out, offset, length);
      if (count > 0) {
        crc.update(out, offset, count);
      }
      if (inflater.finished()) {
        endMember();
      }
      if (count > 0) {
        return count;
      }
    }
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }

  private int inflate(byte[] out, int offset, int length) {
    try {
      int count = inflater.inflate(out, offset, length);
      if (count == 0 && !inflater.finished()) {
        if (inflater.needsDictionary()) {
          throw damaged("it asks for a preset dictionary", null);
        }
        if (inflater.needsInput()) {
          at = limit;
          fill();
          inflater.setInput(block, at, limit - at);
        }
      }
      return count;
    } catch (DataFormatException e) {
      at = limit - inflater.getRemaining();
      String why = e.getMessage() == null ? "invalid deflate data" : e.getMessage();
      throw damaged(why, e);
    }
  }

  private boolean nextMember() {
    if (ended) {
      return false;
    }
    headerCrc.reset();
    if (!magicFollows()) {
      ended = true;
      return false;
    }
    if (headerByte() != DEFLATE) {
      throw damaged("unknown compression method", null);
    }
    int flags = headerByte();
    if ((flags & RESERVED) != 0) {
      throw damaged("reserved header flags are set", null);
    }
    skipHeader(6);
    if ((flags & EXTRA) != 0) {
      skipHeader(headerByte() | headerByte() << 8);
    }
    if ((flags & NAME) != 0) {
      skipHeaderText();
    }
    if ((flags & COMMENT) != 0) {
      skipHeaderText();
    }
    if ((flags & HEADER_CRC) != 0) {
      int expected = (int) headerCrc.getValue() & 0xffff;
      if ((headerByte() | headerByte() << 8) != expected) {
        throw damaged("wrong header checksum", null);
      }
    }
    inflater.reset();
    inflater.setInput(block, at, limit - at);
    crc.reset();
    inMember = true;
    return true;
  }

  /** Zeros may follow the last member (tapes and some tools pad with them), nothing else may. */
  private boolean magicFollows() {
    if (at == limit && !tryFill()) {
      return false;
    }
    if (block[at] == 0) {
      do {
        while (at < limit) {
          if (block[at] != 0) {
            throw damaged("bytes that are no gzip follow its last member", null);
          }
          at++;
        }
      } while (tryFill());
      return false;
    }
    member = blockStart + at;
    if (headerByte() != 0x1f || headerByte() != 0x8b) {
      at--;
      throw damaged("bytes that are no gzip follow its last member", null);
    }
    return true;
  }

  private void endMember() {
    at = limit - inflater.getRemaining();
    long expectedCrc = trailerWord();
    long expectedLength = trailerWord();
    if (expectedCrc != crc.getValue()) {
      throw damaged("wrong checksum", null);
    }
    if (expectedLength != (inflater.getBytesWritten() & 0xffffffffL)) {
      throw damaged("wrong length", null);
    }
    inMember = false;
  }

  private long trailerWord() {
    long word = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      word |= (long) nextByte() << shift;
    }
    return word;
  }

  private void skipHeader(int count) {
    for (int i = 0; i < count; i++) {
      headerByte();
    }
  }

  private void skipHeaderText() {
    int next;
    do {
      next = headerByte();
    } while (next != 0);
  }

  private int headerByte() {
    int value = nextByte();
    headerCrc.update(value);
    return value;
  }

  private int nextByte() {
    if (at == limit) {
      fill();
    }
    return block[at++] & 0xff;
  }

  private void fill() {
    if (!tryFill()) {
      throw stored.toEnd()
          ? DecodeErrors.truncated(stored.uri(), blockStart + at, "gzip")
          : DecodeErrors.noFrameEnd(stored.uri(), blockStart + at, "gzip");
    }
  }

  private boolean tryFill() {
    try {
      int count = in.readNBytes(block, 0, BLOCK_BYTES);
      if (count <= 0) {
        return false;
      }
      blockStart += limit;
      at = 0;
      limit = count;
      return true;
    } catch (IOException e) {
      throw Decompression.unreadable(stored.uri(), e);
    }
  }

  private S3IngestException damaged(String why, Exception cause) {
    return DecodeErrors.damaged(stored.uri(), blockStart + at, "gzip", why, cause);
  }
}

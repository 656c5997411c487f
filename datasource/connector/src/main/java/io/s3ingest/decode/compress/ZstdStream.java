package io.s3ingest.decode.compress;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.s3ingest.error.DecodeErrors;
import io.s3ingest.error.S3IngestException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Decompresses the frames of Zstandard, each by a decoder of its own, which verifies its checksum
 * if it has one. Windows are of 128 MB at most, the library's limit. Not thread-safe.
 */
final class ZstdStream extends FrameText {
  private static final int READ_BYTES = 256 << 10;

  private final InputStream in;
  private final Stored stored;
  private final byte[] bytes = new byte[READ_BYTES];
  private int at;
  private int limit;
  private long base;
  private long frame;
  private InputStream text;
  private Outline outline;

  ZstdStream(InputStream in, Stored stored) {
    this.in = in;
    this.stored = stored;
    this.base = stored.position();
  }

  @Override
  long frame() {
    return frame;
  }

  @Override
  public int read(byte[] out, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (text != null || nextFrame()) {
      int count;
      try {
        count = text.read(out, offset, length);
      } catch (IOException e) {
        throw damaged(e.getMessage(), e);
      }
      if (count > 0) {
        return count;
      }
      if (count < 0) {
        if (outline.read(bytes, 0, 0) >= 0) {
          throw damaged("a frame ends before its last block", null);
        }
        closeFrame();
      }
    }
    return -1;
  }

  private boolean nextFrame() throws IOException {
    while (has(1)) {
      require(ZstdFrame.MAGIC_BYTES);
      if (ZstdFrame.isSkippable(bytes, at)) {
        require(ZstdFrame.SKIPPABLE_HEADER_BYTES);
        long length =
            ZstdFrame.SKIPPABLE_HEADER_BYTES
                + ZstdFrame.little(bytes, at + ZstdFrame.MAGIC_BYTES, 4);
        pass(length);
      } else if (ZstdFrame.isMagic(bytes, at)) {
        frame = base + at;
        outline = new Outline();
        text = new ZstdInputStreamNoFinalizer(outline);
        return true;
      } else {
        throw damaged("bytes that are no zstd follow its last frame", null);
      }
    }
    return false;
  }

  private void pass(long count) {
    long left = count;
    while (left > 0) {
      require(1);
      int step = (int) Math.min(left, limit - at);
      at += step;
      left -= step;
    }
  }

  private void closeFrame() throws IOException {
    InputStream open = text;
    text = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void close() throws IOException {
    try (InputStream raw = in) {
      closeFrame();
    }
  }

  private void require(int count) {
    if (!has(count)) {
      throw stored.toEnd()
          ? DecodeErrors.truncated(stored.uri(), base + limit, "zstd")
          : DecodeErrors.noFrameEnd(stored.uri(), base + limit, "zstd");
    }
  }

  private boolean has(int count) {
    if (limit - at >= count) {
      return true;
    }
    System.arraycopy(bytes, at, bytes, 0, limit - at);
    base += at;
    limit -= at;
    at = 0;
    try {
      limit += Math.max(0, in.readNBytes(bytes, limit, bytes.length - limit));
    } catch (IOException e) {
      throw Decompression.unreadable(stored.uri(), e);
    }
    return limit >= count;
  }

  private S3IngestException damaged(String why, Exception cause) {
    return DecodeErrors.damaged(stored.uri(), base + at, "zstd", why, cause);
  }

  /** The stored bytes of one frame, which ends where its blocks say. */
  private final class Outline extends BulkInput {
    private long left;
    private boolean begun;
    private boolean lastBlock;
    private boolean checksum;
    private boolean ended;

    /** Asked for nothing, it tells by -1 whether the frame has ended. */
    @Override
    public int read(byte[] out, int offset, int length) {
      while (left == 0) {
        if (ended) {
          return -1;
        }
        nextPart();
      }
      if (length == 0) {
        return 0;
      }
      require(1);
      int count = (int) Math.min(length, Math.min(left, limit - at));
      System.arraycopy(bytes, at, out, offset, count);
      at += count;
      left -= count;
      return count;
    }

    private void nextPart() {
      if (!begun) {
        begun = true;
        require(ZstdFrame.MAGIC_BYTES + 1);
        left = ZstdFrame.headerBytes(bytes, at);
        checksum = ZstdFrame.hasChecksum(bytes, at);
      } else if (!lastBlock) {
        require(ZstdFrame.BLOCK_HEADER_BYTES);
        left = ZstdFrame.blockBytes(bytes, at);
        lastBlock = ZstdFrame.isLastBlock(bytes, at);
      } else {
        left = checksum ? ZstdFrame.CHECKSUM_BYTES : 0;
        ended = true;
      }
    }
  }
}

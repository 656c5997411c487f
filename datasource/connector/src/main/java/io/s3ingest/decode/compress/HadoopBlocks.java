package io.s3ingest.decode.compress;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads what Hadoop's codecs write for compressions without a file format: blocks, each the length
 * of its text and then chunks behind their stored lengths.
 */
final class HadoopBlocks extends BulkInput {
  /** Hadoop's writers make chunks of 256 KB. */
  private static final int MOST_CHUNK_BYTES = 64 << 20;

  private final InputStream in;
  private final Chunk format;
  private InputStream chunk;
  private long left;

  /** How one chunk is decompressed. */
  interface Chunk {
    InputStream open(InputStream stored) throws IOException;
  }

  HadoopBlocks(InputStream in, Chunk format) {
    this.in = in;
    this.format = format;
  }

  @Override
  public int read(byte[] out, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (true) {
      if (chunk != null) {
        int count = chunk.read(out, offset, length);
        if (count > left) {
          throw new IOException("a block has more text than it says");
        }
        if (count >= 0) {
          left -= count;
          return count;
        }
        chunk = null;
      }
      if (left > 0) {
        chunk = nextChunk();
      } else if (!nextBlock()) {
        return -1;
      }
    }
  }

  private boolean nextBlock() throws IOException {
    byte[] word = in.readNBytes(4);
    if (word.length == 0) {
      return false;
    }
    left = number(word);
    return true;
  }

  private InputStream nextChunk() throws IOException {
    long length = number(in.readNBytes(4));
    if (length > MOST_CHUNK_BYTES) {
      throw new IOException("a chunk is said to have %d bytes".formatted(length));
    }
    byte[] stored = in.readNBytes((int) length);
    if (stored.length < length) {
      throw new EOFException();
    }
    return format.open(new ByteArrayInputStream(stored));
  }

  private static long number(byte[] word) throws IOException {
    if (word.length < 4) {
      throw new EOFException();
    }
    return (word[0] & 0xffL) << 24
        | (word[1] & 0xff) << 16
        | (word[2] & 0xff) << 8
        | word[3] & 0xff;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}

package io.s3ingest.decode.compress;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.apache.commons.compress.compressors.snappy.FramedSnappyCompressorInputStream;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorInputStream;

/** Compressions that a library reads from their first byte to their last. */
enum LibraryCodec implements Codec {
  /** RFC 1950, as Hadoop's {@code .deflate}. */
  DEFLATE("deflate", new byte[0]) {
    @Override
    InputStream library(InputStream in) {
      return new InflaterInputStream(in);
    }
  },
  /** LZ4's frame format, and Hadoop's blocks, which have no beginning of their own. */
  LZ4("lz4", new byte[] {0x04, 0x22, 0x4d, 0x18}) {
    @Override
    InputStream library(InputStream in) throws IOException {
      PushbackInputStream whole = new PushbackInputStream(in, HEAD_BYTES);
      return begins(whole)
          ? new FramedLZ4CompressorInputStream(whole, true)
          : new HadoopBlocks(whole, BlockLZ4CompressorInputStream::new);
    }
  },
  /** Snappy's framing format, and Hadoop's blocks. */
  SNAPPY("snappy", new byte[] {(byte) 0xff, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'}) {
    @Override
    InputStream library(InputStream in) throws IOException {
      PushbackInputStream whole = new PushbackInputStream(in, HEAD_BYTES);
      return begins(whole)
          ? new FramedSnappyCompressorInputStream(whole)
          : new HadoopBlocks(whole, SnappyCompressorInputStream::new);
    }
  };

  private final String text;
  private final byte[] magic;

  LibraryCodec(String text, byte[] magic) {
    this.text = text;
    this.magic = magic;
  }

  abstract InputStream library(InputStream in) throws IOException;

  @Override
  public boolean recognizes(byte[] head) {
    return magic.length > 0
        && head.length >= magic.length
        && Arrays.equals(magic, 0, magic.length, head, 0, magic.length);
  }

  @Override
  public String beginning() {
    return null;
  }

  @Override
  public InputStream open(InputStream in, Stored stored) {
    return new LibraryText(in, this::library, stored, text);
  }

  boolean begins(PushbackInputStream in) throws IOException {
    byte[] head = in.readNBytes(magic.length);
    in.unread(head);
    return recognizes(head);
  }
}

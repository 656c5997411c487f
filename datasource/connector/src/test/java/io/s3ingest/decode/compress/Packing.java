package io.s3ingest.decode.compress;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/** Ways to compress a text in frames, whose borders fall anywhere. */
public enum Packing {
  GZIP(".gz") {
    @Override
    void frame(byte[] text, int from, int to, OutputStream out) throws IOException {
      try (GZIPOutputStream gzip = new GZIPOutputStream(new Unclosed(out))) {
        gzip.write(text, from, to - from);
      }
    }
  },
  BGZF(".gz") {
    @Override
    void frame(byte[] text, int from, int to, OutputStream out) throws IOException {
      Deflater deflater = new Deflater(6, true);
      deflater.setInput(text, from, to - from);
      deflater.finish();
      byte[] packed = new byte[2 * (to - from) + 64];
      int length = deflater.deflate(packed);
      deflater.end();
      CRC32 crc = new CRC32();
      crc.update(text, from, to - from);
      out.write(new byte[] {0x1f, (byte) 0x8b, 8, 4, 0, 0, 0, 0, 0, (byte) 0xff, 6, 0, 'B', 'C'});
      little(2, 2, out);
      little(length + 25L, 2, out);
      out.write(packed, 0, length);
      little(crc.getValue(), 4, out);
      little(to - from, 4, out);
    }
  },
  BZIP2(".bz2") {
    @Override
    void frame(byte[] text, int from, int to, OutputStream out) throws IOException {
      try (OutputStream bzip2 = new BZip2CompressorOutputStream(new Unclosed(out), 1)) {
        bzip2.write(text, from, to - from);
      }
    }
  },
  ZSTD(".zst") {
    @Override
    void frame(byte[] text, int from, int to, OutputStream out) throws IOException {
      try (ZstdOutputStream zstd = new ZstdOutputStream(new Unclosed(out))) {
        zstd.setChecksum(to % 2 == 0);
        zstd.write(text, from, to - from);
      }
    }
  };

  private final String extension;

  Packing(String extension) {
    this.extension = extension;
  }

  /** Returns the end of the names of such objects. */
  public String extension() {
    return extension;
  }

  abstract void frame(byte[] text, int from, int to, OutputStream out) throws IOException;

  /** Compresses a text in about so many frames, some of them empty. */
  public byte[] pack(byte[] text, int frames, Random random) {
    int[] borders = new int[Math.max(0, frames - 1)];
    for (int i = 0; i < borders.length; i++) {
      borders[i] = random.nextInt(text.length + 1);
    }
    Arrays.sort(borders);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      int from = 0;
      for (int border : borders) {
        frame(text, from, border, out);
        from = border;
      }
      frame(text, from, text.length, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void little(long value, int bytes, OutputStream out) throws IOException {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >>> 8 * i));
    }
  }

  /** Goes on behind the frame. */
  private static final class Unclosed extends java.io.FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() {}
  }
}

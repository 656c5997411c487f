package io.s3ingest.decode.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.options.Compression;
import io.s3ingest.testing.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.DefaultCodec;
import org.apache.hadoop.io.compress.Lz4Codec;
import org.apache.hadoop.io.compress.SnappyCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.SnappyFramedOutputStream;

/**
 * Every compression that Spark's readers take, written by Hadoop's codecs and by the usual tools.
 */
final class CodecsTest {
  /** Who writes, and as what. */
  enum Writer {
    HADOOP_BZIP2("a.csv.bz2", new BZip2Codec()),
    HADOOP_DEFLATE("a.csv.deflate", new DefaultCodec()),
    HADOOP_LZ4("a.csv.lz4", new Lz4Codec()),
    HADOOP_SNAPPY("a.csv.snappy", new SnappyCodec()),
    BZIP2("a.csv.bz2", null) {
      @Override
      OutputStream open(OutputStream out) throws IOException {
        return new BZip2CompressorOutputStream(out, 1);
      }
    },
    ZSTD("a.csv.zst", null) {
      @Override
      OutputStream open(OutputStream out) throws IOException {
        return new ZstdOutputStream(out).setChecksum(true);
      }
    },
    LZ4_FRAMES("a.csv.lz4", null) {
      @Override
      OutputStream open(OutputStream out) throws IOException {
        return new LZ4FrameOutputStream(
            out,
            LZ4FrameOutputStream.BLOCKSIZE.SIZE_64KB,
            LZ4FrameOutputStream.FLG.Bits.BLOCK_INDEPENDENCE,
            LZ4FrameOutputStream.FLG.Bits.CONTENT_CHECKSUM);
      }
    },
    SNAPPY_FRAMES("a.csv.snappy", null) {
      @Override
      OutputStream open(OutputStream out) throws IOException {
        return new SnappyFramedOutputStream(out);
      }
    };

    private final String key;
    private final CompressionCodec codec;

    Writer(String key, CompressionCodec codec) {
      this.key = key;
      this.codec = codec;
    }

    OutputStream open(OutputStream out) throws IOException {
      ((org.apache.hadoop.conf.Configurable) codec).setConf(new Configuration(false));
      return codec.createOutputStream(out);
    }

    byte[] write(byte[] text) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (OutputStream packed = open(out)) {
        packed.write(text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return out.toByteArray();
    }

    /** Whether the bytes tell that they are compressed. */
    boolean isKnownByItsBytes() {
      return codec == null || this == HADOOP_BZIP2;
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsWhatWasWritten(Writer writer) {
    for (int length : new int[] {0, 1, 20, 70_000, 1_000_001}) {
      for (byte[] text : new byte[][] {lines(length), DecompressionTest.random(length)}) {
        byte[] stored = writer.write(text);
        assertThat(read(writer.key, stored, Compression.AUTO)).isEqualTo(text);
        if (writer.isKnownByItsBytes() && stored.length > 0) {
          assertThat(read("a.csv", stored, Compression.AUTO)).isEqualTo(text);
          assertThat(read("a.csv", stored, Compression.NONE)).isEqualTo(stored);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BZIP2", "HADOOP_BZIP2", "ZSTD", "LZ4_FRAMES", "SNAPPY_FRAMES"})
  void readsWhatWasJoined(Writer writer) {
    byte[] one = lines(200_000);
    byte[] two = DecompressionTest.random(30_000);
    byte[] stored =
        DecompressionTest.join(
            writer.write(one), writer.write(two), writer.write(new byte[0]), writer.write(one));
    assertThat(read(writer.key, stored, Compression.AUTO))
        .isEqualTo(DecompressionTest.join(one, two, one));
  }

  @ParameterizedTest
  @EnumSource
  void saysWhereAnObjectIsCut(Writer writer) {
    byte[] stored = writer.write(DecompressionTest.random(300_000));
    for (int length : new int[] {11, 100, 5_000, 131_072, stored.length / 2, stored.length - 1}) {
      byte[] cut = Arrays.copyOf(stored, length);
      assertThatThrownBy(() -> read(writer.key, cut, Compression.AUTO))
          .as("%d of %d", length, stored.length)
          .isInstanceOf(S3IngestException.class)
          .hasMessageStartingWith("[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/" + writer.key)
          .hasMessageEndingWith(" Upload the object again, or set onCorrupt=skip to leave it out.");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HADOOP_BZIP2", "BZIP2", "ZSTD", "HADOOP_DEFLATE", "LZ4_FRAMES"})
  void noticesDamage(Writer writer) {
    byte[] text = lines(3_000);
    byte[] stored = writer.write(text);
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = stored.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        // Some bits have no meaning.
        assertThat(read(writer.key, damaged, Compression.AUTO)).isEqualTo(text);
      } catch (S3IngestException e) {
        assertThat(e).hasMessageStartingWith("[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/a.csv.");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a.csv.bz2; its name says bzip2, but the object does not begin with the bytes 'BZh', a digit and the mark of a block",
        "a.csv.zst; its name says zstd, but the object does not begin with the bytes 28 b5 2f fd"
      })
  void refusesANameThatSaysWhatTheBytesDoNot(String key, String why) {
    assertThatThrownBy(
            () -> read(key, "id,name\n1,x\n".getBytes(StandardCharsets.UTF_8), Compression.AUTO))
        .hasMessage(
            "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/%s byte 0: %s. Set compression=none if it is plain text, or upload it again."
                .formatted(key, why));
  }

  @Test
  void saysWhichBlockOfBzip2IsDamaged() {
    byte[] stored = Writer.BZIP2.write(DecompressionTest.random(250_000));
    long second = Bzip2Marks.find(stored, 40, stored.length) >>> 3;
    stored[(int) second + 2_000] ^= 1;
    assertThatThrownBy(() -> read("a.csv.bz2", stored, Compression.AUTO))
        .hasMessageStartingWith(
            "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/a.csv.bz2 byte %d: the bzip2 stream is damaged ("
                .formatted(second));
  }

  @Test
  void givesTheTextOfABombAsItComes() throws IOException {
    for (Writer writer : Writer.values()) {
      ByteArrayOutputStream stored = new ByteArrayOutputStream();
      byte[] zeros = new byte[1 << 20];
      try (OutputStream out = writer.open(stored)) {
        for (int i = 0; i < 48; i++) {
          out.write(zeros);
        }
      }
      long total = 0;
      byte[] block = new byte[1 << 16];
      try (InputStream in = open(writer.key, stored.toByteArray(), Compression.AUTO)) {
        for (int count; (count = in.read(block)) >= 0; ) {
          total += count;
        }
      }
      assertThat(total).as("%s", writer).isEqualTo(48L << 20);
    }
  }

  private static byte[] read(String key, byte[] stored, Compression compression) {
    try (InputStream in = open(key, stored, compression)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String key, byte[] stored, Compression compression) {
    ObjectContent content = MemoryStore.content(key, stored);
    return Decompression.open(content, compression);
  }

  private static byte[] lines(int length) {
    byte[] out = new byte[length];
    Random random = new Random(length);
    for (int i = 0; i < length; i++) {
      out[i] = (byte) (i % 30 == 29 ? '\n' : 'a' + random.nextInt(8));
    }
    return out;
  }
}

package io.s3ingest.decode.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.decode.ObjectContent;
import io.s3ingest.decode.TaskParts;
import io.s3ingest.options.Compression;
import io.s3ingest.testing.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read as it comes; what {@link NativeDecompressionTest} reads whole. */
class DecompressionTest {
  private static final String WAY_OUT =
      " Upload the object again, or set onCorrupt=skip to leave it out.";

  private final TaskParts parts = new TaskParts();

  @AfterEach
  void close() {
    parts.close();
  }

  /** Returns the memory in which objects may be inflated. */
  long wholeBytes() {
    return 0;
  }

  static byte[] gzip(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static byte[] random(int length) {
    byte[] out = new byte[length];
    new Random(length).nextBytes(out);
    return out;
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(out::writeBytes);
    return out.toByteArray();
  }

  byte[] read(String key, byte[] stored, Compression compression) {
    try (InputStream in = open(key, stored, compression)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  InputStream open(String key, byte[] stored, Compression compression) {
    ObjectContent content = MemoryStore.content(key, stored);
    return Decompression.open(
        new ObjectContent(content.store(), content.object(), wholeBytes(), parts), compression);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 131_071, 131_072, 131_073, 3_000_000})
  void givesBackWhatWasCompressed(int length) {
    byte[] body = random(length);
    assertThat(read("a.csv.gz", gzip(body), Compression.AUTO)).isEqualTo(body);
  }

  @Test
  void readsAllMembers() {
    byte[] big = random(200_000);
    byte[] stored = join(gzip(text("one")), gzip(big), gzip(text("")), gzip(text("two")));
    assertThat(read("a.gz", stored, Compression.AUTO))
        .isEqualTo(join(text("one"), big, text("two")));
  }

  @Test
  void findsGzipByItsFirstBytesWhateverTheName() {
    assertThat(read("a.csv", gzip(text("x,y")), Compression.AUTO)).isEqualTo(text("x,y"));
  }

  @Test
  void leavesGzipAloneIfCompressionIsNone() {
    byte[] stored = gzip(text("x"));
    assertThat(read("a.gz", stored, Compression.NONE)).isEqualTo(stored);
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "NONE"})
  void readsPlainObjects(Compression compression) {
    for (String body : new String[] {"", "a", "ab", "abc"}) {
      assertThat(read("a.csv", text(body), compression)).isEqualTo(text(body));
    }
  }

  @Test
  void readsHeadersWithEveryOptionalField() {
    byte[] plain = gzip(text("hello"));
    byte[] header = {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3};
    byte[] fields = {3, 0, 'x', 'y', 'z', 'n', 'a', 0, 'c', 0};
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(header);
    crc.update(fields);
    byte[] check = {(byte) crc.getValue(), (byte) (crc.getValue() >> 8)};
    byte[] body = Arrays.copyOfRange(plain, 10, plain.length);
    assertThat(read("a.gz", join(header, fields, check, body), Compression.AUTO))
        .isEqualTo(text("hello"));
    check[0]++;
    assertThatThrownBy(() -> read("a.gz", join(header, fields, check, body), Compression.AUTO))
        .hasMessage(
            "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/a.gz byte 22: the gzip stream is damaged"
                + " (wrong header checksum)."
                + WAY_OUT);
  }

  @Test
  void acceptsZerosBehindTheLastMemberAndNothingElse() {
    byte[] member = gzip(text("hello"));
    assertThat(read("a.gz", join(member, new byte[200_000]), Compression.AUTO))
        .isEqualTo(text("hello"));
    assertThatThrownBy(() -> read("a.gz", join(member, text("more")), Compression.AUTO))
        .hasMessage(
            "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/a.gz byte %d: the gzip stream is damaged"
                    .formatted(member.length)
                + " (bytes that are no gzip follow its last member)."
                + WAY_OUT);
  }

  @Test
  void refusesANameThatSaysGzipOverOtherBytes() {
    assertThatThrownBy(() -> read("t/a.csv.gz", text("id,name\n"), Compression.AUTO))
        .hasMessage(
            "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/t/a.csv.gz byte 0: its name says gzip,"
                + " but the object does not begin with the bytes 1f 8b. Set compression=none if it"
                + " is plain text, or upload it again.");
    assertThatThrownBy(() -> read("a.csv", text("id"), Compression.GZIP))
        .hasMessage(
            "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/a.csv byte 0: option 'compression' says"
                + " gzip, but the object does not begin with the bytes 1f 8b. Set compression=none"
                + " if it is plain text, or upload it again.");
  }

  @Test
  void namesTheByteWhereATruncatedStreamEnds() {
    byte[] stored = gzip(random(300_000));
    for (int length : new int[] {3, 10, 11, 5000, 131_072, 131_074, stored.length - 1}) {
      byte[] cut = Arrays.copyOf(stored, length);
      assertThatThrownBy(() -> read("a.csv.gz", cut, Compression.AUTO))
          .hasMessage(
              "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/a.csv.gz byte %d: the gzip stream ends"
                      .formatted(length)
                  + " before its trailer."
                  + WAY_OUT);
    }
  }

  @Test
  void checksTheChecksumAndTheLength() {
    byte[] stored = gzip(text("hello"));
    byte[] badCrc = stored.clone();
    badCrc[stored.length - 8] ^= 1;
    assertThatThrownBy(() -> read("a.gz", badCrc, Compression.AUTO))
        .hasMessage(
            "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/a.gz byte 25: the gzip stream is damaged"
                + " (wrong checksum)."
                + WAY_OUT);
    byte[] badLength = stored.clone();
    badLength[stored.length - 4] ^= 1;
    assertThatThrownBy(() -> read("a.gz", badLength, Compression.AUTO))
        .hasMessage(
            "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/a.gz byte 25: the gzip stream is damaged"
                + " (wrong length)."
                + WAY_OUT);
  }

  @Test
  void noticesEveryFlippedByteOfTheDeflateData() {
    byte[] body = text("some text, some more text, and some other text again\n".repeat(40));
    byte[] stored = gzip(body);
    for (int i = 10; i < stored.length; i++) {
      byte[] damaged = stored.clone();
      damaged[i] ^= 0x55;
      assertThatThrownBy(() -> read("a.gz", damaged, Compression.AUTO))
          .as("byte %d", i)
          .hasMessageStartingWith("[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/a.gz byte ");
    }
  }

  @Test
  void streamsABombInBoundedMemory() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    byte[] zeros = new byte[1 << 20];
    try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
      for (int i = 0; i < 512; i++) {
        gzip.write(zeros);
      }
    }
    long total = 0;
    byte[] block = new byte[1 << 16];
    try (InputStream in = open("a.gz", bomb.toByteArray(), Compression.AUTO)) {
      for (int count; (count = in.read(block)) >= 0; ) {
        total += count;
      }
    }
    assertThat(total).isEqualTo(512L << 20);
  }
}

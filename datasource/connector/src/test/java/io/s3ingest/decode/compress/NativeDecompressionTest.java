package io.s3ingest.decode.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.decode.compress.ExtractedLibrary.Machine;
import io.s3ingest.options.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same by the native library, and what only it has. */
@EnabledOnOs(OS.LINUX)
@DisabledIfSystemProperty(named = NativeGzip.PROPERTY, matches = "java")
final class NativeDecompressionTest extends DecompressionTest {
  private long wholeBytes = 64 << 20;

  @Override
  long wholeBytes() {
    return wholeBytes;
  }

  @Test
  void isTakenForWhatFits() throws IOException {
    assertThat(NativeGzip.isAvailable()).isTrue();
    try (InputStream in = open("a.gz", gzip(text("hello")), Compression.AUTO)) {
      assertThat(((MeasuredText) in).inflater()).isInstanceOf(WholeGzip.class);
    }
    wholeBytes = 40;
    try (InputStream in = open("a.gz", gzip(text("hello")), Compression.AUTO)) {
      assertThat(((MeasuredText) in).inflater()).isInstanceOf(GzipStream.class);
    }
  }

  @Test
  void isLeftAloneWhenAPropertySaysSo() throws IOException {
    System.setProperty(NativeGzip.PROPERTY, "java");
    try (InputStream in = open("a.gz", gzip(text("hello")), Compression.AUTO)) {
      assertThat(((MeasuredText) in).inflater()).isInstanceOf(GzipStream.class);
    } finally {
      System.clearProperty(NativeGzip.PROPERTY);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {230_000, 300_000, 1_000_000, 4_000_000})
  void streamsAMemberThatDoesNotFit(int most) {
    wholeBytes = most;
    byte[] small = text("a,b\n".repeat(10_000));
    byte[] big = text("some text\n".repeat(200_000));
    byte[] noise = random(60_000);
    byte[] stored = join(gzip(small), gzip(noise), gzip(big), gzip(small), gzip(noise));
    assertThat(read("a.gz", stored, Compression.AUTO))
        .isEqualTo(join(small, noise, big, small, noise));
  }

  @Test
  void namesTheByteOfALaterMemberThatIsDamaged() {
    byte[] first = gzip(random(100_000));
    byte[] second = gzip(text("hello"));
    second[second.length - 8] ^= 1;
    assertThatThrownBy(() -> read("a.gz", join(first, second, first), Compression.AUTO))
        .hasMessage(
            "[S3INGEST_CORRUPT_FILE] Cannot decode s3://b/a.gz byte %d: the gzip stream is damaged (wrong checksum). Upload the object again, or set onCorrupt=skip to leave it out."
                .formatted(first.length + second.length));
  }

  @Test
  void givesTheBytesBeforeTheDamage() throws IOException {
    byte[] body = random(300_000);
    byte[] stored = gzip(body);
    stored[stored.length - 8] ^= 1;
    try (InputStream in = open("a.gz", stored, Compression.AUTO)) {
      assertThat(in.readNBytes(200_000)).isEqualTo(java.util.Arrays.copyOf(body, 200_000));
    }
  }

  @Test
  void believesNoLengthThatIsTooLarge() {
    byte[] stored = gzip(text("hello"));
    java.util.Arrays.fill(stored, stored.length - 4, stored.length, (byte) 0x7f);
    assertThatThrownBy(() -> read("a.gz", stored, Compression.AUTO))
        .hasMessageContaining("(wrong length)");
  }

  @Test
  void endsOnceHoweverOftenItIsClosedAndReadsOneByteToo() throws IOException {
    InputStream in = open("a.gz", gzip(text("hello")), Compression.AUTO);
    assertThat(in.read()).isEqualTo('h');
    assertThat(in.read(new byte[0])).isZero();
    assertThat(in.readAllBytes()).isEqualTo(text("ello"));
    assertThat(in.read()).isEqualTo(-1);
    in.close();
    in.close();
  }

  @ParameterizedTest
  @EnumSource
  void carriesTheLibraryThatItKnows(Machine machine) throws IOException {
    byte[] bytes = machine.bytes();
    assertThat(machine.knows(bytes)).isTrue();
    bytes[bytes.length / 2] ^= 1;
    assertThat(machine.knows(bytes)).isFalse();
  }

  /** What can be told of a library for another machine than this one. */
  @ParameterizedTest
  @CsvSource({"LINUX_AMD64, 62", "LINUX_AARCH64, 183"})
  void carriesSharedObjectsForTheMachineThatTheyAreNamedAfter(Machine machine, int elfMachine)
      throws IOException {
    ByteBuffer elf = ByteBuffer.wrap(machine.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(elf.getInt(0)).isEqualTo(0x464c457f);
    assertThat(elf.get(4)).as("64 bit").isEqualTo((byte) 2);
    assertThat(elf.get(5)).as("little endian").isEqualTo((byte) 1);
    assertThat(elf.getShort(16)).as("a shared object").isEqualTo((short) 3);
    assertThat(elf.getShort(18)).isEqualTo((short) elfMachine);
    String names = new String(machine.bytes(), StandardCharsets.ISO_8859_1);
    assertThat(names)
        .contains(
            "\0libdeflate_alloc_decompressor\0",
            "\0libdeflate_gzip_decompress_ex\0",
            "\0libdeflate_free_decompressor\0");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "Linux, amd64, LINUX_AMD64",
        "Linux, x86_64, LINUX_AMD64",
        "Linux, aarch64, LINUX_AARCH64",
        "Linux, arm64, LINUX_AARCH64",
        "Linux, s390x, -",
        "Mac OS X, aarch64, -",
        "Windows 11, amd64, -"
      })
  void knowsTheMachine(String osName, String osArch, Machine expected) {
    assertThat(Machine.of(osName, osArch)).isEqualTo(expected);
  }

  @Test
  void extractsToAFolderOfOurOwnAndLeavesNothing() throws IOException {
    Path folder;
    try (ExtractedLibrary library = ExtractedLibrary.ofThisMachine()) {
      folder = library.file().getParent();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
          .isEqualTo("rwx------");
      assertThat(library.file()).isRegularFile();
    }
    assertThat(folder).doesNotExist();
  }
}

package io.s3ingest.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.error.S3IngestException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BlockCodecTest {
  private static final String URI = "s3://w/t/_s3ingest/p/blocks/x.blk";
  private static final Instant TIME = Instant.parse("2024-01-15T10:30:00.123456Z");

  private static DeltaEntry line(String key, EntryStatus status, String commit) {
    boolean taken = commit != null;
    return new DeltaEntry(
        new LedgerEntry(
            key,
            "e-" + key,
            5_368_709_120L,
            taken ? null : "v1",
            TIME.minusSeconds(key.length() * 1_000_000_000L),
            status,
            taken ? 0 : 3,
            taken ? 812 : -1,
            commit,
            taken ? TIME : null,
            taken ? null : "S3INGEST_CORRUPT_FILE: données"),
        null);
  }

  private static final List<DeltaEntry> LINES =
      List.of(
          line("data/a.csv", EntryStatus.INGESTED, "c1"),
          line("data/ab.csv", EntryStatus.QUARANTINED, null),
          line("data/données/\uFF21", EntryStatus.GONE, "c1"),
          line("data/données/\uD83D\uDE00", EntryStatus.INGESTED, "c2"));

  @Test
  void keepsEveryField() {
    byte[] file = BlockCodec.encode(BlockKind.BLOCK, LINES);
    assertThat(BlockCodec.decode(BlockKind.BLOCK, file, URI)).isEqualTo(LINES);
  }

  @Test
  void keepsWhatADeltaTakesAway() {
    List<DeltaEntry> lines =
        List.of(new DeltaEntry(LINES.get(0).entry(), new Fingerprint(-1, 7)), LINES.get(1));
    byte[] file = BlockCodec.encode(BlockKind.DELTA, lines);
    assertThat(BlockCodec.decode(BlockKind.DELTA, file, URI)).isEqualTo(lines);
  }

  @Test
  void noticesEveryChangedByte() {
    byte[] file = BlockCodec.encode(BlockKind.BLOCK, LINES);
    for (int i = 0; i < file.length; i++) {
      byte[] damaged = file.clone();
      damaged[i] ^= 0x01;
      assertThatThrownBy(() -> BlockCodec.decode(BlockKind.BLOCK, damaged, URI))
          .as("byte %d", i)
          .isInstanceOf(S3IngestException.class)
          .hasMessageStartingWith("[S3INGEST_INVALID_LEDGER] Cannot read the ledger file " + URI);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 20, 60})
  void refusesACutFile(int length) {
    byte[] cut = Arrays.copyOf(BlockCodec.encode(BlockKind.BLOCK, LINES), length);
    String why = length < 20 ? "it has only " + length + " bytes" : "its checksum is wrong";
    assertThatThrownBy(() -> BlockCodec.decode(BlockKind.BLOCK, cut, URI))
        .hasMessage(
            "[S3INGEST_INVALID_LEDGER] Cannot read the ledger file "
                + URI
                + ": "
                + why
                + ". Restore the file, or run with syncMode=full_refresh to begin a new ledger.");
  }

  @Test
  void refusesANewerVersion() {
    byte[] file = BlockCodec.encode(BlockKind.BLOCK, LINES);
    file[4] = 2;
    assertThatThrownBy(() -> BlockCodec.decode(BlockKind.BLOCK, file, URI))
        .hasMessage(
            "[S3INGEST_INVALID_LEDGER] Cannot read the ledger file "
                + URI
                + ": it has version 2, this s3ingest knows up to 1. Use a newer s3ingest.");
  }

  @Test
  void refusesAPayloadThatIsLongerThanItSays() {
    byte[] file = BlockCodec.encode(BlockKind.BLOCK, LINES);
    ByteBuffer.wrap(file).putInt(12, ByteBuffer.wrap(file).getInt(12) - 1);
    CRC32C crc = new CRC32C();
    crc.update(file, 0, file.length - 4);
    ByteBuffer.wrap(file).putInt(file.length - 4, (int) crc.getValue());
    assertThatThrownBy(() -> BlockCodec.decode(BlockKind.BLOCK, file, URI))
        .hasMessageContaining("its payload is longer than");
  }

  @Test
  void refusesAnotherKind() {
    byte[] file = BlockCodec.encode(BlockKind.DELTA, LINES);
    assertThatThrownBy(() -> BlockCodec.decode(BlockKind.OPEN, file, URI))
        .hasMessageContaining("it is of kind 2, expected 3");
  }
}

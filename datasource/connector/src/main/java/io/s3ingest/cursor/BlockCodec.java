package io.s3ingest.cursor;

import io.s3ingest.error.CursorErrors;
import io.s3ingest.error.InternalErrors;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Writes and reads entry files; the layout is specified in {@code docs/format/ledger.md}. */
final class BlockCodec {
  static final int VERSION = 1;
  private static final int MAGIC = 0x5333494C;
  private static final int HEADER = 16;
  private static final int MAX_PAYLOAD = 1 << 28;

  private BlockCodec() {}

  /** Encodes entries whose keys ascend strictly. */
  static byte[] encode(BlockKind kind, List<DeltaEntry> entries) {
    Writer out = new Writer();
    Map<String, Integer> commits = commits(entries, out);
    byte[] before = new byte[0];
    for (DeltaEntry line : entries) {
      LedgerEntry entry = line.entry();
      byte[] key = entry.key().getBytes(StandardCharsets.UTF_8);
      int shared = Arrays.mismatch(before, key);
      if (shared < 0) {
        throw InternalErrors.unexpected("write two ledger entries of " + entry.key(), null);
      }
      out.number(shared);
      out.bytes(key, shared);
      out.text(entry.etag());
      out.number(entry.size());
      out.optional(entry.versionId());
      long micros = micros(entry.lastModified());
      out.number((micros << 1) ^ (micros >> 63));
      out.number(entry.status().code());
      out.number(entry.attempts());
      out.number(entry.rows() + 1);
      out.number(entry.commitId() == null ? 0 : commits.get(entry.commitId()) + 1);
      out.optional(entry.error());
      if (kind == BlockKind.DELTA) {
        out.hash(line.takesAway());
      }
      before = key;
    }
    return frame(kind, entries.size(), out.toByteArray());
  }

  private static Map<String, Integer> commits(List<DeltaEntry> entries, Writer out) {
    Map<String, Instant> times = new LinkedHashMap<>();
    for (DeltaEntry line : entries) {
      if (line.entry().commitId() != null) {
        times.putIfAbsent(line.entry().commitId(), line.entry().commitTime());
      }
    }
    Map<String, Integer> index = new LinkedHashMap<>();
    out.number(times.size());
    times.forEach(
        (id, time) -> {
          index.put(id, index.size());
          out.text(id);
          out.fixed(micros(time));
        });
    return index;
  }

  private static long micros(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
  }

  private static byte[] frame(BlockKind kind, int entries, byte[] payload) {
    if (payload.length > MAX_PAYLOAD) {
      throw InternalErrors.unexpected("write a ledger file of " + payload.length + " bytes", null);
    }
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(payload);
      deflater.finish();
      ByteArrayOutputStream packed = new ByteArrayOutputStream(payload.length / 3 + 64);
      byte[] chunk = new byte[1 << 16];
      while (!deflater.finished()) {
        packed.write(chunk, 0, deflater.deflate(chunk));
      }
      ByteBuffer out = ByteBuffer.allocate(HEADER + packed.size() + 4);
      out.putInt(MAGIC).put((byte) VERSION).put((byte) kind.code).putShort((short) 0);
      out.putInt(entries).putInt(payload.length).put(packed.toByteArray());
      CRC32C crc = new CRC32C();
      crc.update(out.array(), 0, out.position());
      return out.putInt((int) crc.getValue()).array();
    } finally {
      deflater.end();
    }
  }

  /** Decodes a whole file; {@code uri} is for the message when it cannot be believed. */
  static List<DeltaEntry> decode(BlockKind kind, byte[] file, String uri) {
    try {
      Reader in = new Reader(unframe(kind, file, uri));
      int count = ByteBuffer.wrap(file).getInt(8);
      List<DeltaEntry> out = entries(kind, count, in);
      in.end();
      return out;
    } catch (Damaged e) {
      throw CursorErrors.invalidLedger(uri, e.getMessage(), e.getCause());
    }
  }

  private static byte[] unframe(BlockKind kind, byte[] file, String uri) throws Damaged {
    if (file.length < HEADER + 4) {
      throw new Damaged("it has only " + file.length + " bytes", null);
    }
    ByteBuffer in = ByteBuffer.wrap(file);
    if (in.getInt() != MAGIC) {
      throw new Damaged("it does not begin with S3IL", null);
    }
    int version = in.get() & 0xff;
    if (version > VERSION) {
      throw CursorErrors.newerLedger(uri, version, VERSION);
    }
    CRC32C crc = new CRC32C();
    crc.update(file, 0, file.length - 4);
    if ((int) crc.getValue() != in.getInt(file.length - 4)) {
      throw new Damaged("its checksum is wrong", null);
    }
    int found = in.get();
    if (found != kind.code) {
      throw new Damaged("it is of kind " + found + ", expected " + kind.code, null);
    }
    in.getShort();
    in.getInt();
    int length = in.getInt();
    if (length < 0 || length > MAX_PAYLOAD) {
      throw new Damaged("its payload length is " + length, null);
    }
    return inflate(file, length);
  }

  private static byte[] inflate(byte[] file, int length) throws Damaged {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(file, HEADER, file.length - HEADER - 4);
      byte[] payload = new byte[length];
      int done = 0;
      while (done < length) {
        int n = inflater.inflate(payload, done, length - done);
        if (n == 0) {
          throw new Damaged("its payload ends after " + done + " of " + length + " bytes", null);
        }
        done += n;
      }
      if (inflater.inflate(new byte[1]) != 0 || !inflater.finished()) {
        throw new Damaged("its payload is longer than " + length + " bytes", null);
      }
      return payload;
    } catch (DataFormatException e) {
      throw new Damaged("its payload is not a zlib stream", e);
    } finally {
      inflater.end();
    }
  }

  private static List<DeltaEntry> entries(BlockKind kind, int count, Reader in) throws Damaged {
    List<String> commitIds = new ArrayList<>();
    List<Instant> commitTimes = new ArrayList<>();
    for (long n = in.number(); n > 0; n--) {
      commitIds.add(in.text());
      commitTimes.add(time(in.fixed()));
    }
    List<DeltaEntry> out = new ArrayList<>();
    byte[] before = new byte[0];
    String keyBefore = null;
    for (int i = 0; i < count; i++) {
      byte[] key = in.key(before);
      String text = Reader.utf8(key, 0, key.length);
      if (keyBefore != null && Arrays.compareUnsigned(before, key) >= 0) {
        throw new Damaged("its keys do not ascend at entry " + i, null);
      }
      String etag = in.text();
      long size = in.number();
      String versionId = in.optional();
      long zigzag = in.number();
      Instant lastModified = time((zigzag >>> 1) ^ -(zigzag & 1));
      long code = in.number();
      EntryStatus status = EntryStatus.ofCode(code);
      if (status == null) {
        throw new Damaged("entry " + i + " has the unknown status " + code, null);
      }
      int attempts = (int) in.number();
      long rows = in.number() - 1;
      int commit = in.index(commitIds.size());
      String error = in.optional();
      LedgerEntry entry =
          new LedgerEntry(
              text,
              etag,
              size,
              versionId,
              lastModified,
              status,
              attempts,
              rows,
              commit < 0 ? null : commitIds.get(commit),
              commit < 0 ? null : commitTimes.get(commit),
              error);
      out.add(new DeltaEntry(entry, kind == BlockKind.DELTA ? in.hash() : null));
      before = key;
      keyBefore = text;
    }
    return out;
  }

  private static Instant time(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
  }

  /** What is wrong with a file, as a clause. */
  private static final class Damaged extends Exception {
    private static final long serialVersionUID = 1L;

    Damaged(String why, Throwable cause) {
      super(why, cause);
    }
  }

  private static final class Writer extends ByteArrayOutputStream {
    void number(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        write((int) (rest & 0x7f) | 0x80);
        rest >>>= 7;
      }
      write((int) rest);
    }

    void fixed(long value) {
      writeBytes(ByteBuffer.allocate(8).putLong(value).array());
    }

    void bytes(byte[] value, int from) {
      number(value.length - from);
      write(value, from, value.length - from);
    }

    void text(String value) {
      bytes(value.getBytes(StandardCharsets.UTF_8), 0);
    }

    void optional(String value) {
      write(value == null ? 0 : 1);
      if (value != null) {
        text(value);
      }
    }

    void hash(Fingerprint value) {
      write(value == null ? 0 : 1);
      if (value != null) {
        fixed(value.high());
        fixed(value.low());
      }
    }
  }

  private static final class Reader {
    private final byte[] in;
    private int at;

    Reader(byte[] in) {
      this.in = in;
    }

    long number() throws Damaged {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        need(1);
        byte b = in[at++];
        value |= (b & 0x7fL) << shift;
        if (b >= 0) {
          return value;
        }
      }
      throw new Damaged("a number is too long at payload byte " + at, null);
    }

    int index(int size) throws Damaged {
      long value = number();
      if (value < 0 || value > size) {
        throw new Damaged("commit " + value + " of " + size + " does not exist", null);
      }
      return (int) value - 1;
    }

    long fixed() throws Damaged {
      need(8);
      at += 8;
      return ByteBuffer.wrap(in).getLong(at - 8);
    }

    byte[] key(byte[] before) throws Damaged {
      long shared = number();
      int rest = length();
      if (shared < 0 || shared > before.length) {
        throw new Damaged("a key shares " + shared + " bytes with a shorter one", null);
      }
      byte[] key = Arrays.copyOf(before, (int) shared + rest);
      System.arraycopy(in, at, key, (int) shared, rest);
      at += rest;
      return key;
    }

    String text() throws Damaged {
      int length = length();
      at += length;
      return utf8(in, at - length, length);
    }

    String optional() throws Damaged {
      return number() == 0 ? null : text();
    }

    Fingerprint hash() throws Damaged {
      return number() == 0 ? null : new Fingerprint(fixed(), fixed());
    }

    void end() throws Damaged {
      if (at != in.length) {
        throw new Damaged("its payload has " + (in.length - at) + " bytes too many", null);
      }
    }

    private int length() throws Damaged {
      long length = number();
      need(length);
      return (int) length;
    }

    private void need(long bytes) throws Damaged {
      if (bytes < 0 || bytes > in.length - at) {
        throw new Damaged("its payload ends in the middle of an entry", null);
      }
    }

    static String utf8(byte[] bytes, int from, int length) throws Damaged {
      try {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(bytes, from, length))
            .toString();
      } catch (CharacterCodingException e) {
        throw new Damaged("a text is not UTF-8", e);
      }
    }
  }
}

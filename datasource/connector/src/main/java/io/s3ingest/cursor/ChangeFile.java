package io.s3ingest.cursor;

import io.s3ingest.error.CursorErrors;
import io.s3ingest.store.ObjectRef;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Keeps changes on the local disk, so that memory does not grow with their number. The file is
 * private to its owner, has no name any more where the system allows that, and ends with the
 * process at the latest. Not thread-safe while it is written.
 */
final class ChangeFile implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final Path path;
  private final FileChannel channel;
  private final DataOutputStream out;
  private byte[] keyBefore = new byte[0];
  private String bucket;

  private ChangeFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
    this.out =
        new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER));
  }

  static ChangeFile create() {
    Path path = Path.of(System.getProperty("java.io.tmpdir"));
    try {
      path = Files.createTempFile("s3ingest-", ".changes");
      FileChannel channel =
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      return new ChangeFile(path, channel);
    } catch (IOException e) {
      throw CursorErrors.localDisk(path.toString(), e);
    }
  }

  /** Adds a change. */
  void add(ObjectChange change) {
    try {
      int parts =
          (change.object() == null ? 0 : 1)
              | (change.known() == null ? 0 : 2)
              | (change.failed() == null ? 0 : 4);
      out.writeByte(change.kind().code << 3 | parts);
      byte[] key = change.key().getBytes(StandardCharsets.UTF_8);
      int shared = Arrays.mismatch(keyBefore, key);
      shared = shared < 0 ? key.length : shared;
      number(shared);
      number(key.length - shared);
      out.write(key, shared, key.length - shared);
      keyBefore = key;
      if (change.object() != null) {
        object(change.object());
      }
      if (change.known() != null) {
        entry(change.known());
      }
      if (change.failed() != null) {
        entry(change.failed());
      }
    } catch (IOException e) {
      throw CursorErrors.localDisk(path.toString(), e);
    }
  }

  /** Ends a part and returns where the next one begins; keys begin anew there. */
  long cut() {
    try {
      out.flush();
      keyBefore = new byte[0];
      return channel.position();
    } catch (IOException e) {
      throw CursorErrors.localDisk(path.toString(), e);
    }
  }

  /** Reads the part between two cuts. */
  Iterator<ObjectChange> read(long from, long to) {
    return new Reading(from, to);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void object(ObjectRef object) throws IOException {
    bucket = object.bucket();
    etag(object.etag());
    number(object.size());
    optional(object.versionId());
    time(object.lastModified());
  }

  private void entry(LedgerEntry entry) throws IOException {
    etag(entry.etag());
    number(entry.size());
    optional(entry.versionId());
    time(entry.lastModified());
    out.writeByte(entry.status().code());
    number(entry.attempts());
    number(entry.rows() + 1);
    optional(entry.commitId());
    if (entry.commitId() != null) {
      time(entry.commitTime());
    }
    optional(entry.error());
  }

  /** Most ETags are hex digits, which take half the room as bytes. */
  private void etag(String etag) throws IOException {
    byte[] packed = unhex(etag);
    out.writeBoolean(packed != null);
    byte[] bytes = packed != null ? packed : etag.getBytes(StandardCharsets.UTF_8);
    number(bytes.length);
    out.write(bytes);
  }

  private static byte[] unhex(String text) {
    if (text.isEmpty() || text.length() % 2 != 0) {
      return null;
    }
    byte[] out = new byte[text.length() / 2];
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
      if (digit < 0) {
        return null;
      }
      out[i / 2] |= (byte) (i % 2 == 0 ? digit << 4 : digit);
    }
    return out;
  }

  private void optional(String text) throws IOException {
    out.writeBoolean(text != null);
    if (text != null) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      number(bytes.length);
      out.write(bytes);
    }
  }

  private void time(Instant time) throws IOException {
    out.writeLong(time.getEpochSecond());
    out.writeInt(time.getNano());
  }

  private void number(long value) throws IOException {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.writeByte((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  /** A pass over a part; passes do not disturb each other. */
  private final class Reading implements Iterator<ObjectChange> {
    private final DataInputStream in;
    private byte[] before = new byte[0];
    private ObjectChange next;

    Reading(long from, long to) {
      this.in = new DataInputStream(new BufferedInputStream(new Part(from, to), BUFFER));
      advance();
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public ObjectChange next() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      ObjectChange out = next;
      advance();
      return out;
    }

    private void advance() {
      try {
        int head = in.read();
        if (head < 0) {
          next = null;
          return;
        }
        int shared = (int) number();
        byte[] key = Arrays.copyOf(before, shared + (int) number());
        in.readFully(key, shared, key.length - shared);
        before = key;
        String text = new String(key, StandardCharsets.UTF_8);
        ObjectRef object = (head & 1) == 0 ? null : object(text);
        LedgerEntry known = (head & 2) == 0 ? null : entry(text);
        LedgerEntry failed = (head & 4) == 0 ? null : entry(text);
        next = new ObjectChange(ObjectChange.Kind.ofCode(head >> 3), object, known, failed);
      } catch (IOException e) {
        throw CursorErrors.localDisk(path.toString(), e);
      }
    }

    private ObjectRef object(String key) throws IOException {
      String tag = etag();
      long size = number();
      String version = optional();
      return new ObjectRef(bucket, key, size, tag, version, time());
    }

    private LedgerEntry entry(String key) throws IOException {
      String tag = etag();
      long size = number();
      String version = optional();
      Instant modified = time();
      EntryStatus status = EntryStatus.ofCode(in.readByte());
      int attempts = (int) number();
      long rows = number() - 1;
      String commit = optional();
      Instant committed = commit == null ? null : time();
      return new LedgerEntry(
          key, tag, size, version, modified, status, attempts, rows, commit, committed, optional());
    }

    private String etag() throws IOException {
      boolean packed = in.readBoolean();
      byte[] bytes = in.readNBytes((int) number());
      return packed
          ? java.util.HexFormat.of().formatHex(bytes)
          : new String(bytes, StandardCharsets.UTF_8);
    }

    private String optional() throws IOException {
      return in.readBoolean()
          ? new String(in.readNBytes((int) number()), StandardCharsets.UTF_8)
          : null;
    }

    private Instant time() throws IOException {
      long second = in.readLong();
      return Instant.ofEpochSecond(second, in.readInt());
    }

    private long number() throws IOException {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte b = in.readByte();
        value |= (b & 0x7fL) << shift;
        if (b >= 0) {
          return value;
        }
      }
    }
  }

  private final class Part extends InputStream {
    private long at;
    private final long end;

    Part(long from, long to) {
      this.at = from;
      this.end = to;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int most = (int) Math.min(length, end - at);
      if (most <= 0) {
        return length == 0 ? 0 : -1;
      }
      int count = channel.read(ByteBuffer.wrap(into, offset, most), at);
      at += Math.max(0, count);
      return count;
    }
  }
}

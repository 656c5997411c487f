package io.s3ingest.decode.compress;

import com.sun.jna.Memory;
import io.s3ingest.decode.TaskParts;
import java.io.IOException;
import java.io.InputStream;

/**
 * Inflates an object member by member, all of which is in memory outside of the heap, at most
 * {@code most} bytes of it. A member that does not fit is streamed from there, and so is one that
 * is refused, which words what is wrong with it. Not thread-safe.
 */
final class WholeGzip extends BulkInput {
  private static final int SMALLEST_MEMBER = 18;
  private static final int FLAGS_AT = 3;
  private static final int HEADER_CRC = 2;

  private final Stored place;
  private final TaskParts parts;
  private final GzipRoom room;
  private final long size;
  private final Memory memory;
  private long member;
  private long at;
  private long limit;
  private InputStream streamed;
  private boolean closed;

  /**
   * Reads the object, or a piece of it, into memory.
   *
   * @param in its bytes, {@code size} of them; closed here
   * @param place where they lie
   * @param parts lend the memory
   */
  WholeGzip(InputStream in, long size, Stored place, long most, TaskParts parts)
      throws IOException {
    this.place = place;
    this.parts = parts;
    this.room = parts.take(GzipRoom.class, most, () -> new GzipRoom(most));
    this.memory = room.of(size);
    long count = 0;
    try (in) {
      byte[] block = room.block;
      for (int read;
          count < size
              && (read = in.read(block, 0, (int) Math.min(size - count, block.length))) >= 0; ) {
        memory.write(count, block, 0, read);
        count += read;
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
    this.size = count;
  }

  @Override
  public int read(byte[] out, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (streamed == null && at == limit) {
      if (member == size) {
        return -1;
      }
      inflateMember();
    }
    if (streamed != null) {
      return streamed.read(out, offset, length);
    }
    int count = (int) Math.min(length, limit - at);
    memory.read(at, out, offset, count);
    at += count;
    return count;
  }

  private void inflateMember() {
    long left = size - member;
    long space = memory.size() - size;
    if (isCertain(left)
        && told() <= space
        && room.library.inflate(memory, member, left, size, space)) {
      at = size;
      limit = size + room.library.produced();
      member += room.library.consumed();
      return;
    }
    GzipStream rest =
        new GzipStream(
            new StoredBytes(member),
            new Stored(place.uri(), place.position() + member, place.toEnd()));
    streamed = left > InflatedAhead.FEWEST_BYTES ? new InflatedAhead(rest) : rest;
  }

  /** Returns whether the library checks all that we do: it skips the checksum of a header. */
  private boolean isCertain(long left) {
    return left >= SMALLEST_MEMBER && (memory.getByte(member + FLAGS_AT) & HEADER_CRC) == 0;
  }

  /** The last four bytes are the length of the last member, which mostly is the only one. */
  private long told() {
    return memory.getInt(size - Integer.BYTES) & 0xffffffffL;
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      try {
        if (streamed != null) {
          streamed.close();
        }
      } finally {
        parts.giveBack(GzipRoom.class, room.most, room);
      }
    }
  }

  /** The stored bytes from a place on. */
  private final class StoredBytes extends InputStream {
    private long next;

    StoredBytes(long from) {
      this.next = from;
    }

    @Override
    public int read() {
      return next == size ? -1 : memory.getByte(next++) & 0xff;
    }

    @Override
    public int read(byte[] out, int offset, int length) {
      if (length > 0 && next == size) {
        return -1;
      }
      int count = (int) Math.min(length, size - next);
      memory.read(next, out, offset, count);
      next += count;
      return count;
    }
  }
}

package io.s3ingest.decode.compress;

import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Gzip (RFC 1952), whose members are frames; BGZF is gzip of many small ones. */
enum GzipCodec implements FrameCodec {
  INSTANCE;

  private static final int FIRST_BYTES = 64 << 10;
  private static final int TRAILER_LENGTH_BYTES = 4;
  private static final int SMALLEST_MEMBER = 18;

  /** Text of one kind shrinks alike from its beginning to its end, within this share. */
  static final double ALIKE = 0.35;

  @Override
  public boolean recognizes(byte[] head) {
    return head.length >= 2 && head[0] == 0x1f && head[1] == (byte) 0x8b;
  }

  @Override
  public String beginning() {
    return "1f 8b";
  }

  @Override
  public FrameText open(InputStream in, Stored stored) {
    return new GzipStream(in, stored);
  }

  /**
   * Asks whether the length that stands at the end, which is the last member's, can be that of all.
   * Wrong guesses cost time and nothing else.
   */
  @Override
  public boolean mayHaveSeveral(ObjectStore store, ObjectRef object) {
    if (object.size() <= FIRST_BYTES) {
      return true;
    }
    byte[] first = store.read(object, 0, FIRST_BYTES);
    long text = 0;
    try (GzipStream in =
        new GzipStream(
            new java.io.ByteArrayInputStream(first), new Stored(object.uri(), 0, true))) {
      byte[] out = new byte[FIRST_BYTES];
      for (int count; (count = in.read(out, 0, out.length)) >= 0; ) {
        text += count;
        if (in.frame() > 0) {
          return true;
        }
      }
    } catch (IOException | RuntimeException e) {
      // It goes on behind these bytes.
    }
    byte[] tail = store.read(object, object.size() - TRAILER_LENGTH_BYTES, TRAILER_LENGTH_BYTES);
    long told = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffffffffL;
    double expected = (double) text / FIRST_BYTES * object.size();
    double wrapped = expected % (1L << 32);
    return Math.abs(told - wrapped) > ALIKE * expected;
  }

  @Override
  public int beginBytes() {
    return SMALLEST_MEMBER;
  }

  @Override
  public boolean mayBegin(byte[] bytes, int at) {
    return bytes[at] == 0x1f
        && bytes[at + 1] == (byte) 0x8b
        && bytes[at + 2] == 8
        && (bytes[at + 3] & 0xe0) == 0;
  }

  @Override
  public int overhang() {
    return 0;
  }
}

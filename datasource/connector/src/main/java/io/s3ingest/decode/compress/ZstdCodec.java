package io.s3ingest.decode.compress;

import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.io.InputStream;

/** Zstandard (RFC 8878), whose frames are frames. */
enum ZstdCodec implements FrameCodec {
  INSTANCE;

  private static final int HEAD_BYTES = 1 << 20;
  private static final int MOST_HEAD_TEXT = 16 << 20;
  private static final int TABLE_MAGIC_BYTES = 4;

  /** The end of the format that can be sought in. */
  private static final long TABLE_MAGIC = 0x8f92eab1L;

  @Override
  public boolean recognizes(byte[] head) {
    return head.length >= ZstdFrame.MAGIC_BYTES
        && (ZstdFrame.isMagic(head, 0) || ZstdFrame.isSkippable(head, 0));
  }

  @Override
  public String beginning() {
    return "28 b5 2f fd";
  }

  @Override
  public FrameText open(InputStream in, Stored stored) {
    return new ZstdStream(in, stored);
  }

  /**
   * Asks whether the first frame ends near, the last one is a table of frames, or the header tells
   * of less text than there must be. Most files are one frame, and many do not tell.
   */
  @Override
  public boolean mayHaveSeveral(ObjectStore store, ObjectRef object) {
    byte[] head = store.read(object, 0, (int) Math.min(HEAD_BYTES, object.size()));
    if (ZstdFrame.endsWithin(head)) {
      return true;
    }
    byte[] tail = store.read(object, object.size() - TABLE_MAGIC_BYTES, TABLE_MAGIC_BYTES);
    if (ZstdFrame.little(tail, 0, TABLE_MAGIC_BYTES) == TABLE_MAGIC) {
      return true;
    }
    long told = ZstdFrame.textBytes(head, 0);
    byte[] text = Decompression.inflatedHead(head, object.name(), MOST_HEAD_TEXT);
    double expected = (double) text.length / head.length * object.size();
    return told >= 0 && text.length < MOST_HEAD_TEXT && told < (1 - GzipCodec.ALIKE) * expected;
  }

  @Override
  public int beginBytes() {
    return ZstdFrame.MOST_HEADER_BYTES;
  }

  @Override
  public boolean mayBegin(byte[] bytes, int at) {
    return ZstdFrame.isMagic(bytes, at) && (bytes[at + ZstdFrame.MAGIC_BYTES] & 0x08) == 0;
  }

  @Override
  public int overhang() {
    return 0;
  }
}

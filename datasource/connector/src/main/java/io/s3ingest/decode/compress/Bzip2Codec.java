package io.s3ingest.decode.compress;

import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.io.InputStream;

/** Bzip2, whose blocks are frames that begin at any bit. */
enum Bzip2Codec implements FrameCodec {
  INSTANCE;

  @Override
  public boolean recognizes(byte[] head) {
    return head.length >= Bzip2Marks.HEADER_BYTES + Bzip2Marks.BYTES
        && Bzip2Marks.isHeader(head, 0)
        && Bzip2Marks.startsAt(head, 8L * Bzip2Marks.HEADER_BYTES) != 0;
  }

  @Override
  public String beginning() {
    return "'BZh', a digit and the mark of a block";
  }

  @Override
  public FrameText open(InputStream in, Stored stored) {
    return new Bzip2Stream(in, stored);
  }

  @Override
  public boolean mayHaveSeveral(ObjectStore store, ObjectRef object) {
    return true;
  }

  /** The mark of a block, and the byte that it shares with the block before. */
  @Override
  public int beginBytes() {
    return Bzip2Marks.BYTES + 1;
  }

  @Override
  public boolean mayBegin(byte[] bytes, int at) {
    for (long bit = 8L * at; bit < 8L * at + 8; bit++) {
      if (Bzip2Marks.startsAt(bytes, bit) == Bzip2Marks.BLOCK) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int overhang() {
    return beginBytes();
  }
}

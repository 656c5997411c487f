package io.s3ingest.decode.compress;

/** The outline of a frame of Zstandard: what its header and those of its blocks say of lengths. */
final class ZstdFrame {
  static final int MAGIC_BYTES = 4;
  static final int BLOCK_HEADER_BYTES = 3;
  static final int CHECKSUM_BYTES = 4;
  static final int SKIPPABLE_HEADER_BYTES = 8;

  /** Magic, descriptor, window, dictionary and length of the text. */
  static final int MOST_HEADER_BYTES = 18;

  private static final int DESCRIPTOR_AT = 4;

  private ZstdFrame() {}

  static boolean isMagic(byte[] bytes, int at) {
    return little(bytes, at, MAGIC_BYTES) == 0xfd2fb528L;
  }

  /** Returns whether a frame begins that has no text. */
  static boolean isSkippable(byte[] bytes, int at) {
    return (little(bytes, at, MAGIC_BYTES) & 0xfffffff0L) == 0x184d2a50L;
  }

  /** Returns the length of a header of which the descriptor is known. */
  static int headerBytes(byte[] bytes, int at) {
    return lengthAt(bytes, at) + lengthBytes(bytes, at);
  }

  /** Returns the length of the text; -1 if the header does not tell. */
  static long textBytes(byte[] bytes, int at) {
    int length = lengthBytes(bytes, at);
    long told = little(bytes, at + lengthAt(bytes, at), length);
    return length == 0 ? -1 : length == 2 ? told + 256 : told;
  }

  static boolean hasChecksum(byte[] bytes, int at) {
    return (bytes[at + DESCRIPTOR_AT] & 4) != 0;
  }

  /** Returns the bytes of a block, its header among them. */
  static int blockBytes(byte[] bytes, int at) {
    int header = (int) little(bytes, at, BLOCK_HEADER_BYTES);
    boolean repeated = (header >>> 1 & 3) == 1;
    return BLOCK_HEADER_BYTES + (repeated ? 1 : header >>> 3);
  }

  static boolean isLastBlock(byte[] bytes, int at) {
    return (bytes[at] & 1) != 0;
  }

  static long little(byte[] bytes, int at, int count) {
    long value = 0;
    for (int i = count - 1; i >= 0; i--) {
      value = value << 8 | bytes[at + i] & 0xff;
    }
    return value;
  }

  /** Returns whether the frame with which these bytes begin ends within them. */
  static boolean endsWithin(byte[] bytes) {
    if (bytes.length < MOST_HEADER_BYTES || isSkippable(bytes, 0)) {
      return true;
    }
    int at = headerBytes(bytes, 0);
    while (at + BLOCK_HEADER_BYTES <= bytes.length) {
      boolean last = isLastBlock(bytes, at);
      at += blockBytes(bytes, at);
      if (last) {
        return at <= bytes.length;
      }
    }
    return false;
  }

  private static int lengthAt(byte[] bytes, int at) {
    int descriptor = bytes[at + DESCRIPTOR_AT] & 0xff;
    int dictionary = (1 << (descriptor & 3)) >> 1;
    return DESCRIPTOR_AT + 1 + (isSingleSegment(descriptor) ? 0 : 1) + dictionary;
  }

  private static int lengthBytes(byte[] bytes, int at) {
    int descriptor = bytes[at + DESCRIPTOR_AT] & 0xff;
    int flag = descriptor >>> 6;
    return flag == 0 ? (isSingleSegment(descriptor) ? 1 : 0) : 1 << flag;
  }

  private static boolean isSingleSegment(int descriptor) {
    return (descriptor & 0x20) != 0;
  }
}

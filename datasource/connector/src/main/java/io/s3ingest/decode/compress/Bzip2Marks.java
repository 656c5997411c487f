package io.s3ingest.decode.compress;

/** The marks in bzip2: 48 bits before a block, and as many before the checksum of a stream. */
final class Bzip2Marks {
  static final long BLOCK = 0x314159265359L;
  static final long END = 0x177245385090L;
  static final int BYTES = 6;
  static final int BITS = 48;
  static final int HEADER_BYTES = 4;

  private static final long MASK = (1L << BITS) - 1;

  /** The shifts at which a byte in the middle of a mark can have a value. */
  private static final int[] SHIFTS = new int[256];

  static {
    for (int shift = 0; shift < 8; shift++) {
      SHIFTS[(int) (BLOCK << shift >>> 16) & 0xff] |= 1 << shift;
      SHIFTS[(int) (END << shift >>> 16) & 0xff] |= 1 << shift;
    }
  }

  private Bzip2Marks() {}

  static boolean isHeader(byte[] bytes, int at) {
    return bytes[at] == 'B'
        && bytes[at + 1] == 'Z'
        && bytes[at + 2] == 'h'
        && bytes[at + 3] >= '1'
        && bytes[at + 3] <= '9';
  }

  /** Returns the mark that begins at a bit, of which there must be enough; 0 for none. */
  static long startsAt(byte[] bytes, long bit) {
    long value = bits(bytes, bit, BITS);
    return value == BLOCK || value == END ? value : 0;
  }

  /** Returns so many bits, at most 48, from one on. */
  static long bits(byte[] bytes, long bit, int count) {
    int at = (int) (bit >>> 3);
    int shift = (int) (bit & 7);
    long value = 0;
    int needed = shift + count + 7 >>> 3;
    for (int i = 0; i < needed; i++) {
      value = value << 8 | bytes[at + i] & 0xff;
    }
    return value >>> 8 * needed - shift - count & (1L << count) - 1;
  }

  /** Returns the first bit from one on where a mark begins and ends before a byte; -1 for none. */
  static long find(byte[] bytes, long from, int limit) {
    int first = (int) (from >>> 3);
    long window = 0;
    for (int at = first; at < limit; at++) {
      window = window << 8 | bytes[at] & 0xff;
      int shifts = SHIFTS[(int) (window >>> 16) & 0xff];
      if (shifts == 0 || at - first < BYTES - 1) {
        continue;
      }
      for (int shift = 7; shift >= 0; shift--) {
        long value = window >>> shift & MASK;
        long bit = 8L * (at + 1) - shift - BITS;
        if ((shifts & 1 << shift) != 0 && (value == BLOCK || value == END) && bit >= from) {
          return bit;
        }
      }
    }
    return -1;
  }
}

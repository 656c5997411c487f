package io.s3ingest.decode.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Tells and repairs malformed UTF-8. */
public final class Utf8 {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGHS = 0x8080808080808080L;

  private Utf8() {}

  /** Returns whether these bytes are well-formed UTF-8, table 3-7 of the Unicode standard. */
  public static boolean isValid(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end) {
      while (at <= end - 8 && ((long) WORD.get(bytes, at) & HIGHS) == 0) {
        at += 8;
      }
      while (at < end && bytes[at] >= 0) {
        at++;
      }
      while (at < end && bytes[at] < 0) {
        int length = length(bytes, at, end);
        if (length == 0) {
          return false;
        }
        at += length;
      }
    }
    return true;
  }

  /** Returns how many bytes the character takes that is not ASCII; 0 if it is malformed. */
  private static int length(byte[] b, int at, int end) {
    int lead = b[at] & 0xff;
    if (lead < 0xc2 || lead > 0xf4) {
      return 0;
    }
    int length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (at + length > end) {
      return 0;
    }
    int second = b[at + 1] & 0xff;
    int least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    int most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (second < least || second > most) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((b[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  /** Returns the bytes with U+FFFD in place of what is malformed, as Java's decoder does it. */
  public static byte[] repair(byte[] bytes, int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8)
        .getBytes(StandardCharsets.UTF_8);
  }
}

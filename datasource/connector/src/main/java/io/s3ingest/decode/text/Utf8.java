package io.s3ingest.decode.text;

import java.nio.charset.StandardCharsets;
import org.apache.spark.unsafe.types.UTF8String;

/** Tells and repairs malformed UTF-8. */
public final class Utf8 {
  private Utf8() {}

  /** Returns whether these bytes are well-formed UTF-8. */
  public static boolean isValid(byte[] bytes, int start, int end) {
    return UTF8String.fromBytes(bytes, start, end - start).isValid();
  }

  /** Returns the bytes with U+FFFD in place of what is malformed, as Java's decoder does it. */
  public static byte[] repair(byte[] bytes, int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8)
        .getBytes(StandardCharsets.UTF_8);
  }
}

package io.s3ingest.testing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** Orders keys by their UTF-8 bytes, as S3 lists them; Java's own order differs beyond U+D7FF. */
final class Utf8Order {
  static final Comparator<String> INSTANCE =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private Utf8Order() {}
}

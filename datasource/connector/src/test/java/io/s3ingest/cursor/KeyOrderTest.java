package io.s3ingest.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class KeyOrderTest {
  @Test
  void putsSupplementaryCharactersBehindTheRestUnlikeJava() {
    String emoji = "k\uD83D\uDE00";
    String fullwidth = "k\uFF21";
    assertThat(emoji.compareTo(fullwidth)).isNegative();
    assertThat(KeyOrder.INSTANCE.compare(emoji, fullwidth)).isPositive();
  }

  @Property
  void agreesWithTheBytes(@ForAll("keys") String left, @ForAll("keys") String right) {
    int expected =
        Arrays.compareUnsigned(
            left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    assertThat(Integer.signum(KeyOrder.INSTANCE.compare(left, right)))
        .isEqualTo(Integer.signum(expected));
  }

  @Provide
  Arbitrary<String> keys() {
    Arbitrary<Integer> codePoint =
        Arbitraries.of(0x61, 0x62, 0x2f, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff);
    Arbitrary<Integer> high = Arbitraries.of(0x10000, 0x1f600, 0x10ffff);
    return Arbitraries.oneOf(codePoint, high)
        .list()
        .ofMaxSize(4)
        .map(
            points -> {
              StringBuilder out = new StringBuilder();
              points.forEach(out::appendCodePoint);
              return out.toString();
            });
  }
}

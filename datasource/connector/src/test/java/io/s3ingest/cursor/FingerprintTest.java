package io.s3ingest.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class FingerprintTest {
  private static final BigInteger MOD = BigInteger.ONE.shiftLeft(128);

  @Test
  void hashesAsSpecified() {
    // printf '\0\0\0\003a/b\0\0\0\002e1\0\0\0\0\0\0\0\007' | sha256sum
    assertThat(Fingerprint.of("a/b", "e1", 7)).hasToString("867fdeba0b791206a34bc8c062c7681e");
  }

  @Property
  void addsAndTakesAwayModulo2To128(
      @ForAll long a, @ForAll long b, @ForAll long c, @ForAll long d) {
    Fingerprint left = new Fingerprint(a, b);
    Fingerprint right = new Fingerprint(c, d);
    assertThat(big(left.plus(right))).isEqualTo(big(left).add(big(right)).mod(MOD));
    assertThat(big(left.minus(right))).isEqualTo(big(left).subtract(big(right)).mod(MOD));
    assertThat(Fingerprint.parse(left.toString())).isEqualTo(left);
  }

  private static BigInteger big(Fingerprint value) {
    return new BigInteger(value.toString(), 16);
  }
}

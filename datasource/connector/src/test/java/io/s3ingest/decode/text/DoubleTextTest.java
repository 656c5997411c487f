package io.s3ingest.decode.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The JDK rounds correctly too, only slower. */
final class DoubleTextTest {
  private static void assertAsJdk(long digits, int exponent) {
    double expected = Double.parseDouble(digits + "e" + exponent);
    double actual = DoubleText.of(digits, exponent);
    if (Double.doubleToRawLongBits(actual) != Double.doubleToRawLongBits(expected)) {
      assertThat(actual).as("%de%d", digits, exponent).isEqualTo(expected);
    }
  }

  @Test
  void roundsRandomDigitsAsTheJdkDoes() {
    Random random = new Random(1);
    for (int i = 0; i < 300_000; i++) {
      assertAsJdk(random.nextLong() >>> (1 + random.nextInt(63)), random.nextInt(160) - 80);
    }
  }

  @Test
  void readsBackWhatIsPrinted() {
    Random random = new Random(2);
    for (int i = 0; i < 200_000; i++) {
      double value = random.nextDouble() * Math.pow(10, random.nextInt(40) - 20);
      BigDecimal printed = new BigDecimal(Double.toString(value)).stripTrailingZeros();
      long digits = printed.unscaledValue().longValueExact();
      assertThat(DoubleText.of(digits, -printed.scale())).isEqualTo(value);
    }
  }

  /** Numbers exactly between two doubles, and beside. */
  @Test
  void roundsTheMiddleToEven() {
    Random random = new Random(3);
    int middles = 0;
    for (int i = 0; i < 200_000; i++) {
      BigInteger middle =
          BigInteger.valueOf((1L << 53) + 1 + 2 * (long) random.nextInt())
              .shiftLeft(random.nextInt(9));
      int exponent = random.nextInt(30) - 6;
      BigInteger five = BigInteger.valueOf(5).pow(Math.max(0, exponent));
      if (middle.mod(five).signum() == 0) {
        middles++;
      }
      long digits = middle.longValueExact();
      assertAsJdk(digits, 0);
      assertAsJdk(digits, exponent);
      assertAsJdk(digits - 1, 0);
      assertAsJdk(digits + 1, 0);
    }
    assertThat(middles).isPositive();
  }
}

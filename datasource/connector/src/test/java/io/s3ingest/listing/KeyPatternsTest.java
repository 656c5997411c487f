package io.s3ingest.listing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyPatternsTest {
  @Test
  void takesWhatIsIncludedAndNotExcluded() {
    KeyPatterns patterns =
        new KeyPatterns(List.of("data/prod/*", "analytics/*"), List.of("*/temp/*", "*/staging/*"));
    assertThat(
            Stream.of("data/prod/a/b.csv", "data/prod/temp/c.csv", "analytics/d.csv", "x/e.csv")
                .filter(patterns::pass))
        .containsExactly("data/prod/a/b.csv", "analytics/d.csv");
  }

  @Test
  void takesEverythingWithoutPatterns() {
    assertThat(KeyPatterns.ALL.pass("any/key")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "*.csv, a/b/c.csv, true",
    "a?b, a/b, true",
    "a[!x]b, a/b, false",
    "a*, b/a, false",
    "a.b, axb, false",
    "{a}, {a}, true"
  })
  void matchesAsFnmatchDoes(String pattern, String key, boolean passes) {
    assertThat(new KeyPatterns(List.of(pattern), List.of()).pass(key)).isEqualTo(passes);
  }
}

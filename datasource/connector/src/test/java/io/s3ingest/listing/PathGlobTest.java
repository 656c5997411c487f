package io.s3ingest.listing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PathGlobTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          data/*.csv            | data/a.csv              | true
          data/*.csv            | data/x/a.csv            | false
          data/*.csv            | data/.csv               | true
          data/*                | data/x/y/a.csv          | true
          data/*/               | data/x/a.csv            | true
          data/**/a.csv         | data/a.csv              | true
          data/**/a.csv         | data/x/y/a.csv          | true
          data/**/a.csv         | data/xa.csv             | false
          data/**               | data/x/y/a.csv          | true
          **/a.csv              | a.csv                   | true
          **/a.csv              | x/a.csv                 | true
          da**a                 | data/x/ya               | true
          data/?.csv            | data/a.csv              | true
          data/?.csv            | data/ab.csv             | false
          data?a.csv            | data/a.csv              | false
          data/[a-c].csv        | data/b.csv              | true
          data/[a-c].csv        | data/d.csv              | false
          data/[!a-c].csv       | data/d.csv              | true
          data/[^a-c].csv       | data/b.csv              | false
          data[!x]a.csv         | data/a.csv              | false
          data/[]a].csv         | data/].csv              | true
          data/[a.csv           | data/[a.csv             | true
          data/{a,b}.csv        | data/b.csv              | true
          data/{a,b}.csv        | data/c.csv              | false
          data/{a,b{1,2}}/c     | data/b2/c               | true
          data/{,x}a.csv        | data/a.csv              | true
          data/{a.csv           | data/{a.csv             | true
          data/\\*.csv           | data/*.csv              | true
          data/\\*.csv           | data/a.csv              | false
          y=2024/m={01,02}/*.gz | y=2024/m=02/part-0.gz   | true
          donn*/é?.csv          | données/éé.csv          | true
          """)
  void matchesKeysAndTheFoldersAboveThem(String glob, String key, boolean covered) {
    assertThat(new PathGlob(glob).covers(key)).isEqualTo(covered);
  }

  @ParameterizedTest
  @CsvSource({
    "data/2024/*.csv, data/2024/",
    "'data/20{23,24}/a', data/20",
    "*, ''",
    "data/a\\*b, data/a"
  })
  void tellsWhatEveryMatchBeginsWith(String glob, String prefix) {
    assertThat(new PathGlob(glob).literalPrefix()).isEqualTo(prefix);
  }

  @Test
  void staysFastOnAPatternOfManyStars() {
    Wildcard pattern = Wildcard.acrossFolders("*a".repeat(60) + "b");
    assertThat(pattern.matches("a".repeat(1000))).isFalse();
    assertThat(pattern.matches("a".repeat(1000) + "b")).isTrue();
  }

  @Test
  void doesNotExplodeOnManyBraces() {
    PathGlob glob = new PathGlob("{a,b}".repeat(40) + "/x");
    assertThat(glob.covers("a".repeat(40) + "/x")).isTrue();
  }
}

package io.s3ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class KeptTailsTest {
  private final KeptTails tails = new KeptTails(80);

  @Test
  void knowsExactlyTheVersionThatWasRead() {
    byte[] end = new byte[10];
    tails.keep(object("k", "e", 100), end);
    assertThat(tails.of(object("k", "e", 100))).isSameAs(end);
    assertThat(tails.of(object("k", "f", 100))).isNull();
    assertThat(tails.of(object("k", "e", 101))).isNull();
    assertThat(tails.of(object("l", "e", 100))).isNull();
  }

  @Test
  void forgetsFirstWhatWasUsedLongestAgo() {
    for (int i = 0; i < 8; i++) {
      tails.keep(object("k" + i, "e", 100), new byte[10]);
    }
    assertThat(tails.of(object("k0", "e", 100))).isNotNull();
    tails.keep(object("k8", "e", 100), new byte[10]);
    assertThat(tails.of(object("k0", "e", 100))).isNotNull();
    assertThat(tails.of(object("k1", "e", 100))).isNull();
    assertThat(tails.of(object("k8", "e", 100))).isNotNull();
  }

  @Test
  void keepsNoMoreThanItsRoomWhenATailIsReplaced() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 8; i++) {
        tails.keep(object("k" + i, "e", 100), new byte[10]);
      }
    }
    for (int i = 0; i < 8; i++) {
      assertThat(tails.of(object("k" + i, "e", 100))).isNotNull();
    }
  }

  @Test
  void doesNotKeepWhatIsLongOrHasNoEtag() {
    tails.keep(object("long", "e", 100), new byte[11]);
    tails.keep(object("nameless", "", 100), new byte[1]);
    KeptTails.NONE.keep(object("none", "e", 100), new byte[1]);
    assertThat(tails.of(object("long", "e", 100))).isNull();
    assertThat(tails.of(object("nameless", "", 100))).isNull();
    assertThat(KeptTails.NONE.of(object("none", "e", 100))).isNull();
  }

  private static ObjectRef object(String key, String etag, long size) {
    return new ObjectRef("b", key, size, etag, null, Instant.EPOCH);
  }
}

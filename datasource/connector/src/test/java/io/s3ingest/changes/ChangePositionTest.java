package io.s3ingest.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChangePositionTest {
  @Test
  void splitsATokenAtItsLastUnderscore() {
    assertThat(ChangePosition.parse("this_Is_A_Key_c1634049397"))
        .isEqualTo(new ChangePosition("this_Is_A_Key", false, 1634049397L));
    assertThat(ChangePosition.parse("thisIsAKey_s12345"))
        .isEqualTo(new ChangePosition("thisIsAKey", true, 12345L));
    assertThat(ChangePosition.parse("_s0")).isEqualTo(new ChangePosition("", true, 0));
  }

  @Test
  void ordersKeysAsTheStoreDoes() {
    ChangePosition position = ChangePosition.parse("b_s1");
    assertThat(position.snapshots("b")).isFalse();
    assertThat(position.snapshots("ba")).isTrue();
    assertThat(position.snapshots("a")).isFalse();
    assertThat(ChangePosition.parse("\uffee_s1").snapshots("\ud83d\ude00")).isTrue();
    assertThat(ChangePosition.parse("b_c1").snapshots("c")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "key", "key_", "key_x1", "key_s", "key_c1x", "key_c-1", "c1634049397"})
  void refusesWhatIsNoToken(String token) {
    assertThatThrownBy(() -> ChangePosition.parse(token))
        .hasMessage(
            "[S3INGEST_INVALID_OPTION] Cannot use option 'startingPosition' = '%s': expected a position such as orders/7.json_s1634049397 or orders/7.json_c1634049397."
                .formatted(token));
  }
}

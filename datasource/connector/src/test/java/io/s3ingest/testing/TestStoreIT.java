package io.s3ingest.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TestStoreIT {
  @Test
  void keepsWhatIsPut() {
    TestStore store = TestStore.shared();
    String bucket = store.newBucket();
    store.put(bucket, "a/b.txt", "hello");
    assertThat(store.sdk().getObjectAsBytes(b -> b.bucket(bucket).key("a/b.txt")).asUtf8String())
        .isEqualTo("hello");
    assertThat(TestSpark.session().range(3).count()).isEqualTo(3);
  }
}

package io.s3ingest.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.testing.TestStore;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

final class MinioContractIT extends ObjectStoreContract {
  /** A run without MinIO fails in CI before it gets here. */
  @BeforeAll
  static void needMinio() {
    Assumptions.assumeTrue(TestStore.shared().minio(), "The server of this run is not MinIO");
  }

  @Override
  protected Map<String, String> options() {
    return TestStore.shared().options();
  }

  @Override
  protected S3Client sdk() {
    return TestStore.shared().sdk();
  }

  /** MinIO keeps keys as paths of a file system, where an empty name cannot be. */
  @Test
  @Override
  void keepsEmptyNamesInAKey() {
    assertThatThrownBy(() -> store.put(path("a//b"), bytes("hello"), Map.of()))
        .hasMessage(
            "[S3INGEST_STORE_FAILED] Cannot write s3://%s/a//b: the store failed (400"
                    .formatted(bucket)
                + " XMinioInvalidObjectName: Object name contains unsupported characters) in 1 of"
                + " 1 tries. Run again; if it stays, ask who runs the store.");
  }

  /** MinIO keeps keys as paths of a file system, and lets none climb. */
  @Test
  @Override
  void keepsAKeyThatClimbs() {
    assertThatThrownBy(() -> store.put(path("../up"), bytes("hello"), Map.of()))
        .hasMessage(
            "[S3INGEST_STORE_FAILED] Cannot write s3://%s/../up: the store failed (400"
                    .formatted(bucket)
                + " XMinioInvalidResourceName: Resource name contains bad components such as"
                + " \"..\" or \".\") in 1 of 1 tries. Run again; if it stays, ask who runs the"
                + " store.");
  }
}

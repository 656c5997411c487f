package io.s3ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.error.ErrorCondition;
import io.s3ingest.testing.TestStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

final class EmbeddedS3ContractIT extends ObjectStoreContract {
  @Override
  protected Map<String, String> options() {
    return TestStore.embedded().options();
  }

  @Override
  protected S3Client sdk() {
    return TestStore.embedded().sdk();
  }

  /** S3Mock sorts keys as Java does, by UTF-16 units. */
  @Test
  @Override
  void listsInTheOrderOfUtf8Bytes() {
    List<String> keys = List.of("A", "a", "é", "\uFF5E", "\uD83D\uDE00");
    keys.forEach(key -> put(key, key));
    assertThat(keys(ListRequest.below(bucket, "").most(2)))
        .containsExactly("A", "a", "é", "\uD83D\uDE00", "\uFF5E");
  }

  /** S3Mock finds the groups of what is left, not of the page, and so gives them twice. */
  @Test
  @Override
  void groupsAtADelimiterAcrossPages() {
    List.of("x/a/1", "x/a/2", "x/b", "x/c/1", "x/d").forEach(key -> put(key, key));
    assertThat(groupedEntries()).containsExactly("x/a/", "x/c/", "x/b", "x/c/", "x/d");
  }

  /** S3Mock answers with the document of another operation, which the port does not take. */
  @Test
  @Override
  void listsVersionsNewestFirstAcrossPages() {
    keepVersions();
    put("a", "1");
    assertFails(ErrorCondition.STORE_FAILED, () -> versions(1000));
  }
}

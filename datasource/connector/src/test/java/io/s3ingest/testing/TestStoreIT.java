package io.s3ingest.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

final class TestStoreIT {
  private final TestStore store = TestStore.shared();
  private String bucket;

  @BeforeEach
  void putOneObject() {
    bucket = store.newBucket();
    store.put(bucket, "a/b.txt", "hello");
  }

  @Test
  void keepsWhatIsPut() {
    assertThat(read(store.sdk())).isEqualTo("hello");
  }

  @Test
  void keepsOldVersions() {
    String versioned = store.newVersionedBucket();
    store.put(versioned, "k", "1");
    store.put(versioned, "k", "2");
    assertThat(store.sdk().listObjectVersions(b -> b.bucket(versioned)).versions()).hasSize(2);
  }

  @Test
  void hasAReaderWhoMayListAndReadOneBucketOnly() {
    S3Client reader = client(store.optionsOfReader(bucket));
    assertThat(list(reader)).isEqualTo("a/b.txt");
    assertThat(read(reader)).isEqualTo("hello");
    assertDenied(() -> reader.deleteObject(b -> b.bucket(bucket).key("a/b.txt")));
    assertDenied(() -> reader.getBucketLocation(b -> b.bucket(bucket)));
    String other = store.newBucket();
    assertDenied(() -> reader.listObjectsV2(b -> b.bucket(other)));
  }

  @Test
  void hasAUserWhoMayNotList() {
    S3Client user = client(store.optionsWithoutListBucket(bucket));
    assertThat(read(user)).isEqualTo("hello");
    assertDenied(() -> list(user));
  }

  @Test
  void hasAUserWhoMayNotRead() {
    S3Client user = client(store.optionsWithoutGetObject(bucket));
    assertThat(list(user)).isEqualTo("a/b.txt");
    assertDenied(() -> read(user));
  }

  private String list(S3Client client) {
    return client.listObjectsV2(b -> b.bucket(bucket)).contents().stream()
        .map(S3Object::key)
        .reduce("", String::concat);
  }

  private String read(S3Client client) {
    return client.getObjectAsBytes(b -> b.bucket(bucket).key("a/b.txt")).asUtf8String();
  }

  private static void assertDenied(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied"));
  }

  private static S3Client client(Map<String, String> options) {
    return S3Client.builder()
        .endpointOverride(URI.create(options.get("endpoint")))
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .httpClient(UrlConnectionHttpClient.create())
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsSessionCredentials.create(
                    options.get("accessKeyId"),
                    options.get("secretAccessKey"),
                    options.get("sessionToken"))))
        .build();
  }
}

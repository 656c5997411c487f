package io.s3ingest.store.s3;

import io.s3ingest.testing.TestStore;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Temporary keys of a test server that a policy narrows. */
final class TestRoles {
  private TestRoles() {}

  static Credentials assume(TestStore server, String policy) {
    try (StsClient sts =
        StsClient.builder()
            .httpClient(UrlConnectionHttpClient.create())
            .endpointOverride(URI.create(server.endpoint()))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(server.accessKey(), server.secretKey())))
            .build()) {
      return sts.assumeRole(
              r ->
                  r.roleArn("arn:aws:iam::123456789012:role/test")
                      .roleSessionName("test")
                      .policy(policy))
          .credentials();
    }
  }
}

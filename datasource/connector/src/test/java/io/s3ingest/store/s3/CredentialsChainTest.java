package io.s3ingest.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.options.StoreOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

final class CredentialsChainTest {
  private static final SdkHttpClient HTTP = UrlConnectionHttpClient.create();
  private static final Map<String, String> OURS =
      Map.of("accessKeyId", "OURS", "secretAccessKey", "s");
  private static final Map<String, String> SESSION =
      Map.of(
          "fs.s3a.access.key", "SESSION",
          "fs.s3a.secret.key", "s",
          "fs.s3a.bucket.own.access.key", "BUCKET",
          "fs.s3a.bucket.own.secret.key", "s",
          "fs.s3a.bucket.own.session.token", "t");

  private static AwsCredentialsProvider provider(
      Map<String, String> raw, Map<String, String> hadoop, String bucket) {
    return CredentialsChain.of(S3AddressTest.options(raw, hadoop), bucket, "us-east-1", HTTP);
  }

  private static AwsCredentials keys(
      Map<String, String> raw, Map<String, String> hadoop, String bucket) {
    return provider(raw, hadoop, bucket).resolveCredentials();
  }

  @Test
  void ourKeysComeBeforeAllElse() {
    Map<String, String> raw =
        Map.of(
            "accessKeyId", "OURS",
            "secretAccessKey", "s",
            "sessionToken", "t",
            "profile", "dev",
            "useInstanceProfile", "true");
    assertThat(keys(raw, SESSION, "own")).isEqualTo(AwsSessionCredentials.create("OURS", "s", "t"));
  }

  @Test
  void aProfileComesBeforeTheMachineAndTheSession() {
    assertThat(provider(Map.of("profile", "dev", "useInstanceProfile", "true"), SESSION, "own"))
        .hasToString("ProfileCredentialsProvider(profileName=dev)");
    assertThat(provider(Map.of("useInstanceProfile", "true"), SESSION, "own").toString())
        .contains("ContainerCredentialsProvider", "InstanceProfileCredentialsProvider");
  }

  @Test
  void theBucketsOwnSessionKeysComeBeforeTheOthers() {
    assertThat(keys(Map.of(), SESSION, "own"))
        .isEqualTo(AwsSessionCredentials.create("BUCKET", "s", "t"));
    assertThat(keys(Map.of(), SESSION, "other").accessKeyId()).isEqualTo("SESSION");
  }

  @Test
  void theDefaultChainComesLast() {
    assertThat(provider(Map.of(), Map.of(), "own").toString()).contains("DefaultCredentials");
    assertThat(provider(Map.of(), Map.of("fs.s3a.access.key", "alone"), "own").toString())
        .contains("DefaultCredentials");
  }

  @Test
  void anonymousHasNoKeys() {
    assertThat(keys(Map.of("anonymous", "true"), SESSION, "own").accessKeyId()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider, accessKeyId=SESSION",
    "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider, accessKeyId=SESSION",
    "org.apache.hadoop.fs.s3a.AnonymousAWSCredentialsProvider, AnonymousCredentialsProvider",
    "com.amazonaws.auth.EnvironmentVariableCredentialsProvider, EnvironmentVariableCredentialsProvider",
    "software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider, EnvironmentVariableCredentialsProvider",
    "org.apache.hadoop.fs.s3a.auth.IAMInstanceCredentialsProvider, InstanceProfileCredentialsProvider",
    "com.amazonaws.auth.InstanceProfileCredentialsProvider, InstanceProfileCredentialsProvider",
    "com.amazonaws.auth.profile.ProfileCredentialsProvider, ProfileCredentialsProvider",
    "com.amazonaws.auth.WebIdentityTokenCredentialsProvider, WebIdentityTokenFileCredentialsProvider",
    "com.amazonaws.auth.DefaultAWSCredentialsProviderChain, DefaultCredentialsProvider",
    "org.apache.hadoop.fs.s3a.auth.AssumedRoleCredentialProvider, StsAssumeRoleCredentialsProvider",
  })
  void knowsTheProvidersThatS3aUsersName(String className, String provider) {
    Map<String, String> hadoop =
        Map.of(
            "fs.s3a.aws.credentials.provider", className,
            "fs.s3a.access.key", "SESSION",
            "fs.s3a.secret.key", "s",
            "fs.s3a.assumed.role.arn", "arn:aws:iam::1:role/r");
    assertThat(provider(Map.of(), hadoop, "own").toString()).contains(provider);
  }

  @Test
  void takesTheFirstOfAListThatHasKeys() {
    Map<String, String> hadoop =
        Map.of(
            "fs.s3a.aws.credentials.provider",
            "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider,\n  "
                + "org.apache.hadoop.fs.s3a.AnonymousAWSCredentialsProvider");
    assertThat(keys(Map.of(), hadoop, "own").accessKeyId()).isNull();
  }

  @Test
  void refusesAProviderThatItDoesNotKnow() {
    Map<String, String> hadoop = Map.of("fs.s3a.aws.credentials.provider", "com.acme.Vault");
    assertThatThrownBy(() -> provider(Map.of(), hadoop, "own"))
        .hasMessage(
            "[S3INGEST_INVALID_CREDENTIALS] Cannot use 'fs.s3a.aws.credentials.provider' ="
                + " 'com.acme.Vault': s3ingest does not know this provider. Set 'accessKeyId' and"
                + " 'secretAccessKey', 'profile' or 'roleArn', or store=hadoop to read through"
                + " S3A.");
    assertThat(keys(OURS, hadoop, "own").accessKeyId()).isEqualTo("OURS");
  }

  @Test
  void aRecipeShowsNoSecret() {
    StoreOptions options =
        S3AddressTest.options(
            Map.of("accessKeyId", "OURS", "secretAccessKey", "hush1", "sessionToken", "hush2"),
            Map.of("fs.s3a.secret.key", "hush3"));
    assertThat(options.toString()).doesNotContain("hush");
  }
}

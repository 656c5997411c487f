package io.s3ingest.store.s3;

import io.s3ingest.error.StoreErrors;
import io.s3ingest.options.Secret;
import io.s3ingest.options.StoreOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/**
 * Where the keys of one bucket come from: our own options first (keys, role over them, profile,
 * machine), then the session's {@code fs.s3a.*}, then the default chain of AWS.
 */
final class CredentialsChain {
  private static final String PROVIDERS = "aws.credentials.provider";

  private final StoreOptions options;
  private final S3aSettings s3a;
  private final String region;
  private final SdkHttpClient http;

  private CredentialsChain(
      StoreOptions options, S3aSettings s3a, String region, SdkHttpClient http) {
    this.options = options;
    this.s3a = s3a;
    this.region = region;
    this.http = http;
  }

  /** Returns the source of keys; asks for none yet. Its anonymous keys are null: do not sign. */
  static AwsCredentialsProvider of(
      StoreOptions options, String bucket, String region, SdkHttpClient http) {
    S3aSettings s3a = new S3aSettings(options.hadoop(), bucket);
    return new CredentialsChain(options, s3a, region, http).provider();
  }

  private AwsCredentialsProvider provider() {
    if (options.anonymous()) {
      return AnonymousCredentialsProvider.create();
    }
    AwsCredentialsProvider base = ours();
    StoreOptions.Role role = options.role();
    if (role != null) {
      return role(
          role.arn(),
          role.externalId(),
          role.sessionName(),
          role.stsEndpoint(),
          base != null ? base : sessionOrDefault());
    }
    return base != null ? base : sessionOrDefault();
  }

  private AwsCredentialsProvider ours() {
    if (options.accessKeyId() != null) {
      return fixed(
          options.accessKeyId(), value(options.secretAccessKey()), value(options.sessionToken()));
    }
    if (options.profile() != null) {
      return ProfileCredentialsProvider.create(options.profile());
    }
    return options.instanceProfile() ? machine() : null;
  }

  private AwsCredentialsProvider sessionOrDefault() {
    List<String> names = s3a.classNames(PROVIDERS);
    if (!names.isEmpty()) {
      return chain(names, PROVIDERS);
    }
    AwsCredentialsProvider keys = sessionKeys();
    return keys != null ? keys : DefaultCredentialsProvider.builder().build();
  }

  private AwsCredentialsProvider chain(List<String> classNames, String setting) {
    List<AwsCredentialsProvider> providers = new ArrayList<>();
    for (String className : classNames) {
      AwsCredentialsProvider provider = known(className, setting);
      if (provider != null) {
        providers.add(provider);
      }
    }
    if (providers.isEmpty()) {
      return DefaultCredentialsProvider.builder().build();
    }
    return providers.size() == 1
        ? providers.get(0)
        : AwsCredentialsProviderChain.builder().credentialsProviders(providers).build();
  }

  /** Maps the classes that S3A users name, of both SDK versions; null for "has no keys to give". */
  private AwsCredentialsProvider known(String className, String setting) {
    String name = className.substring(className.lastIndexOf('.') + 1);
    return switch (name) {
      case "SimpleAWSCredentialsProvider", "TemporaryAWSCredentialsProvider" -> sessionKeys();
      case "AnonymousAWSCredentialsProvider", "AnonymousCredentialsProvider" ->
          AnonymousCredentialsProvider.create();
      case "EnvironmentVariableCredentialsProvider" ->
          EnvironmentVariableCredentialsProvider.create();
      case "IAMInstanceCredentialsProvider",
          "InstanceProfileCredentialsProvider",
          "EC2ContainerCredentialsProviderWrapper" ->
          machine();
      case "ContainerCredentialsProvider" -> ContainerCredentialsProvider.create();
      case "ProfileCredentialsProvider", "ProfileAWSCredentialsProvider" ->
          ProfileCredentialsProvider.create(s3a.value("auth.profile.name"));
      case "WebIdentityTokenFileCredentialsProvider", "WebIdentityTokenCredentialsProvider" ->
          WebIdentityTokenFileCredentialsProvider.create();
      case "DefaultCredentialsProvider", "DefaultAWSCredentialsProviderChain" ->
          DefaultCredentialsProvider.builder().build();
      case "AssumedRoleCredentialProvider" -> sessionRole();
      default -> throw StoreErrors.unknownCredentialsProvider("fs.s3a." + setting, className);
    };
  }

  private AwsCredentialsProvider sessionRole() {
    String baseSetting = "assumed.role.credentials.provider";
    List<String> names = new ArrayList<>(s3a.classNames(baseSetting));
    names.removeIf(name -> name.endsWith(".AssumedRoleCredentialProvider"));
    AwsCredentialsProvider keys = sessionKeys();
    AwsCredentialsProvider base =
        !names.isEmpty()
            ? chain(names, baseSetting)
            : keys != null ? keys : DefaultCredentialsProvider.builder().build();
    String session = s3a.value("assumed.role.session.name");
    return role(
        s3a.value("assumed.role.arn"),
        s3a.value("assumed.role.external.id"),
        session == null ? "s3ingest" : session,
        s3a.value("assumed.role.sts.endpoint"),
        base);
  }

  private AwsCredentialsProvider sessionKeys() {
    String accessKey = s3a.value("access.key");
    String secretKey = s3a.value("secret.key");
    return accessKey == null || secretKey == null
        ? null
        : fixed(accessKey, secretKey, s3a.value("session.token"));
  }

  private static AwsCredentialsProvider fixed(String accessKey, String secretKey, String token) {
    return StaticCredentialsProvider.create(
        token == null
            ? AwsBasicCredentials.create(accessKey, secretKey)
            : AwsSessionCredentials.create(accessKey, secretKey, token));
  }

  private static AwsCredentialsProvider machine() {
    return AwsCredentialsProviderChain.of(
        ContainerCredentialsProvider.create(), InstanceProfileCredentialsProvider.create());
  }

  private AwsCredentialsProvider role(
      String arn,
      String externalId,
      String sessionName,
      String endpoint,
      AwsCredentialsProvider base) {
    StsClientBuilder sts =
        StsClient.builder()
            .httpClient(http)
            .credentialsProvider(base)
            .region(Region.of(region))
            .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()));
    if (endpoint != null) {
      sts.endpointOverride(URI.create(endpoint.contains("://") ? endpoint : "https://" + endpoint));
    }
    return StsAssumeRoleCredentialsProvider.builder()
        .stsClient(sts.build())
        .refreshRequest(r -> r.roleArn(arn).roleSessionName(sessionName).externalId(externalId))
        .build();
  }

  private static String value(Secret secret) {
    return secret == null ? null : secret.value();
  }
}

package io.s3ingest.options;

import io.s3ingest.error.OptionErrors;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The recipe of a store: where it is and how its keys are had. Travels to executors, which open
 * their own client from it; equal recipes share one client. Fields without a value are null.
 *
 * @param hadoop the session's {@code fs.*} settings, consulted for what is not set here; may hold
 *     secrets and is never printed
 */
public record StoreOptions(
    StoreKind kind,
    String endpoint,
    String region,
    String accessKeyId,
    Secret secretAccessKey,
    Secret sessionToken,
    boolean anonymous,
    String profile,
    Role role,
    boolean instanceProfile,
    Boolean pathStyleAccess,
    Tls tls,
    Proxy proxy,
    boolean requesterPays,
    int concurrency,
    int retryCount,
    Duration connectTimeout,
    Duration readTimeout,
    Map<String, String> hadoop)
    implements Serializable {

  /** A role to assume. */
  public record Role(String arn, String externalId, String sessionName, String stsEndpoint)
      implements Serializable {}

  /** Which certificates are believed. */
  public record Tls(boolean verify, String certPath) implements Serializable {}

  /** An HTTP proxy. */
  public record Proxy(String host, int port, String username, Secret password)
      implements Serializable {}

  public StoreOptions {
    hadoop = new TreeMap<>(hadoop);
  }

  /** Reads the store part of {@code set}; {@code hadoop} holds the session's {@code fs.*} keys. */
  public static StoreOptions of(OptionSet set, Map<String, String> hadoop) {
    String accessKey = set.get(S3IngestOptions.ACCESS_KEY_ID);
    String secretKey = set.get(S3IngestOptions.SECRET_ACCESS_KEY);
    if (accessKey != null && secretKey == null) {
      throw OptionErrors.onlyOneOf(
          set.spelling(S3IngestOptions.ACCESS_KEY_ID), S3IngestOptions.SECRET_ACCESS_KEY.name());
    }
    if (secretKey != null && accessKey == null) {
      throw OptionErrors.onlyOneOf(
          set.spelling(S3IngestOptions.SECRET_ACCESS_KEY), S3IngestOptions.ACCESS_KEY_ID.name());
    }
    if (accessKey == null && set.get(S3IngestOptions.SESSION_TOKEN) != null) {
      throw OptionErrors.onlyOneOf(
          set.spelling(S3IngestOptions.SESSION_TOKEN), S3IngestOptions.ACCESS_KEY_ID.name());
    }
    String roleArn = set.get(S3IngestOptions.ROLE_ARN);
    String proxyHost = set.get(S3IngestOptions.PROXY_HOST);
    return new StoreOptions(
        set.get(S3IngestOptions.STORE),
        set.get(S3IngestOptions.ENDPOINT),
        set.get(S3IngestOptions.REGION),
        accessKey,
        Secret.of(secretKey),
        Secret.of(set.get(S3IngestOptions.SESSION_TOKEN)),
        set.get(S3IngestOptions.ANONYMOUS),
        set.get(S3IngestOptions.PROFILE),
        roleArn == null
            ? null
            : new Role(
                roleArn,
                set.get(S3IngestOptions.ROLE_EXTERNAL_ID),
                set.get(S3IngestOptions.ROLE_SESSION_NAME),
                set.get(S3IngestOptions.STS_ENDPOINT)),
        set.get(S3IngestOptions.INSTANCE_PROFILE),
        set.get(S3IngestOptions.PATH_STYLE_ACCESS),
        new Tls(set.get(S3IngestOptions.VERIFY_SSL), set.get(S3IngestOptions.SSL_CERT_PATH)),
        proxyHost == null
            ? null
            : new Proxy(
                proxyHost,
                set.get(S3IngestOptions.PROXY_PORT),
                set.get(S3IngestOptions.PROXY_USERNAME),
                Secret.of(set.get(S3IngestOptions.PROXY_PASSWORD))),
        set.get(S3IngestOptions.REQUESTER_PAYS),
        concurrency(set, hadoop),
        set.get(S3IngestOptions.RETRY_COUNT),
        set.get(S3IngestOptions.CONNECT_TIMEOUT),
        set.get(S3IngestOptions.READ_TIMEOUT),
        hadoop);
  }

  /** S3A's bound on its connections stands for ours where only that one is set. */
  private static int concurrency(OptionSet set, Map<String, String> hadoop) {
    String connections = hadoop.get("fs.s3a.connection.maximum");
    return set.has(S3IngestOptions.CONCURRENCY) || connections == null
        ? set.get(S3IngestOptions.CONCURRENCY)
        : S3IngestOptions.CONCURRENCY.parse(connections);
  }

  @Override
  public String toString() {
    return "StoreOptions[kind=" + kind + ", endpoint=" + endpoint + ", region=" + region + "]";
  }
}

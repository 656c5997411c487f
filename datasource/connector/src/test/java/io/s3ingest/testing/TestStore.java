package io.s3ingest.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * A real S3 server for tests, one per JVM, picked and started on first use. Each run prints once
 * which it is.
 */
public final class TestStore {
  private static TestStore shared;
  private static TestStore embedded;
  private static IllegalStateException unavailable;
  private static final AtomicInteger BUCKETS = new AtomicInteger();

  private final S3Server server;
  private final S3Client sdk;
  private final List<String> buckets = new ArrayList<>();

  TestStore(S3Server server) {
    this.server = server;
    this.sdk = SdkClients.forServer(server.endpoint(), server.accessKey(), server.secretKey());
    if (server.borrowed()) {
      Runtime.getRuntime().addShutdownHook(new Thread(this::removeBuckets));
    }
  }

  /** Returns the server of this JVM. */
  public static synchronized TestStore shared() {
    if (unavailable != null) {
      // Trying again would cost each test class the same minutes.
      throw unavailable;
    }
    if (shared == null) {
      try {
        shared = new TestStore(ServerChoice.ofThisMachine().pick());
      } catch (IllegalStateException e) {
        unavailable = e;
        throw e;
      }
      System.out.println("S3 server for tests: " + shared.server);
    }
    return shared;
  }

  /** Returns the embedded server, whichever the server of this JVM is. */
  public static synchronized TestStore embedded() {
    if (embedded == null) {
      try {
        embedded = new TestStore(EmbeddedS3.start());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      System.out.println("S3 server for tests, beside: " + embedded.server);
    }
    return embedded;
  }

  public String endpoint() {
    return server.endpoint();
  }

  public String accessKey() {
    return server.accessKey();
  }

  public String secretKey() {
    return server.secretKey();
  }

  /** Returns whether this is MinIO, which checks keys and permissions. */
  public boolean minio() {
    return server.minio();
  }

  /** Returns a client of the AWS SDK for this server. */
  public S3Client sdk() {
    return sdk;
  }

  /** Makes a bucket that no other test has. */
  public String newBucket() {
    String bucket =
        "t%s-%d-%d"
            .formatted(
                Long.toString(System.currentTimeMillis(), 36),
                ProcessHandle.current().pid(),
                BUCKETS.incrementAndGet());
    sdk.createBucket(b -> b.bucket(bucket));
    synchronized (buckets) {
      buckets.add(bucket);
    }
    return bucket;
  }

  /** Makes a bucket that keeps every version of its objects. */
  public String newVersionedBucket() {
    String bucket = newBucket();
    sdk.putBucketVersioning(
        b -> b.bucket(bucket).versioningConfiguration(v -> v.status("Enabled")));
    return bucket;
  }

  /** Puts an object and returns its ETag without quotes. */
  public String put(String bucket, String key, byte[] body) {
    return sdk.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromBytes(body))
        .eTag()
        .replace("\"", "");
  }

  /** Puts text in UTF-8. */
  public String put(String bucket, String key, String body) {
    return put(bucket, key, body.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the options that {@code format("s3ingest")} needs to reach this server. */
  public Map<String, String> options() {
    return Map.of(
        "endpoint", endpoint(),
        "region", "us-east-1",
        "accessKeyId", accessKey(),
        "secretAccessKey", secretKey());
  }

  /** Returns the options of a user who may list and read this bucket, and nothing else. */
  public Map<String, String> optionsOfReader(String bucket) {
    return optionsOfUser(bucket, "s3:ListBucket", "s3:GetObject");
  }

  /** Returns the options of a user who may read this bucket but not list it. */
  public Map<String, String> optionsWithoutListBucket(String bucket) {
    return optionsOfUser(bucket, "s3:GetObject");
  }

  /** Returns the options of a user who may list this bucket but not read it. */
  public Map<String, String> optionsWithoutGetObject(String bucket) {
    return optionsOfUser(bucket, "s3:ListBucket");
  }

  /**
   * Returns the options of a user who may do only {@code actions} in this bucket. Skips the test
   * where the server checks no permissions, which cannot happen in CI.
   */
  public Map<String, String> optionsOfUser(String bucket, String... actions) {
    Assumptions.assumeTrue(server.minio(), () -> server + " checks no permissions");
    String policy =
        """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": [%s],
         "Resource": ["arn:aws:s3:::%s", "arn:aws:s3:::%s/*"]}]}"""
            .formatted(
                Stream.of(actions).map(a -> '"' + a + '"').collect(Collectors.joining(",")),
                bucket,
                bucket);
    try (StsClient sts =
        StsClient.builder()
            .endpointOverride(URI.create(endpoint()))
            .region(Region.US_EAST_1)
            .httpClient(UrlConnectionHttpClient.create())
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(accessKey(), secretKey())))
            .build()) {
      Credentials keys =
          sts.assumeRole(
                  r ->
                      r.roleArn("arn:aws:iam::000000000000:role/test")
                          .roleSessionName("test")
                          .policy(policy))
              .credentials();
      Map<String, String> options = new HashMap<>(options());
      options.put("accessKeyId", keys.accessKeyId());
      options.put("secretAccessKey", keys.secretAccessKey());
      options.put("sessionToken", keys.sessionToken());
      return options;
    }
  }

  private void removeBuckets() {
    synchronized (buckets) {
      for (String bucket : buckets) {
        sdk.listObjectVersionsPaginator(b -> b.bucket(bucket))
            .forEach(
                page -> {
                  page.versions().forEach(v -> remove(bucket, v.key(), v.versionId()));
                  page.deleteMarkers().forEach(m -> remove(bucket, m.key(), m.versionId()));
                });
        sdk.deleteBucket(b -> b.bucket(bucket));
      }
    }
  }

  private void remove(String bucket, String key, String versionId) {
    sdk.deleteObject(b -> b.bucket(bucket).key(key).versionId(versionId));
  }
}

package io.s3ingest.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A real S3 server for tests, one per JVM, started on first use. */
public final class TestStore {
  private static TestStore shared;
  private static final AtomicInteger BUCKETS = new AtomicInteger();

  private final String name;
  private final String endpoint;
  private final String accessKey;
  private final String secretKey;
  private final S3Client sdk;

  private TestStore(String name, String endpoint, String accessKey, String secretKey) {
    this.name = name;
    this.endpoint = endpoint;
    this.accessKey = accessKey;
    this.secretKey = secretKey;
    this.sdk =
        S3Client.builder()
            .endpointOverride(URI.create(endpoint))
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .httpClient(UrlConnectionHttpClient.create())
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
            .build();
  }

  /** Returns the server of this JVM. */
  public static synchronized TestStore shared() {
    if (shared == null) {
      shared = startMinio();
      System.out.println("S3 server for tests: " + shared.name + " at " + shared.endpoint);
    }
    return shared;
  }

  public String endpoint() {
    return endpoint;
  }

  public String accessKey() {
    return accessKey;
  }

  public String secretKey() {
    return secretKey;
  }

  /** Returns a client of the AWS SDK for this server. */
  public S3Client sdk() {
    return sdk;
  }

  /** Makes a bucket that no other test has. */
  public String newBucket() {
    String bucket = "t" + ProcessHandle.current().pid() + "-" + BUCKETS.incrementAndGet();
    sdk.createBucket(b -> b.bucket(bucket));
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
        "endpoint", endpoint,
        "region", "us-east-1",
        "accessKeyId", accessKey,
        "secretAccessKey", secretKey);
  }

  private static TestStore startMinio() {
    try {
      Path binary = Path.of(System.getProperty("user.home"), ".cache/s3ingest/bin/minio");
      int port;
      try (ServerSocket socket = new ServerSocket(0)) {
        port = socket.getLocalPort();
      }
      Path data = Files.createTempDirectory("s3ingest-minio");
      ProcessBuilder builder =
          new ProcessBuilder(
                  binary.toString(), "server", data.toString(), "--address", "127.0.0.1:" + port)
              .redirectErrorStream(true)
              .redirectOutput(data.resolve("server.log").toFile());
      builder.environment().put("MINIO_ROOT_USER", "testaccess");
      builder.environment().put("MINIO_ROOT_PASSWORD", "testsecret123");
      builder.environment().put("MINIO_BROWSER", "off");
      Process process = builder.start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      for (int i = 0; i < 200; i++) {
        try (Socket ignored = new Socket("127.0.0.1", port)) {
          break;
        } catch (IOException e) {
          Thread.sleep(50);
        }
      }
      return new TestStore(
          "MinIO binary", "http://127.0.0.1:" + port, "testaccess", "testsecret123");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

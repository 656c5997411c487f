package io.s3ingest.testing;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.testcontainers.containers.MinIOContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Picks the S3 server of a test run: a given endpoint, MinIO in Docker, a MinIO binary, else the
 * embedded server. With {@code CI=true} only MinIO will do.
 */
final class ServerChoice {
  static final String ENDPOINT = "S3INGEST_TEST_ENDPOINT";
  static final String ACCESS_KEY = "S3INGEST_TEST_ACCESS_KEY";
  static final String SECRET_KEY = "S3INGEST_TEST_SECRET_KEY";

  /** The last image that its project published. */
  private static final String IMAGE =
      "quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z"
          + "@sha256:14cea493d9a34af32f524e538b8346cf79f3321eff8e708c1e2960462bd8936e";

  private static final String KEY = "testaccess";
  private static final String SECRET = "testsecret123";

  /** Where servers come from; each may have none, and says why by an IOException if it broke. */
  interface Source {
    Optional<S3Server> server() throws IOException;
  }

  private final Function<String, String> settings;
  private final List<Source> sources;

  ServerChoice(Function<String, String> settings, List<Source> sources) {
    this.settings = settings;
    this.sources = sources;
  }

  /** The choice of this machine; system properties go before the environment. */
  static ServerChoice ofThisMachine() {
    return new ServerChoice(
        name -> System.getProperty(name, System.getenv(name)),
        List.of(ServerChoice::docker, ServerChoice::binary, () -> Optional.of(EmbeddedS3.start())));
  }

  /** Starts or finds the server. */
  S3Server pick() {
    boolean ci = "true".equals(settings.apply("CI"));
    StringBuilder broken = new StringBuilder();
    S3Server given = given();
    S3Server picked = given;
    for (int i = 0; picked == null && i < sources.size(); i++) {
      try {
        picked = sources.get(i).server().orElse(null);
      } catch (IOException e) {
        broken.append(' ').append(e.getMessage());
        if (!ci) {
          System.out.println("S3 server for tests, next choice: " + e.getMessage());
        }
      }
    }
    if (picked == null) {
      throw new IllegalStateException("Cannot start any S3 server for tests." + broken);
    }
    if (ci && !picked.minio()) {
      throw new IllegalStateException(
          "Cannot test in CI with "
              + picked
              + ": it is not MinIO. Put Go or a minio binary on the PATH, start Docker, or set "
              + ENDPOINT
              + " to a MinIO."
              + broken);
    }
    return picked;
  }

  private S3Server given() {
    String endpoint = settings.apply(ENDPOINT);
    if (endpoint == null || endpoint.isEmpty()) {
      return null;
    }
    String access = settings.apply(ACCESS_KEY);
    String secret = settings.apply(SECRET_KEY);
    if (access == null || secret == null) {
      throw new IllegalStateException(
          "Cannot use %s alone: set %s and %s too.".formatted(ENDPOINT, ACCESS_KEY, SECRET_KEY));
    }
    String product = product(endpoint);
    return new S3Server(
        "given endpoint (" + product + ")",
        endpoint,
        access,
        secret,
        product.startsWith("MinIO"),
        true);
  }

  /** Returns what the server calls itself. */
  private static String product(String endpoint) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(endpoint).toURL().openConnection();
      connection.setConnectTimeout(10_000);
      connection.setReadTimeout(10_000);
      connection.getResponseCode();
      String server = connection.getHeaderField("Server");
      return server == null ? "unnamed" : server;
    } catch (IOException e) {
      throw new IllegalStateException(
          "Cannot reach %s = %s: %s.".formatted(ENDPOINT, endpoint, e.getMessage()), e);
    }
  }

  private static Optional<S3Server> docker() throws IOException {
    if (!DockerDaemon.answers()) {
      return Optional.empty();
    }
    try {
      // Testcontainers removes the container when this JVM is gone.
      MinIOContainer container =
          new MinIOContainer(DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("minio/minio"))
              .withUserName(KEY)
              .withPassword(SECRET);
      container.start();
      return Optional.of(
          new S3Server("MinIO in Docker", container.getS3URL(), KEY, SECRET, true, false));
    } catch (RuntimeException e) {
      throw new IOException("Docker answers, but MinIO does not start in it: " + e, e);
    }
  }

  private static Optional<S3Server> binary() throws IOException {
    Optional<Path> binary = MinioBinary.find();
    if (binary.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(startMinio(binary.get()));
  }

  /** Another process may take the port that was free: then the next one is tried. */
  private static S3Server startMinio(Path binary) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        return startMinio(binary, LocalProcess.freePort());
      } catch (IOException e) {
        if (tries == 3) {
          throw e;
        }
      }
    }
  }

  private static S3Server startMinio(Path binary, int port) throws IOException {
    String endpoint = "http://127.0.0.1:" + port;
    Path folder = Files.createTempDirectory("s3ingest-minio");
    LocalProcess.start(
        folder,
        List.of(
            binary.toString(),
            "server",
            folder.resolve("data").toString(),
            "--address",
            "127.0.0.1:" + port),
        Map.of(
            "MINIO_ROOT_USER",
            KEY,
            "MINIO_ROOT_PASSWORD",
            SECRET,
            "MINIO_BROWSER",
            "off",
            "MINIO_UPDATE",
            "off"),
        endpoint + "/minio/health/cluster",
        Duration.ofMinutes(3));
    return new S3Server("MinIO " + binary, endpoint, KEY, SECRET, true, false);
  }
}

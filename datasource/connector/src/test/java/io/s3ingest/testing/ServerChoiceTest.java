package io.s3ingest.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerChoiceTest {
  private static final S3Server MINIO =
      new S3Server("MinIO /bin/minio", "http://127.0.0.1:1", "a", "s", true, false);
  private static final S3Server EMBEDDED =
      new S3Server("embedded server", "http://127.0.0.1:2", "a", "s", false, false);

  @Test
  void takesTheFirstThatIsThere() {
    assertThat(
            choice(Map.of(), Optional::empty, () -> Optional.of(MINIO), () -> Optional.of(EMBEDDED))
                .pick())
        .isEqualTo(MINIO);
  }

  @Test
  void goesOnWhenOneIsBroken() {
    assertThat(choice(Map.of(), ServerChoiceTest::broken, () -> Optional.of(EMBEDDED)).pick())
        .isEqualTo(EMBEDDED);
  }

  @Test
  void failsInCiWithoutMinio() {
    assertThatThrownBy(
            choice(Map.of("CI", "true"), ServerChoiceTest::broken, () -> Optional.of(EMBEDDED))
                ::pick)
        .hasMessage(
            "Cannot test in CI with embedded server at http://127.0.0.1:2: it is not MinIO. Put Go"
                + " or a minio binary on the PATH, start Docker, or set S3INGEST_TEST_ENDPOINT to a"
                + " MinIO. go install said no.");
  }

  @Test
  void failsWithoutAnyServer() {
    assertThatThrownBy(choice(Map.of(), Optional::empty, ServerChoiceTest::broken)::pick)
        .hasMessage("Cannot start any S3 server for tests. go install said no.");
  }

  @Test
  void takesAGivenEndpointBeforeAnythingElse() {
    try (ScriptedS3 given = ScriptedS3.start()) {
      Map<String, String> settings =
          Map.of(
              "S3INGEST_TEST_ENDPOINT", given.endpoint(),
              "S3INGEST_TEST_ACCESS_KEY", "k",
              "S3INGEST_TEST_SECRET_KEY", "s");
      assertThat(choice(settings, () -> Optional.of(MINIO)).pick())
          .isEqualTo(
              new S3Server("given endpoint (unnamed)", given.endpoint(), "k", "s", false, true));
    }
  }

  @Test
  void wantsTheKeysOfAGivenEndpoint() {
    assertThatThrownBy(choice(Map.of("S3INGEST_TEST_ENDPOINT", "http://127.0.0.1:1"))::pick)
        .hasMessage(
            "Cannot use S3INGEST_TEST_ENDPOINT alone: set S3INGEST_TEST_ACCESS_KEY and"
                + " S3INGEST_TEST_SECRET_KEY too.");
  }

  @Test
  void seesThatNoDaemonListensOnASocket(@TempDir Path folder) throws IOException {
    Path socket = folder.resolve("docker.sock");
    assertThat(DockerDaemon.pings(socket)).isFalse();
    try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(DockerDaemon.pings(socket)).isFalse();
  }

  private static Optional<S3Server> broken() throws IOException {
    throw new IOException("go install said no.");
  }

  private static ServerChoice choice(Map<String, String> settings, ServerChoice.Source... sources) {
    return new ServerChoice(settings::get, List.of(sources));
  }
}

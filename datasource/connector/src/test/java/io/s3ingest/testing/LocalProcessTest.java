package io.s3ingest.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalProcessTest {
  @TempDir private Path folder;

  @Test
  void saysWhatAServerPrintedThatDoesNotStart() {
    String nowhere = "http://127.0.0.1:" + LocalProcess.freePort();
    assertThatThrownBy(
            () ->
                LocalProcess.start(
                    folder,
                    // Its folder goes with it; here before anybody can have looked.
                    List.of(
                        "/bin/sh", "-c", "echo no disk; rm -r \"$0\"; exit 3", folder.toString()),
                    Map.of(),
                    nowhere,
                    Duration.ofMinutes(1)))
        .isInstanceOf(IOException.class)
        .hasMessage("/bin/sh did not serve " + nowhere + ". It printed: no disk\n");
  }

  /** The child JVM is killed by SIGKILL: no hook of it runs. */
  @Test
  void endsWithItsJvmHoweverThatEnds() throws IOException, InterruptedException {
    Path data = Files.createDirectories(folder.resolve("data"));
    try (ScriptedS3 answering = ScriptedS3.start()) {
      Process jvm =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Starter.class.getName(),
                  data.toString(),
                  answering.endpoint())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      int said = jvm.getInputStream().read();
      assertThat(said).isEqualTo('s');
      List<ProcessHandle> servers = jvm.descendants().toList();
      assertThat(servers).isNotEmpty();
      jvm.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () -> {
                assertThat(servers).noneMatch(ProcessHandle::isAlive);
                assertThat(data).doesNotExist();
              });
    }
  }

  /** Starts a server that never ends by itself, says so and waits. */
  static final class Starter {
    private Starter() {}

    public static void main(String[] args) throws IOException {
      LocalProcess.start(
          Path.of(args[0]), List.of("sleep", "600"), Map.of(), args[1], Duration.ofMinutes(1));
      System.out.print('s');
      System.out.flush();
      System.in.read();
    }
  }
}

package io.s3ingest.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a server with a folder of its own for as long as this JVM lives. A shell beside it waits for
 * the end of its standard input, which comes however the JVM ends (SIGKILL too), then kills the
 * server and removes the folder.
 */
final class LocalProcess {
  private static final String GUARD =
      """
      trap '' INT TERM HUP
      folder=$1
      shift
      exec 3<&0
      "$@" </dev/null 3<&- &
      server=$!
      { cat <&3 >/dev/null; kill -9 $server; rm -rf "$folder"; } 2>/dev/null &
      wait $server
      """;

  private LocalProcess() {}

  /**
   * Starts {@code command} and waits until {@code endpoint} answers HTTP, and not 503.
   *
   * @param folder removed at the end; the server's output goes to {@code server.log} in it
   * @throws IOException if it ends, or does not answer in time; says what the server printed
   */
  static void start(
      Path folder,
      List<String> command,
      Map<String, String> environment,
      String endpoint,
      Duration patience)
      throws IOException {
    List<String> guarded =
        new ArrayList<>(List.of("/bin/sh", "-c", GUARD, "sh", folder.toString()));
    guarded.addAll(command);
    Path log = Files.createFile(folder.resolve("server.log"));
    ProcessBuilder builder =
        new ProcessBuilder(guarded).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    // Opened first: once the server has ended, the shell removes the folder at any moment.
    try (InputStream printed = Files.newInputStream(log)) {
      Process guard = builder.start();
      long end = System.nanoTime() + patience.toNanos();
      while (!answers(endpoint)) {
        if (!guard.isAlive() || System.nanoTime() > end) {
          guard.getOutputStream().close();
          throw new IOException(
              "%s did not serve %s. It printed: %s"
                  .formatted(
                      command.get(0),
                      endpoint,
                      new String(printed.readAllBytes(), StandardCharsets.UTF_8)));
        }
        pause(guard);
      }
    }
  }

  private static void pause(Process guard) throws IOException {
    try {
      guard.waitFor(50, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Returns whether an HTTP server answers there, whatever it says but 503. */
  static boolean answers(String endpoint) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(endpoint).toURL().openConnection();
      connection.setConnectTimeout(1000);
      connection.setReadTimeout(5000);
      int status = connection.getResponseCode();
      return status > 0 && status != HttpURLConnection.HTTP_UNAVAILABLE;
    } catch (IOException e) {
      return false;
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

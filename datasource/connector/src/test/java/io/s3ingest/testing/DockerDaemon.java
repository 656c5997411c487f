package io.s3ingest.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks whether a Docker daemon really answers: a client alone is on many machines. */
final class DockerDaemon {
  private DockerDaemon() {}

  /** Returns within seconds and prints nothing. */
  static boolean answers() {
    String host = System.getenv("DOCKER_HOST");
    if (host != null && !host.startsWith("unix://")) {
      return accepts(URI.create(host));
    }
    List<Path> sockets = new ArrayList<>();
    if (host != null) {
      sockets.add(Path.of(host.substring("unix://".length())));
    } else {
      sockets.add(Path.of("/var/run/docker.sock"));
      sockets.add(Path.of(System.getProperty("user.home"), ".docker/run/docker.sock"));
      String runtime = System.getenv("XDG_RUNTIME_DIR");
      if (runtime != null) {
        sockets.add(Path.of(runtime, "docker.sock"));
      }
    }
    return sockets.stream().filter(Files::exists).anyMatch(DockerDaemon::pings);
  }

  static boolean pings(Path socket) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return CompletableFuture.supplyAsync(() -> ping(channel, socket))
          .completeOnTimeout(false, 3, TimeUnit.SECONDS)
          .join();
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean ping(SocketChannel channel, Path socket) {
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(
          StandardCharsets.US_ASCII.encode("GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n"));
      ByteBuffer answer = ByteBuffer.allocate(64);
      while (answer.hasRemaining() && channel.read(answer) >= 0) {
        // The status line is within the first bytes.
      }
      return StandardCharsets.US_ASCII.decode(answer.flip()).toString().contains(" 200 ");
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean accepts(URI host) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host.getHost(), host.getPort()), 3000);
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}

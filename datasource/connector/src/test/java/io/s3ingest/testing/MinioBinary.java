package io.s3ingest.testing;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Finds a MinIO server on this machine, or builds it once with Go. */
final class MinioBinary {
  /** The last release; its project ended the free binaries before it. */
  static final String MODULE = "github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c";

  private MinioBinary() {}

  /**
   * Returns the binary on the PATH, else the one in the cache, else builds that one; empty without
   * Go.
   *
   * @throws IOException if the build fails; says what Go printed
   */
  static Optional<Path> find() throws IOException {
    Optional<Path> installed = onPath("minio");
    if (installed.isPresent()) {
      return installed;
    }
    Path folder = cache();
    Path cached = folder.resolve("minio");
    if (Files.isExecutable(cached)) {
      return Optional.of(cached);
    }
    Optional<Path> go = onPath("go");
    if (go.isEmpty()) {
      return Optional.empty();
    }
    Files.createDirectories(folder);
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("minio.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      // Another JVM may have built it while this one waited for the lock.
      if (lock.isValid() && !Files.isExecutable(cached)) {
        build(go.get(), folder, cached);
      }
    }
    return Optional.of(cached);
  }

  /** The folder that {@code examples/lib/setup.sh} uses too. */
  private static Path cache() {
    String given = System.getenv("S3INGEST_CACHE");
    if (given != null && !given.isEmpty()) {
      return Path.of(given, "bin");
    }
    String caches = System.getenv("XDG_CACHE_HOME");
    return caches == null || caches.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".cache", "s3ingest", "bin")
        : Path.of(caches, "s3ingest", "bin");
  }

  private static void build(Path go, Path folder, Path target) throws IOException {
    System.out.println(
        "Building MinIO once into " + target + " with Go: this takes 2 to 4 minutes");
    Path work = Files.createTempDirectory(folder, "build");
    Path log = work.resolve("go.log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(go.toString(), "install", MODULE)
              .directory(work.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().put("GOBIN", work.toString());
      Process process = builder.start();
      if (!process.waitFor(60, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException("Cannot build MinIO: go install took more than 60 minutes");
      }
      if (process.exitValue() != 0) {
        throw new IOException("Cannot build MinIO: go install said: " + Files.readString(log));
      }
      Files.move(work.resolve("minio"), target, StandardCopyOption.ATOMIC_MOVE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.deleteIfExists(log);
      Files.deleteIfExists(work.resolve("minio"));
      Files.deleteIfExists(work);
    }
  }

  private static Optional<Path> onPath(String name) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      Path candidate = folder.isEmpty() ? null : Path.of(folder, name);
      if (candidate != null && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}

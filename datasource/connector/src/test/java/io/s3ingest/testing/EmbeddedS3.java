package io.s3ingest.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Starts the S3 server of the module {@code embedded-s3} in a process of its own: its jars must not
 * meet Spark's on one class path.
 */
final class EmbeddedS3 {
  private EmbeddedS3() {}

  /** Starts it on a free port, with a folder that goes with this JVM. */
  static S3Server start() throws IOException {
    Path module = module();
    Path classPath = module.resolve("target/class-path.txt");
    if (!Files.exists(classPath)) {
      throw new IOException(
          "Cannot start the embedded S3 server: "
              + classPath
              + " is missing. Build it with: mvn -pl datasource/embedded-s3 -am process-classes");
    }
    int port = LocalProcess.freePort();
    String endpoint = "http://127.0.0.1:" + port;
    Path folder = Files.createTempDirectory("s3ingest-embedded");
    LocalProcess.start(
        folder,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            module.resolve("target/classes") + File.pathSeparator + Files.readString(classPath),
            "io.s3ingest.embedded.EmbeddedS3",
            Integer.toString(port),
            folder.resolve("data").toString()),
        Map.of(),
        endpoint,
        Duration.ofMinutes(3));
    return new S3Server(
        "embedded server (S3Mock)", endpoint, "testaccess", "testsecret123", false, false);
  }

  /** Finds the module beside the one that runs, or below the root of the build. */
  private static Path module() throws IOException {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      for (String place : List.of("embedded-s3", "datasource/embedded-s3")) {
        if (Files.exists(at.resolve(place).resolve("pom.xml"))) {
          return at.resolve(place);
        }
      }
    }
    throw new IOException(
        "Cannot find the module embedded-s3 above " + Path.of("").toAbsolutePath());
  }
}

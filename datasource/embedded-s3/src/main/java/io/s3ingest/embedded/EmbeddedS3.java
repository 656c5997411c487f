package io.s3ingest.embedded;

import com.adobe.testing.s3mock.S3MockApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.catalina.connector.Connector;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Serves S3 on a port of this machine, with its objects in a folder that a later start finds again.
 * Any access key is accepted.
 *
 * <p>{@code java -cp target/classes:$(cat target/class-path.txt) io.s3ingest.embedded.EmbeddedS3
 * PORT FOLDER [--until-stdin-closes]}
 *
 * <p>Port 0 takes a free one. Once requests are answered, the port stands in the file {@code port}
 * beside the folder.
 */
public final class EmbeddedS3 {
  private EmbeddedS3() {}

  /** Serves until the process is killed or, if asked so, until its standard input ends. */
  public static void main(String[] args) throws IOException {
    if (args.length < 2) {
      System.err.println("Usage: EmbeddedS3 PORT FOLDER [--until-stdin-closes]");
      System.exit(1);
    }
    Path folder = Files.createDirectories(Path.of(args[1]));
    Path told = folder.toAbsolutePath().resolveSibling("port");
    Files.deleteIfExists(told);
    ConfigurableApplicationContext server =
        new SpringApplicationBuilder(S3MockApplication.class, PlainPort.class)
            .bannerMode(Banner.Mode.OFF)
            .run(
                "--http.port=" + Integer.parseInt(args[0]),
                // Its other ports are of no use here: any free ones.
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--vectors.http.port=0",
                "--vectors.https.port=0",
                "--server.ssl.key-store=classpath:s3mock.jks",
                "--server.ssl.key-store-password=password",
                "--server.ssl.key-alias=selfsigned",
                "--server.ssl.key-password=password",
                "--logging.level.root=WARN",
                "--com.adobe.testing.s3mock.store.root=" + folder,
                "--com.adobe.testing.s3mock.store.retain-files-on-exit=true",
                "--com.adobe.testing.s3mock.max-payload-size=2GB");
    Path whole =
        Files.writeString(
            folder.toAbsolutePath().resolveSibling("port.new"),
            String.valueOf(server.getBean(Connector.class).getLocalPort()));
    Files.move(whole, told, StandardCopyOption.ATOMIC_MOVE);
    if (args.length > 2 && args[2].equals("--until-stdin-closes")) {
      while (System.in.read() >= 0) {
        // Only the end matters: it says that the parent is gone, however it went.
      }
      System.exit(0);
    }
  }
}

package io.s3ingest.cli.config;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** The files as users have them. */
final class Golden {
  private Golden() {}

  static Path file(String name) {
    try {
      return Path.of(Golden.class.getResource("/io/s3ingest/cli/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }
}

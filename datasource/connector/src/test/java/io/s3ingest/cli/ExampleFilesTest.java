package io.s3ingest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.cli.config.CatalogFile;
import io.s3ingest.cli.config.DestinationFile;
import io.s3ingest.cli.config.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file that users are told to copy can be used. */
final class ExampleFilesTest {
  private static final Path EXAMPLES = Path.of("../../examples");

  static List<Path> sources() throws IOException {
    return files("source-");
  }

  static List<Path> catalogs() throws IOException {
    return files("catalog_");
  }

  static List<Path> destinations() throws IOException {
    return files("destination");
  }

  @ParameterizedTest
  @MethodSource("sources")
  void readsTheSource(Path file) {
    assertThat(SourceFile.read(file).readOptions().prefix()).isEqualTo("data/");
    assertThat(SourceFile.read(file).withoutEffect()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("catalogs")
  void readsTheCatalog(Path file) {
    assertThat(CatalogFile.read(file).streams()).hasSize(3);
  }

  @ParameterizedTest
  @MethodSource("destinations")
  void readsTheDestination(Path file) {
    assertThat(DestinationFile.read(file).database()).isEqualTo("lake");
  }

  @Test
  void thereAreAllThatTheGuidesName() throws IOException {
    assertThat(sources()).hasSize(6);
    assertThat(catalogs()).hasSize(3);
    assertThat(destinations()).hasSize(2);
  }

  private static List<Path> files(String prefix) throws IOException {
    try (Stream<Path> all = Files.list(EXAMPLES)) {
      return all.filter(file -> file.getFileName().toString().startsWith(prefix))
          .filter(file -> file.getFileName().toString().endsWith(".json"))
          .sorted()
          .toList();
    }
  }
}

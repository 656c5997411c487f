package io.s3ingest.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.options.Compression;
import io.s3ingest.options.ReadOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SourceFileTest {
  @TempDir private Path folder;

  @Test
  void readsTheMinioConfigUnchanged() {
    SourceFile source = SourceFile.read(Golden.file("source-minio.json"));
    assertThat(source.options())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "bucket_name", "analytics",
                "region", "us-east-1",
                "access_key_id", "minioadmin",
                "secret_access_key", "minioadmin",
                "endpoint", "http://localhost:9000",
                "file_format", "csv",
                "has_header", "true",
                "delimiter", ",",
                "tableNaming", "firstFolderOrFile"));
    assertThat(source.folderShaped()).isTrue();
    assertThat(source.withoutEffect()).isEmpty();
    assertThat(source.where()).isEqualTo("s3://analytics/");
  }

  @Test
  void flattensTheObjectOfTheFormatAndListsWhatHasNoEffect() {
    SourceFile source = SourceFile.read(Golden.file("source-full.json"));
    ReadOptions read = source.readOptions();
    assertThat(read.bucket()).isEqualTo("lake");
    assertThat(read.prefix()).isEqualTo("data/");
    assertThat(read.fileFormat()).isEqualTo("csv");
    assertThat(read.compression()).isEqualTo(Compression.AUTO);
    assertThat(read.maxThreads()).isEqualTo(7);
    assertThat(read.store().retryCount()).isZero();
    assertThat(read.store().accessKeyId()).isNull();
    assertThat(read.text().csv())
        .containsEntry("sep", ";")
        .containsEntry("skipRows", "2")
        .containsEntry("header", "true");
    assertThat(source.withoutEffect())
        .containsExactly("file_pattern", "stream_pattern", "json", "parquet");
  }

  @Test
  void keepsNativeMeaningsInANativeFile() throws IOException {
    SourceFile source =
        SourceFile.read(
            write(
                """
                {"bucket": "b", "prefix": "p", "compression": "none",
                 "includePatterns": ["*.csv", "x/*"]}
                """));
    assertThat(source.folderShaped()).isFalse();
    assertThat(source.readOptions().compression()).isEqualTo(Compression.NONE);
    assertThat(source.readOptions().includePatterns()).isEqualTo(List.of("*.csv", "x/*"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"access_key_id", "secret_access_key"})
  void namesBothKeysWhenOneIsMissing(String only) throws IOException {
    Path file = write("{\"bucket_name\": \"b\", \"" + only + "\": \"s3cr3t\"}");
    String other = only.equals("access_key_id") ? "secretAccessKey" : "accessKeyId";
    assertThatThrownBy(() -> SourceFile.read(file))
        .hasMessage(
            "[S3INGEST_MISSING_OPTION] Cannot use option '%s' alone: '%s' is not set. Set both, or neither to use the default AWS credential chain."
                .formatted(only, other));
  }

  @Test
  void namesTheNearestOfAnUnknownField() throws IOException {
    Path file = write("{\"bucket_name\": \"b\", \"path_prefx\": \"p\"}");
    assertThatThrownBy(() -> SourceFile.read(file))
        .hasMessage(
            "[S3INGEST_UNKNOWN_OPTION] Cannot use option 'path_prefx': there is no such option. Did you mean 'prefix'?");
  }

  @Test
  void refusesWhatItWouldHaveToIgnore() throws IOException {
    Path pattern = write("{\"bucket_name\": \"b\", \"file_pattern\": \".*csv\"}");
    assertThatThrownBy(() -> SourceFile.read(pattern))
        .hasMessage(
            "[S3INGEST_INVALID_CONFIG_FILE] Cannot use field 'file_pattern' of source file '%s': expected nothing, because regular expressions on keys are not read. Say the same with globs in 'include_patterns'."
                .formatted(pattern));
    Path zip = write("{\"bucket_name\": \"b\", \"compression\": \"zip\"}");
    assertThatThrownBy(() -> SourceFile.read(zip))
        .hasMessage(
            "[S3INGEST_INVALID_CONFIG_FILE] Cannot use field 'compression' of source file '%s': expected none, gzip or auto. Objects may be plain or compressed by gzip."
                .formatted(zip));
  }

  @Test
  void saysWhereJsonIsBrokenAndShowsNothingOfIt() throws IOException {
    Path file = write("{\n  \"secret_access_key\": s3cr3t\n}");
    assertThatThrownBy(() -> SourceFile.read(file))
        .hasMessage(
            "[S3INGEST_INVALID_CONFIG_FILE] Cannot use source file '%s' line 2 column 24: it is not valid JSON. Check the quotes, commas and brackets before that place."
                .formatted(file))
        .hasNoCause();
  }

  @Test
  void refusesAFileThatIsNotThere() {
    Path file = folder.resolve("none.json");
    assertThatThrownBy(() -> SourceFile.read(file))
        .hasMessage(
            "[S3INGEST_INVALID_CONFIG_FILE] Cannot use source file '%s': there is no such file. Check the path."
                .formatted(file));
    assertThatThrownBy(() -> SourceFile.read(folder))
        .hasMessage(
            "[S3INGEST_INVALID_CONFIG_FILE] Cannot use source file '%s': it cannot be read (IOException). Check that it is a file and its permissions."
                .formatted(folder));
  }

  @Test
  void refusesAnotherEncoding() throws IOException {
    Path file = folder.resolve("latin.json");
    Files.write(file, "{\"bucket_name\": \"données\"}".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> SourceFile.read(file))
        .hasMessage(
            "[S3INGEST_INVALID_CONFIG_FILE] Cannot use source file '%s': it is not UTF-8. Save it in that encoding."
                .formatted(file));
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("source.json"), text);
  }
}

package io.s3ingest.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DestinationFileTest {
  @TempDir private Path folder;

  @Test
  void readsPostgresAndMinio() {
    DestinationFile destination = DestinationFile.read(Golden.file("destination.json"));
    assertThat(destination.catalogName()).isEqualTo("olake_iceberg");
    assertThat(destination.database()).isEqualTo("olake");
    assertThat(destination.driverClass()).isEqualTo("org.postgresql.Driver");
    assertThat(destination.withoutEffect()).containsExactly("writer.normalization");
    String prefix = "spark.sql.catalog.olake_iceberg";
    assertThat(destination.sparkConf())
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry(prefix, "org.apache.iceberg.spark.SparkCatalog"),
                Map.entry(prefix + ".type", "jdbc"),
                Map.entry(prefix + ".uri", "jdbc:postgresql://localhost:5432/iceberg"),
                Map.entry(prefix + ".jdbc.user", "postgres"),
                Map.entry(prefix + ".jdbc.password", "postgres"),
                Map.entry(prefix + ".warehouse", "s3a://warehouse"),
                Map.entry(prefix + ".io-impl", "org.apache.iceberg.aws.s3.S3FileIO"),
                Map.entry(prefix + ".s3.endpoint", "http://localhost:9000"),
                Map.entry(prefix + ".s3.path-style-access", "true"),
                Map.entry(prefix + ".s3.access-key-id", "admin"),
                Map.entry(prefix + ".s3.secret-access-key", "password"),
                Map.entry(prefix + ".client.region", "us-east-1")));
    assertThat(destination.toString()).doesNotContain("postgres", "password");
  }

  @Test
  void readsSqliteAndAFolder() throws IOException {
    DestinationFile destination =
        DestinationFile.read(
            write(
                "{'type':'ICEBERG','writer':{'jdbc_url':'jdbc:sqlite:work/c.db','iceberg_s3_path':'file:work/w','iceberg_db':'db','catalog_name':'mine'}}"));
    assertThat(destination.driverClass()).isEqualTo("org.sqlite.JDBC");
    String prefix = "spark.sql.catalog.mine";
    assertThat(destination.sparkConf())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                prefix,
                "org.apache.iceberg.spark.SparkCatalog",
                prefix + ".type",
                "jdbc",
                prefix + ".uri",
                "jdbc:sqlite:work/c.db",
                prefix + ".clients",
                "1",
                prefix + ".jdbc.busy_timeout",
                "60000",
                prefix + ".warehouse",
                "file:" + Path.of("work/w").toAbsolutePath()));
  }

  @ParameterizedTest
  @CsvSource({"file:/a/b", "file:///a/b"})
  void readsAbsoluteFolders(String path) throws IOException {
    Path file =
        write(
            "{'type':'iceberg','writer':{'catalog_type':'hadoop','iceberg_s3_path':'%s','iceberg_db':'db'}}"
                .formatted(path));
    assertThat(DestinationFile.read(file).catalogOptions())
        .isEqualTo(Map.of("type", "hadoop", "warehouse", "file:/a/b"));
  }

  @Test
  void leavesFilesToARestServerUnlessToldHowToReachThem() throws IOException {
    String server =
        "{'type':'iceberg','writer':{'catalog_type':'rest','rest_catalog_url':'http://x','iceberg_db':'db'";
    Map<String, String> plain = Map.of("type", "rest", "uri", "http://x");
    assertThat(DestinationFile.read(write(server + "}}")).catalogOptions()).isEqualTo(plain);
    assertThat(
            DestinationFile.read(write(server + ",'token':'t','iceberg_s3_path':'sales'}}"))
                .catalogOptions())
        .isEqualTo(Map.of("type", "rest", "uri", "http://x", "token", "t", "warehouse", "sales"));
    assertThat(
            DestinationFile.read(write(server + ",'aws_access_key':'a','aws_secret_key':'b'}}"))
                .catalogOptions())
        .isEqualTo(
            Map.of(
                "type",
                "rest",
                "uri",
                "http://x",
                "io-impl",
                "org.apache.iceberg.aws.s3.S3FileIO",
                "s3.access-key-id",
                "a",
                "s3.secret-access-key",
                "b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'PARQUET'} | type | ICEBERG, found 'PARQUET'. Rows land in Iceberg only.",
        "{'type':'ICEBERG'} | writer | an object. examples/destination.json shows one.",
        "{'type':'ICEBERG','writer':{}} | writer.jdbc_url | text. Such as jdbc:postgresql://host/db or jdbc:sqlite:file.",
        "{'type':'ICEBERG','writer':{'jdbc_url':'jdbc:mysql:x'}} | writer.jdbc_url | jdbc:postgresql: or jdbc:sqlite:. No other driver is here.",
        "{'type':'ICEBERG','writer':{'catalog_type':'glue'}} | writer.catalog_type | jdbc, rest or hadoop, found 'glue'. Choose one of them.",
        "{'type':'ICEBERG','writer':{'catalog_type':'hadoop','iceberg_s3_path':'s3://w'}} | writer.iceberg_s3_path | a file: folder. A hadoop catalog on S3 can lose a commit: use jdbc.",
        "{'type':'ICEBERG','writer':{'catalog_type':'rest','rest_catalog_url':'http://x','iceberg_s3_path':'s3://w','aws_secret_key':'s'}} | writer.aws_secret_key | a partner in 'aws_access_key'. Set both, or neither to use the default AWS credential chain."
      })
  void refusesWhatItCannotUse(String text, String field, String rest) throws IOException {
    Path file = write(text);
    assertThatThrownBy(() -> DestinationFile.read(file))
        .hasMessage(
            "[S3INGEST_INVALID_CONFIG_FILE] Cannot use field '%s' of destination file '%s': expected %s"
                .formatted(field, file, rest));
  }

  @Test
  void namesTheNearestOfAnUnknownField() throws IOException {
    Path file = write("{'type':'ICEBERG','writer':{'jdbc_ulr':'x'}}");
    assertThatThrownBy(() -> DestinationFile.read(file))
        .hasMessage(
            "[S3INGEST_UNKNOWN_OPTION] Cannot use field 'writer.jdbc_ulr' of destination file '%s': there is no such field. Did you mean 'writer.jdbc_url'?"
                .formatted(file));
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("destination.json"), text.replace('\'', '"'));
  }
}

package io.s3ingest.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the one jar holds. */
final class RuntimeJarIT {
  private static final Path JAR = Path.of(System.getProperty("s3ingest.runtime.jar"));

  /** The one exemption: JNA cannot be relocated, its native code names its classes. */
  private static final String JNA =
      "com/sun/jna/(internal/|ptr/)?[^/]*\\.class|com/sun/jna/linux-(x86-64|aarch64)/[^/]*\\.so";

  private static final String REGISTER = "org.apache.spark.sql.sources.DataSourceRegister";

  @Test
  void holdsNothingOutsideOurPrefix() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      List<String> strangers =
          jar.stream()
              .map(entry -> entry.getName())
              .filter(name -> !name.endsWith("/"))
              .filter(name -> !name.startsWith("io/s3ingest/"))
              .filter(name -> !name.matches("META-INF/(MANIFEST\\.MF|[^/]*(LICENSE|NOTICE)[^/]*)"))
              .filter(name -> !name.matches("META-INF/maven/.*/pom\\.properties"))
              .filter(name -> !name.matches("META-INF/services/(.*\\.)?io\\.s3ingest\\..*"))
              .filter(name -> !name.equals("META-INF/services/" + REGISTER))
              .filter(name -> !name.matches(JNA))
              .toList();
      assertThat(strangers).isEmpty();
    }
  }

  @Test
  void holdsTheNativeLibrariesAndTheirLicences() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      String deflate = "io/s3ingest/decode/compress/aircompressor/";
      assertThat(jar.stream().map(JarEntry::getName).filter(name -> name.endsWith(".so")).sorted())
          .containsExactly(
              "com/sun/jna/linux-aarch64/libjnidispatch.so",
              "com/sun/jna/linux-x86-64/libjnidispatch.so",
              deflate + "linux-aarch64/libdeflate.so",
              deflate + "linux-amd64/libdeflate.so");
    }
    assertThat(text("META-INF/LICENSE-libdeflate")).contains("Eric Biggers");
    assertThat(text("META-INF/LICENSE-jna")).contains("Apache License", "libffi");
  }

  @Test
  void registersTheDataSource() throws IOException {
    assertThat(text("META-INF/services/" + REGISTER))
        .isEqualTo("io.s3ingest.spark.S3IngestSource\n");
  }

  @Test
  void registersEveryFormatAndStore() throws IOException {
    assertThat(text("META-INF/services/io.s3ingest.decode.ObjectFormat").lines())
        .containsExactlyInAnyOrder(
            "io.s3ingest.decode.csv.CsvFormat",
            "io.s3ingest.decode.json.JsonObjectFormat",
            "io.s3ingest.decode.parquet.ParquetObjectFormat");
    assertThat(text("META-INF/services/io.s3ingest.store.StoreProvider").lines())
        .containsExactlyInAnyOrder(
            "io.s3ingest.store.s3.S3StoreProvider", "io.s3ingest.store.hadoop.HadoopStoreProvider");
  }

  @Test
  void holdsExactlyTheListedDependencies() throws IOException {
    String listed =
        Files.readString(
            Path.of(System.getProperty("s3ingest.runtime.deps")), StandardCharsets.UTF_8);
    assertThat(bundled())
        .as("what is inside; change runtime-deps.txt only on purpose")
        .isEqualTo(listed.lines().collect(Collectors.joining("\n")));
  }

  @Test
  void holdsOneHttpClient() throws IOException {
    assertThat(
            text("META-INF/services/io.s3ingest.shaded.software.amazon.awssdk.http.SdkHttpService"))
        .containsOnlyOnce("io.s3ingest.shaded.software.amazon.awssdk.http.")
        .contains(".urlconnection.UrlConnectionSdkHttpService");
  }

  /**
   * One {@code group:artifact:major.minor} a line, from the pom.properties that each jar brought.
   */
  private static String bundled() throws IOException {
    TreeSet<String> out = new TreeSet<>();
    try (JarFile jar = new JarFile(JAR.toFile())) {
      for (JarEntry entry : jar.stream().toList()) {
        if (entry.getName().endsWith("/pom.properties")) {
          Properties pom = new Properties();
          try (InputStream in = jar.getInputStream(entry)) {
            pom.load(in);
          }
          String version = pom.getProperty("version");
          if (!pom.getProperty("groupId").equals("io.s3ingest")) {
            out.add(
                pom.getProperty("groupId")
                    + ":"
                    + pom.getProperty("artifactId")
                    + ":"
                    + version.replaceAll("^(\\d+\\.\\d+).*", "$1"));
          }
        }
      }
    }
    return String.join("\n", out);
  }

  private static String text(String entry) throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.getEntry(entry)).as(entry).isNotNull();
      try (InputStream in = jar.getInputStream(jar.getEntry(entry))) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }
}

package io.s3ingest.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipFile;

/** The files below {@code test-data/} in Spark's test jar. */
public final class SparkTestData {
  private SparkTestData() {}

  /** Returns the names that end with one of these, in order. */
  public static List<String> names(String... ends) {
    Set<String> names = new TreeSet<>();
    try (ZipFile jar = new ZipFile(jar())) {
      jar.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.startsWith("test-data/"))
          .filter(name -> List.of(ends).stream().anyMatch(name::endsWith))
          .forEach(name -> names.add(name.substring("test-data/".length())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (names.isEmpty()) {
      throw new AssertionError("no test data that ends with " + String.join(", ", ends));
    }
    return List.copyOf(names);
  }

  /** Returns the bytes of one file. */
  public static byte[] bytes(String name) {
    try (ZipFile jar = new ZipFile(jar());
        InputStream in = jar.getInputStream(jar.getEntry("test-data/" + name))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static File jar() {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (entry.matches(".*spark-sql_2\\.13-[0-9.]+-tests\\.jar")) {
        return new File(entry);
      }
    }
    throw new AssertionError("Spark's test jar is not on the class path");
  }
}

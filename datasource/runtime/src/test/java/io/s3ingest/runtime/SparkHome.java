package io.s3ingest.runtime;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * A Spark installation made of the jars on the test's class path, so that {@code spark-submit} and
 * its executors run in processes of their own with nothing of ours but what {@code --jars} names.
 */
final class SparkHome {
  private final Path home;

  private SparkHome(Path home) {
    this.home = home;
  }

  static SparkHome create(Path folder) throws IOException {
    Path jars = Files.createDirectories(folder.resolve("jars"));
    for (String entry : classPath()) {
      if (entry.endsWith(".jar") && !brought(entry)) {
        Path jar = Path.of(entry);
        Path link = jars.resolve(jar.getFileName());
        if (!Files.exists(link)) {
          Files.createSymbolicLink(link, jar);
        }
      }
    }
    return new SparkHome(folder);
  }

  /** Returns the jar on the test's class path whose file name begins so. */
  static Path jar(String prefix) {
    return classPath().stream()
        .map(Path::of)
        .filter(path -> path.getFileName().toString().startsWith(prefix))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("not on the class path: " + prefix));
  }

  /** Packs classes of the tests as an application jar. */
  static Path pack(Path target, Class<?>... classes) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(target))) {
      for (Class<?> type : classes) {
        String entry = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(entry));
        try (var in = type.getClassLoader().getResourceAsStream(entry)) {
          in.transferTo(out);
        }
        out.closeEntry();
      }
    }
    return target;
  }

  /** Returns a process that runs {@code spark-submit} with these arguments and no AWS_* set. */
  ProcessBuilder submit(List<String> jvmArgs, List<String> args) {
    List<String> command = new java.util.ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmArgs);
    command.add("-cp");
    command.add(home.resolve("jars") + File.separator + "*");
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.addAll(args);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder;
  }

  private static List<String> classPath() {
    return Arrays.asList(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
            .split(File.pathSeparator));
  }

  private static boolean brought(String jar) {
    return jar.contains("s3ingest-")
        || jar.contains("/software/amazon/")
        || jar.contains("/iceberg/")
        || jar.contains("/xerial/sqlite")
        || jar.contains("junit")
        || jar.contains("assertj")
        || jar.contains("surefire");
  }
}

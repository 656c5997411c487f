package io.s3ingest.cli;

import io.s3ingest.cli.config.DestinationFile;
import io.s3ingest.error.CliErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * A Spark session that has the catalog of a destination file: one of its own on all cores of this
 * machine, or, inside a program that has Spark already, a session beside the others.
 */
final class SyncSession implements AutoCloseable {
  private static final String SQLITE = "jdbc:sqlite:";

  private final SparkSession session;
  private final boolean own;
  private final Option<SparkSession> before;

  private SyncSession(SparkSession session, boolean own, Option<SparkSession> before) {
    this.session = session;
    this.own = own;
    this.before = before;
  }

  static SyncSession open(DestinationFile destination) {
    loadDriver(destination);
    createFolders(destination);
    Map<String, String> conf = new TreeMap<>(destination.sparkConf());
    conf.putAll(SourceTables.SESSION);
    if (SparkSession.getDefaultSession().isDefined()) {
      SparkSession beside = SparkSession.getDefaultSession().get().newSession();
      conf.forEach((key, value) -> beside.conf().set(key, value));
      Option<SparkSession> before = SparkSession.getActiveSession();
      SparkSession.setActiveSession(beside);
      return new SyncSession(beside, false, before);
    }
    SparkSession.Builder builder =
        SparkSession.builder()
            // spark-submit has set one already.
            .master(System.getProperty("spark.master", "local[*]"))
            .appName("s3ingest sync")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.sql.warehouse.dir", "file:" + System.getProperty("java.io.tmpdir"));
    conf.forEach(builder::config);
    return new SyncSession(builder.getOrCreate(), true, Option.empty());
  }

  SparkSession spark() {
    return session;
  }

  @Override
  public void close() {
    if (own) {
      session.stop();
    } else if (before.isDefined()) {
      SparkSession.setActiveSession(before.get());
    } else {
      SparkSession.clearActiveSession();
    }
  }

  /** DriverManager does not look into the class loaders of Spark by itself. */
  private static void loadDriver(DestinationFile destination) {
    String driver = destination.driverClass();
    if (driver == null) {
      return;
    }
    try {
      Class.forName(driver, true, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException e) {
      throw CliErrors.unusableFile(
          "destination",
          destination.path().toString(),
          "the driver " + driver + " is not on the class path",
          "Start the command by ./s3ingest, or add the driver's jar.",
          e);
    }
  }

  /** SQLite creates its file, but not the folder of it. */
  private static void createFolders(DestinationFile destination) {
    String uri = destination.catalogOptions().getOrDefault("uri", "");
    if (!uri.startsWith(SQLITE)) {
      return;
    }
    String name = uri.substring(SQLITE.length());
    String plain = name.contains("?") ? name.substring(0, name.indexOf('?')) : name;
    if (plain.isEmpty() || plain.startsWith("file:") || plain.startsWith(":")) {
      return;
    }
    try {
      Files.createDirectories(Path.of(plain).toAbsolutePath().getParent());
    } catch (IOException e) {
      throw CliErrors.unusableFile(
          "destination",
          destination.path().toString(),
          "the folder of " + plain + " cannot be created",
          "Create it, or give write permission.",
          e);
    }
  }
}

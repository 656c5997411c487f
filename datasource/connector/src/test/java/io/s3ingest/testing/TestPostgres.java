package io.s3ingest.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL server for tests, one per JVM, whose users need their password. */
public final class TestPostgres {
  private static final String USER = "iceberg";
  private static final String PASSWORD = "pg-p4ss-word";
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static EmbeddedPostgres server;

  private TestPostgres() {}

  public static String user() {
    return USER;
  }

  public static String password() {
    return PASSWORD;
  }

  /** Makes an empty database and returns its JDBC URL, without a user. */
  public static synchronized String newDatabase() {
    try {
      if (server == null) {
        server = start();
      }
      String name = "db" + DATABASES.incrementAndGet();
      execute("CREATE DATABASE " + name + " OWNER " + USER);
      return "jdbc:postgresql://localhost:%d/%s".formatted(server.getPort(), name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static EmbeddedPostgres start() throws IOException, SQLException {
    Path data = Files.createTempDirectory("s3ingest-postgres");
    EmbeddedPostgres started =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setServerConfig("password_encryption", "scram-sha-256")
            .setPGStartupWait(Duration.ofMinutes(2))
            .start();
    server = started;
    Files.writeString(
        data.resolve("pg_hba.conf"),
        "host all postgres all trust\nhost all all all scram-sha-256\n");
    execute("SELECT pg_reload_conf()");
    execute("CREATE ROLE " + USER + " LOGIN PASSWORD '" + PASSWORD + "'");
    return started;
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

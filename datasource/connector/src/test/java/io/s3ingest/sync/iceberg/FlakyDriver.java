package io.s3ingest.sync.iceberg;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Properties;
import java.util.logging.Logger;

/**
 * A JDBC driver over SQLite, {@code jdbc:flaky:<file>}, that lets a test act before a catalog's
 * commit arrives, and lose the answer behind it.
 */
final class FlakyDriver implements Driver {
  private static final String PREFIX = "jdbc:flaky:";

  /** What happens around the next commits, one element for each. */
  static final Deque<Around> NEXT = new ArrayDeque<>();

  /** Surrounds one UPDATE of the catalog's table of tables. */
  interface Around {
    default void before() {}

    default void after() throws SQLException {}
  }

  static {
    try {
      DriverManager.registerDriver(new FlakyDriver());
    } catch (SQLException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Makes the driver known. */
  static void register() {
    NEXT.clear();
  }

  static SQLException lostConnection() {
    return new SQLException("the connection broke", "08006");
  }

  @Override
  public Connection connect(String url, Properties info) throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    Connection real = DriverManager.getConnection("jdbc:sqlite:" + url.substring(PREFIX.length()));
    return (Connection)
        Proxy.newProxyInstance(
            FlakyDriver.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, args) -> {
              Object result = call(real, method, args);
              boolean commit =
                  method.getName().equals("prepareStatement")
                      && ((String) args[0]).startsWith("UPDATE iceberg_tables");
              return commit ? around((PreparedStatement) result) : result;
            });
  }

  private static PreparedStatement around(PreparedStatement real) {
    return (PreparedStatement)
        Proxy.newProxyInstance(
            FlakyDriver.class.getClassLoader(),
            new Class<?>[] {PreparedStatement.class},
            (proxy, method, args) -> {
              if (!method.getName().equals("executeUpdate") || NEXT.isEmpty()) {
                return call(real, method, args);
              }
              Around next = NEXT.poll();
              next.before();
              Object result = call(real, method, args);
              next.after();
              return result;
            });
  }

  private static Object call(Object real, java.lang.reflect.Method method, Object[] args)
      throws Throwable {
    try {
      return method.invoke(real, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith(PREFIX);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public int getMajorVersion() {
    return 1;
  }

  @Override
  public int getMinorVersion() {
    return 0;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }
}

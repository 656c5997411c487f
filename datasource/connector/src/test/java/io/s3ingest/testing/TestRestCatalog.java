package io.s3ingest.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode;
import org.apache.iceberg.rest.RESTSerializers;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.ErrorResponse;
import org.apache.iceberg.shaded.com.fasterxml.jackson.annotation.JsonAutoDetect;
import org.apache.iceberg.shaded.com.fasterxml.jackson.annotation.PropertyAccessor;
import org.apache.iceberg.shaded.com.fasterxml.jackson.databind.DeserializationFeature;
import org.apache.iceberg.shaded.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.iceberg.shaded.com.fasterxml.jackson.databind.PropertyNamingStrategies;

/**
 * An Iceberg REST catalog on a free port: Iceberg's own handlers on a JDBC catalog, behind the
 * routes that a sync needs. Requests without the bearer token are turned away.
 */
public final class TestRestCatalog implements Closeable {
  private final JdbcCatalog catalog = new JdbcCatalog();
  private final ObjectMapper json = new ObjectMapper();
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final HttpServer http;
  private final String token;

  /** Starts a server whose tables lie where {@code backing}, the JDBC catalog's options, says. */
  public TestRestCatalog(Map<String, String> backing, String token) throws IOException {
    this.token = token;
    json.setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY);
    json.setPropertyNamingStrategy(PropertyNamingStrategies.KebabCaseStrategy.INSTANCE);
    json.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    RESTSerializers.registerAll(json);
    catalog.setConf(new Configuration());
    catalog.initialize("backing", backing);
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(threads);
    http.createContext("/", this::handle);
    http.start();
  }

  public String url() {
    return "http://localhost:" + http.getAddress().getPort();
  }

  @Override
  public void close() throws IOException {
    http.stop(0);
    threads.shutdownNow();
    catalog.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        answer(exchange, 401, error(401, "NotAuthorizedException", "no valid token"));
        return;
      }
      try {
        Object body = route(exchange);
        answer(exchange, body == null ? 204 : 200, body);
      } catch (NoSuchTableException | NoSuchNamespaceException e) {
        answer(exchange, 404, error(404, e.getClass().getSimpleName(), e.getMessage()));
      } catch (AlreadyExistsException | CommitFailedException e) {
        answer(exchange, 409, error(409, e.getClass().getSimpleName(), e.getMessage()));
      } catch (RuntimeException e) {
        answer(exchange, 500, error(500, e.getClass().getSimpleName(), String.valueOf(e)));
      }
    }
  }

  /** Returns what to answer with; null for nothing. */
  private Object route(HttpExchange exchange) throws IOException {
    List<String> path = Arrays.asList(exchange.getRequestURI().getPath().substring(1).split("/"));
    String call = exchange.getRequestMethod() + " " + shape(path);
    return switch (call) {
      case "GET v1/config" -> ConfigResponse.builder().build();
      case "POST v1/namespaces" ->
          CatalogHandlers.createNamespace(catalog, body(exchange, CreateNamespaceRequest.class));
      case "GET v1/namespaces/*" -> CatalogHandlers.loadNamespace(catalog, namespace(path));
      case "HEAD v1/namespaces/*" -> {
        CatalogHandlers.namespaceExists(catalog, namespace(path));
        yield null;
      }
      case "GET v1/namespaces/*/tables" -> CatalogHandlers.listTables(catalog, namespace(path));
      case "POST v1/namespaces/*/tables" ->
          CatalogHandlers.createTable(
              catalog, namespace(path), body(exchange, CreateTableRequest.class));
      case "GET v1/namespaces/*/tables/*" ->
          CatalogHandlers.loadTable(catalog, table(path), SnapshotMode.ALL);
      case "HEAD v1/namespaces/*/tables/*" -> {
        CatalogHandlers.tableExists(catalog, table(path));
        yield null;
      }
      case "POST v1/namespaces/*/tables/*" ->
          CatalogHandlers.updateTable(
              catalog, table(path), body(exchange, UpdateTableRequest.class));
      case "POST v1/namespaces/*/tables/*/metrics" -> {
        exchange.getRequestBody().readAllBytes();
        yield null;
      }
      default -> throw new IllegalArgumentException("no route for " + call);
    };
  }

  private static String shape(List<String> path) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < path.size(); i++) {
      out.append(i == 0 ? "" : "/").append(i == 2 || i == 4 ? "*" : path.get(i));
    }
    return out.toString();
  }

  private static Namespace namespace(List<String> path) {
    return Namespace.of(path.get(2));
  }

  private static TableIdentifier table(List<String> path) {
    return TableIdentifier.of(path.get(2), path.get(4));
  }

  private <T> T body(HttpExchange exchange, Class<T> type) throws IOException {
    return json.readValue(exchange.getRequestBody().readAllBytes(), type);
  }

  private static ErrorResponse error(int code, String type, String message) {
    return ErrorResponse.builder().responseCode(code).withType(type).withMessage(message).build();
  }

  private void answer(HttpExchange exchange, int code, Object body) throws IOException {
    boolean silent = body == null || exchange.getRequestMethod().equals("HEAD");
    byte[] bytes = silent ? new byte[0] : json.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}

package io.s3ingest.testing;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.PartitionSpecParser;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequestParser;
import org.apache.iceberg.rest.responses.ErrorResponse;
import org.apache.iceberg.rest.responses.ErrorResponseParser;
import org.apache.iceberg.rest.responses.LoadTableResponse;
import org.apache.iceberg.rest.responses.LoadTableResponseParser;

/**
 * An Iceberg REST catalog on a free port: Iceberg's own handlers on a JDBC catalog, behind the
 * routes that a sync needs. Requests without the bearer token are turned away.
 */
public final class TestRestCatalog implements Closeable {
  private static final JsonMapper JSON = new JsonMapper();

  private final JdbcCatalog catalog = new JdbcCatalog();
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final HttpServer http;
  private final String token;

  /** Starts a server whose tables lie where {@code backing}, the JDBC catalog's options, says. */
  public TestRestCatalog(Map<String, String> backing, String token) throws IOException {
    this.token = token;
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
        String body = route(exchange);
        answer(exchange, body.isEmpty() ? 204 : 200, body);
      } catch (NoSuchTableException | NoSuchNamespaceException e) {
        answer(exchange, 404, error(404, e.getClass().getSimpleName(), e.getMessage()));
      } catch (AlreadyExistsException | CommitFailedException e) {
        answer(exchange, 409, error(409, e.getClass().getSimpleName(), e.getMessage()));
      } catch (RuntimeException e) {
        answer(exchange, 500, error(500, e.getClass().getSimpleName(), String.valueOf(e)));
      }
    }
  }

  private String route(HttpExchange exchange) throws IOException {
    List<String> path = Arrays.asList(exchange.getRequestURI().getPath().substring(1).split("/"));
    String call = exchange.getRequestMethod() + " " + shape(path);
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    switch (call) {
      case "GET v1/config":
        return "{\"defaults\": {}, \"overrides\": {}}";
      case "POST v1/namespaces":
        catalog.createNamespace(Namespace.of(JSON.readTree(body).at("/namespace/0").asText()));
        return body;
      case "GET v1/namespaces/*":
        catalog.loadNamespaceMetadata(Namespace.of(path.get(2)));
        return "{\"namespace\": [\"" + path.get(2) + "\"], \"properties\": {}}";
      case "HEAD v1/namespaces/*":
        CatalogHandlers.namespaceExists(catalog, Namespace.of(path.get(2)));
        return "";
      case "POST v1/namespaces/*/tables":
        return json(
            CatalogHandlers.createTable(catalog, Namespace.of(path.get(2)), newTable(body)));
      case "GET v1/namespaces/*/tables/*":
        return json(CatalogHandlers.loadTable(catalog, table(path), SnapshotMode.ALL));
      case "HEAD v1/namespaces/*/tables/*":
        CatalogHandlers.tableExists(catalog, table(path));
        return "";
      case "POST v1/namespaces/*/tables/*":
        return json(
            CatalogHandlers.updateTable(
                catalog, table(path), UpdateTableRequestParser.fromJson(body)));
      case "POST v1/namespaces/*/tables/*/metrics":
        return "";
      default:
        throw new IllegalArgumentException("no route for " + call);
    }
  }

  private static CreateTableRequest newTable(String body) throws IOException {
    JsonNode request = JSON.readTree(body);
    Schema schema = SchemaParser.fromJson(request.get("schema").toString());
    return CreateTableRequest.builder()
        .withName(request.get("name").asText())
        .withSchema(schema)
        .withPartitionSpec(
            PartitionSpecParser.fromJson(schema, request.get("partition-spec").toString()))
        .setProperties(
            JSON.convertValue(
                request.get("properties"), new TypeReference<Map<String, String>>() {}))
        .build();
  }

  private static String json(LoadTableResponse response) {
    return LoadTableResponseParser.toJson(response);
  }

  private static String shape(List<String> path) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < path.size(); i++) {
      out.append(i == 0 ? "" : "/").append(i == 2 || i == 4 ? "*" : path.get(i));
    }
    return out.toString();
  }

  private static TableIdentifier table(List<String> path) {
    return TableIdentifier.of(path.get(2), path.get(4));
  }

  private static String error(int code, String type, String message) {
    return ErrorResponseParser.toJson(
        ErrorResponse.builder().responseCode(code).withType(type).withMessage(message).build());
  }

  private static void answer(HttpExchange exchange, int code, String body) throws IOException {
    boolean silent = body.isEmpty() || exchange.getRequestMethod().equals("HEAD");
    byte[] bytes = silent ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}

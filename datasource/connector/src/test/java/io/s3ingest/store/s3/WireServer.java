package io.s3ingest.store.s3;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/** Shows what goes over the wire, to the byte, and answers an empty listing or what it is told. */
final class WireServer implements AutoCloseable {
  static final String EMPTY_LISTING = "<ListBucketResult></ListBucketResult>";

  /** A request before anything is decoded. */
  record Wire(String uri, Headers headers) {
    String header(String name) {
      return headers.getFirst(name);
    }
  }

  /** An answer; {@code region} goes into its header where it is not null. */
  record Reply(int status, String region, String body) {}

  private final HttpServer server;
  private final String scheme;
  private final List<Wire> seen = new CopyOnWriteArrayList<>();

  private WireServer(HttpServer server, String scheme, Function<Wire, Reply> replies) {
    this.server = server;
    this.scheme = scheme;
    server.createContext("/", exchange -> answer(exchange, replies));
    server.start();
  }

  static WireServer start(Function<Wire, Reply> replies) {
    try {
      return new WireServer(HttpServer.create(anyPort(), 0), "http", replies);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static WireServer startTls(SSLContext context) {
    try {
      HttpsServer https = HttpsServer.create(anyPort(), 0);
      https.setHttpsConfigurator(new HttpsConfigurator(context));
      return new WireServer(https, "https", wire -> new Reply(200, null, EMPTY_LISTING));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  int port() {
    return server.getAddress().getPort();
  }

  String endpoint() {
    return scheme + "://localhost:" + port();
  }

  List<Wire> seen() {
    return seen;
  }

  private void answer(HttpExchange exchange, Function<Wire, Reply> replies) throws IOException {
    Wire wire = new Wire(exchange.getRequestURI().toString(), exchange.getRequestHeaders());
    seen.add(wire);
    Reply reply = replies.apply(wire);
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    if (reply.region() != null) {
      exchange.getResponseHeaders().set("x-amz-bucket-region", reply.region());
    }
    exchange.sendResponseHeaders(reply.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

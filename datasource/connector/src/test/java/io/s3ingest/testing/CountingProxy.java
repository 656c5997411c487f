package io.s3ingest.testing;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands in front of a real server, passes everything on as it is and keeps a log of it. Signatures
 * stay valid, since the Host header that they cover is passed on too.
 */
public final class CountingProxy implements SeenRequests, AutoCloseable {
  private final ServerSocket socket;
  private final URI server;
  private final Map<String, String> options;
  private final RequestLog log = new RequestLog();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private volatile Duration delayOfGets = Duration.ZERO;

  private CountingProxy(ServerSocket socket, Map<String, String> options) {
    this.socket = socket;
    this.server = URI.create(options.get("endpoint"));
    this.options = new HashMap<>(options);
    this.options.put("endpoint", "http://127.0.0.1:" + socket.getLocalPort());
  }

  /** Starts a proxy in front of the server that these options reach over plain HTTP. */
  public static CountingProxy before(Map<String, String> options) {
    try {
      CountingProxy proxy =
          new CountingProxy(new ServerSocket(0, 256, InetAddress.getLoopbackAddress()), options);
      ScriptedS3.daemon("counting-proxy", proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the options that reach the server through this proxy. */
  public Map<String, String> options() {
    return Map.copyOf(options);
  }

  /** Keeps each GET of an object back for so long at least before the server sees it. */
  public void delayGets(Duration delay) {
    delayOfGets = delay;
  }

  @Override
  public List<SeenRequest> requests() {
    return log.all();
  }

  @Override
  public void forgetRequests() {
    log.clear();
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (Socket connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        connections.add(connection);
        ScriptedS3.daemon("counting-proxy-connection", () -> serve(connection));
      } catch (IOException e) {
        // Closed, or a client that gave up: the loop's condition tells them apart.
      }
    }
  }

  private void serve(Socket connection) {
    try (connection;
        Socket behind = new Socket(server.getHost(), server.getPort())) {
      connection.setTcpNoDelay(true);
      behind.setTcpNoDelay(true);
      InputStream asked = new BufferedInputStream(connection.getInputStream());
      InputStream answered = new BufferedInputStream(behind.getInputStream());
      while (true) {
        HttpMessage.Request request = HttpMessage.readRequest(asked, connection.getOutputStream());
        if (request == null) {
          return;
        }
        RequestLog.Entry entry = log.begin(request);
        if (request.op() == Op.GET) {
          Thread.sleep(delayOfGets.toMillis());
        }
        send(request, behind.getOutputStream());
        if (!passBack(request, answered, connection.getOutputStream(), entry)) {
          return;
        }
      }
    } catch (IOException e) {
      // One side went away; the other sees its connection closed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(connection);
    }
  }

  private static void send(HttpMessage.Request request, OutputStream out) throws IOException {
    out.write(request.head());
    boolean chunked = "chunked".equalsIgnoreCase(request.header("transfer-encoding"));
    if (chunked && request.body().length > 0) {
      out.write(
          (Integer.toHexString(request.body().length) + "\r\n")
              .getBytes(StandardCharsets.US_ASCII));
    }
    out.write(request.body());
    if (chunked) {
      out.write(
          (request.body().length > 0 ? "\r\n0\r\n\r\n" : "0\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
    }
    out.flush();
  }

  /** Returns whether the connections can be used again. */
  private static boolean passBack(
      HttpMessage.Request request, InputStream in, OutputStream out, RequestLog.Entry entry)
      throws IOException {
    byte[] head;
    int status;
    String[] lines;
    do {
      head = HttpMessage.readHead(in);
      if (head == null) {
        return false;
      }
      lines = new String(head, StandardCharsets.ISO_8859_1).split("\r\n");
      status = Integer.parseInt(lines[0].split(" ")[1]);
      // The proxy has answered an Expect header by itself.
    } while (status == 100);
    entry.status.set(status);
    Map<String, String> headers = HttpMessage.headers(lines);
    out.write(head);
    boolean reusable = !"close".equalsIgnoreCase(headers.get("connection"));
    if (request.method().equals("HEAD") || status == 204 || status == 304) {
      out.flush();
      return reusable;
    }
    if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      passChunks(in, out, entry);
    } else if (headers.containsKey("content-length")) {
      pass(in, out, Long.parseLong(headers.get("content-length")), entry);
    } else {
      pass(in, out, Long.MAX_VALUE, entry);
      reusable = false;
    }
    out.flush();
    return reusable;
  }

  private static void pass(InputStream in, OutputStream out, long length, RequestLog.Entry entry)
      throws IOException {
    byte[] buffer = new byte[16 << 10];
    for (long left = length; left > 0; ) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        if (length == Long.MAX_VALUE) {
          return;
        }
        throw new EOFException("The server ended a body early");
      }
      entry.bytes.addAndGet(read);
      out.write(buffer, 0, read);
      left -= read;
    }
  }

  private static void passChunks(InputStream in, OutputStream out, RequestLog.Entry entry)
      throws IOException {
    while (true) {
      String line = HttpMessage.readLine(in);
      out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      int size = Integer.parseInt(line.split(";")[0].trim(), 16);
      if (size == 0) {
        String trailer;
        do {
          trailer = HttpMessage.readLine(in);
          out.write((trailer + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        } while (!trailer.isEmpty());
        return;
      }
      pass(in, out, size, entry);
      out.write((HttpMessage.readLine(in) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }
  }
}

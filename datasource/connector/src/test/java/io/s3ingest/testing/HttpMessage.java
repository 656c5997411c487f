package io.s3ingest.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Reads and writes HTTP/1.1 messages byte by byte, so that an answer can be broken anywhere. */
final class HttpMessage {
  private HttpMessage() {}

  /** A request with its whole body; {@code key} and {@code query} are decoded. */
  record Request(
      String method,
      String target,
      String bucket,
      String key,
      Map<String, String> query,
      Map<String, String> headers,
      byte[] head,
      byte[] body) {
    Op op() {
      return Op.of(method, key, query, headers);
    }

    String header(String name) {
      return headers.get(name);
    }

    /** Returns the body without the signing chunks that an SDK may put around it. */
    byte[] payload() {
      String sha = headers.getOrDefault("x-amz-content-sha256", "");
      String encoding = headers.getOrDefault("content-encoding", "");
      return sha.startsWith("STREAMING-") || encoding.contains("aws-chunked")
          ? unchunk(body)
          : body;
    }
  }

  /** Reads a request; null where the peer closed the connection between two. */
  static Request readRequest(InputStream in, OutputStream out) throws IOException {
    byte[] head = readHead(in);
    if (head == null) {
      return null;
    }
    String[] lines = new String(head, StandardCharsets.ISO_8859_1).split("\r\n");
    String[] first = lines[0].split(" ");
    Map<String, String> headers = headers(lines);
    if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }
    byte[] body = readBody(in, headers);
    String target = first[1];
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    int slash = path.indexOf('/', 1);
    String bucket = slash < 0 ? path.substring(1) : path.substring(1, slash);
    String key = slash < 0 ? "" : percentDecode(path.substring(slash + 1));
    return new Request(
        first[0],
        target,
        bucket,
        key,
        mark < 0 ? Map.of() : query(target.substring(mark + 1)),
        headers,
        head,
        body);
  }

  /** Reads up to and including the empty line; null at the end of the stream. */
  static byte[] readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < 4) {
      int b = in.read();
      if (b < 0) {
        if (head.size() == 0) {
          return null;
        }
        throw new EOFException("Head ended after " + head.size() + " bytes");
      }
      head.write(b);
      matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
    }
    return head.toByteArray();
  }

  /** Returns the headers of a head's lines, names in lower case. */
  static Map<String, String> headers(String[] lines) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line : Arrays.asList(lines).subList(1, lines.length)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
      }
    }
    return headers;
  }

  private static byte[] readBody(InputStream in, Map<String, String> headers) throws IOException {
    if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      while (true) {
        int size = Integer.parseInt(readLine(in).split(";")[0].trim(), 16);
        if (size == 0) {
          while (!readLine(in).isEmpty()) {
            // Trailers say nothing that is needed here.
          }
          return body.toByteArray();
        }
        body.write(in.readNBytes(size));
        readLine(in);
      }
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("Body ended after " + body.length + " of " + length + " bytes");
    }
    return body;
  }

  static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("Line ended early");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  private static byte[] unchunk(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    while (true) {
      int end = at;
      while (body[end] != '\n') {
        end++;
      }
      String line = new String(body, at, end - at, StandardCharsets.ISO_8859_1).trim();
      int size = Integer.parseInt(line.split(";")[0], 16);
      if (size == 0) {
        return out.toByteArray();
      }
      out.write(body, end + 1, size);
      at = end + 1 + size + 2;
    }
  }

  private static Map<String, String> query(String text) {
    Map<String, String> query = new LinkedHashMap<>();
    for (String pair : text.split("&")) {
      int equals = pair.indexOf('=');
      query.put(
          URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), StandardCharsets.UTF_8),
          equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return query;
  }

  /** Decodes %XX in UTF-8; a plus stays a plus, as in a path. */
  static String percentDecode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}

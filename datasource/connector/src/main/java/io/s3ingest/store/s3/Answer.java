package io.s3ingest.store.s3;

import io.s3ingest.store.s3.S3Failure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the store answers to a GET, its headers at first; the caller closes or aborts the body. */
final class Answer {
  /** What an uploader can set besides user metadata. */
  private static final Set<String> KEPT_HEADERS =
      Set.of(
          "content-type",
          "content-encoding",
          "content-language",
          "content-disposition",
          "cache-control",
          "expires");

  private static final int FIRST_ERROR = 400;

  private final HttpURLConnection connection;
  private final int status;
  private final InputStream body;

  private Answer(HttpURLConnection connection, int status, InputStream body) {
    this.connection = connection;
    this.status = status;
    this.body = body;
  }

  /** Sends a GET and waits for its answer, whichever that is. */
  static Answer of(HttpURLConnection connection, Map<String, String> headers) throws S3Failure {
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    headers.forEach(connection::setRequestProperty);
    try {
      int status = connection.getResponseCode();
      if (status < 0) {
        throw new IOException("the answer is no HTTP");
      }
      InputStream body =
          status >= FIRST_ERROR ? connection.getErrorStream() : connection.getInputStream();
      return new Answer(connection, status, body == null ? InputStream.nullInputStream() : body);
    } catch (IOException e) {
      connection.disconnect();
      throw S3Failure.of(e);
    } catch (RuntimeException e) {
      // The JDK's parser of headers throws what it likes.
      connection.disconnect();
      throw S3Failure.of(new IOException("the answer cannot be read: " + e, e));
    }
  }

  int status() {
    return status;
  }

  String header(String name) {
    return connection.getHeaderField(name);
  }

  /** Returns what is kept beside the object, by header names in lower case. */
  Map<String, String> metadata() {
    Map<String, String> out = new TreeMap<>();
    // By number: the JDK's map of all headers costs more than a small body. Number 0 is the status.
    for (int i = 1; connection.getHeaderField(i) != null; i++) {
      String name = String.valueOf(connection.getHeaderFieldKey(i)).toLowerCase(Locale.ROOT);
      if (KEPT_HEADERS.contains(name) || name.startsWith("x-amz-meta-")) {
        out.merge(name, connection.getHeaderField(i), (first, next) -> first + "," + next);
      }
    }
    return out;
  }

  /** Returns the length that the headers promise; -1 for none. */
  long length() throws S3Failure {
    String text = header("Content-Length");
    if (text == null) {
      return -1;
    }
    try {
      return Long.parseLong(text.trim());
    } catch (NumberFormatException e) {
      throw S3Failure.of(Kind.MALFORMED, "its Content-Length is no number", e);
    }
  }

  /** Returns the store's clock; null if it does not say. */
  Instant date() {
    String date = header("Date");
    try {
      return date == null
          ? null
          : DateTimeFormatter.RFC_1123_DATE_TIME.parse(date.trim(), Instant::from);
    } catch (DateTimeException e) {
      return null;
    }
  }

  InputStream body() {
    return body;
  }

  /** Drops the connection: what is left of the body is not worth reading. */
  void abort() {
    connection.disconnect();
  }
}

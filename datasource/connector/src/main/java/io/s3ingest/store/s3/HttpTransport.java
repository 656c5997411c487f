package io.s3ingest.store.s3;

import io.s3ingest.error.InternalErrors;
import io.s3ingest.error.OptionErrors;
import io.s3ingest.options.Secret;
import io.s3ingest.options.StoreOptions;
import io.s3ingest.options.StoreOptions.Proxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * Makes the one kind of HTTP client that everything here uses, the token service included, with the
 * recipe's certificates, proxy and timeouts.
 */
final class HttpTransport {
  /** How many idle connections to a host the JDK keeps, 5 by default; it looks once. */
  static final String KEPT_CONNECTIONS = "http.maxConnections";

  private static final int MOST_KEPT = 1000;

  private final Proxy proxy;
  private final boolean verify;
  private final SSLSocketFactory tls;
  private final int connectMillis;
  private final int readMillis;

  private HttpTransport(StoreOptions options, String bucket) {
    this.proxy = proxy(options, new S3aSettings(options.hadoop(), bucket));
    this.verify = options.tls().verify();
    this.connectMillis = millis(options.connectTimeout());
    this.readMillis = millis(options.readTimeout());
    SSLSocketFactory direct = tls(options.tls());
    this.tls =
        proxy == null ? direct : new TunnelSockets(direct, proxy, authorization(), readMillis);
  }

  /** Returns the transport of one bucket. */
  static HttpTransport of(StoreOptions options, String bucket) {
    keepConnections(options.concurrency());
    return new HttpTransport(options, bucket);
  }

  /** Returns it as the SDK takes it. */
  SdkHttpClient forSdk() {
    return UrlConnectionHttpClient.create(this::open);
  }

  /** Returns a connection that nothing is sent over yet. */
  HttpURLConnection open(URI uri) {
    boolean https = uri.getScheme().equals("https");
    try {
      URLConnection connection;
      if (proxy == null) {
        connection = uri.toURL().openConnection();
      } else if (https) {
        // The tunnel is dug by our sockets: the JDK's own sends no password through it.
        connection = uri.toURL().openConnection(java.net.Proxy.NO_PROXY);
      } else {
        connection =
            uri.toURL()
                .openConnection(
                    new java.net.Proxy(
                        java.net.Proxy.Type.HTTP,
                        new InetSocketAddress(proxy.host(), proxy.port())));
        if (authorization() != null) {
          connection.setRequestProperty("Proxy-Authorization", authorization());
        }
      }
      connection.setConnectTimeout(connectMillis);
      connection.setReadTimeout(readMillis);
      if (connection instanceof HttpsURLConnection secured) {
        secured.setSSLSocketFactory(tls);
        if (!verify) {
          secured.setHostnameVerifier((host, session) -> true);
        }
      }
      return (HttpURLConnection) connection;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Lets as many connections stay open as there are GETs at once, unless the JVM was told a number:
   * with fewer, a GET of a small object mostly begins with a handshake.
   */
  private static synchronized void keepConnections(int concurrency) {
    if (System.getProperty(KEPT_CONNECTIONS) == null) {
      int most = concurrency < 0 ? MOST_KEPT : Math.min(concurrency, MOST_KEPT);
      System.setProperty(KEPT_CONNECTIONS, String.valueOf(most));
    }
  }

  private String authorization() {
    if (proxy.username() == null) {
      return null;
    }
    Secret password = proxy.password();
    String pair = proxy.username() + ":" + (password == null ? "" : password.value());
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static SSLSocketFactory tls(StoreOptions.Tls tls) {
    if (tls.verify() && tls.certPath() == null) {
      return HttpsURLConnection.getDefaultSSLSocketFactory();
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, tls.verify() ? Trust.also(tls.certPath()) : Trust.anyone(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw InternalErrors.unexpected("set up TLS", e);
    }
  }

  private static Proxy proxy(StoreOptions options, S3aSettings s3a) {
    if (options.proxy() != null) {
      return options.proxy();
    }
    String host = s3a.value("proxy.host");
    if (host == null) {
      return null;
    }
    String port = s3a.value("proxy.port");
    if (port != null && !port.matches("\\d{1,5}")) {
      throw OptionErrors.invalidValue("fs.s3a.proxy.port", port, "a port number");
    }
    boolean ssl = !Boolean.FALSE.equals(s3a.flag("connection.ssl.enabled"));
    return new Proxy(
        host,
        port == null ? (ssl ? 443 : 80) : Integer.parseInt(port),
        s3a.value("proxy.username"),
        Secret.of(s3a.value("proxy.password")));
  }

  private static int millis(Duration time) {
    return (int) Math.min(Integer.MAX_VALUE, time.toMillis());
  }
}

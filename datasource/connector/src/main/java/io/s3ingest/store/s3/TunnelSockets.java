package io.s3ingest.store.s3;

import io.s3ingest.options.StoreOptions.Proxy;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes TLS sockets that reach their host through an HTTP proxy. The JDK digs such tunnels too, but
 * unless a property of the whole JVM is changed, sends no user and password to the proxy.
 */
final class TunnelSockets extends SSLSocketFactory {
  private static final int LONGEST_ANSWER = 16 << 10;

  private final SSLSocketFactory tls;
  private final Proxy proxy;
  private final String authorization;
  private final int readMillis;

  /** {@code authorization} is a header's value; null for none. */
  TunnelSockets(SSLSocketFactory tls, Proxy proxy, String authorization, int readMillis) {
    this.tls = tls;
    this.proxy = proxy;
    this.authorization = authorization;
    this.readMillis = readMillis;
  }

  /** The JDK's client connects this one, and lays TLS over it because it is a plain one. */
  @Override
  public Socket createSocket() {
    return new Tunnel();
  }

  @Override
  public Socket createSocket(Socket inner, String host, int port, boolean autoClose)
      throws IOException {
    return tls.createSocket(inner, host, port, autoClose);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    Socket tunnel = createSocket();
    tunnel.connect(InetSocketAddress.createUnresolved(host, port));
    return createSocket(tunnel, host, port, true);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return createSocket(host.getHostAddress(), port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket(host.getHostAddress(), port);
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return tls.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return tls.getSupportedCipherSuites();
  }

  private final class Tunnel extends Socket {
    @Override
    public void connect(SocketAddress target) throws IOException {
      connect(target, 0);
    }

    @Override
    public void connect(SocketAddress target, int timeout) throws IOException {
      InetSocketAddress to = (InetSocketAddress) target;
      InetSocketAddress through = new InetSocketAddress(proxy.host(), proxy.port());
      if (through.isUnresolved()) {
        throw new UnknownHostException(proxy.host());
      }
      super.connect(through, timeout);
      setSoTimeout(readMillis);
      String host = to.getHostString() + ":" + to.getPort();
      String request =
          "CONNECT "
              + host
              + " HTTP/1.1\r\nHost: "
              + host
              + "\r\n"
              + (authorization == null ? "" : "Proxy-Authorization: " + authorization + "\r\n")
              + "\r\n";
      getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      String status = answer(getInputStream());
      if (!status.matches("HTTP/1\\.[01] 2\\d\\d( .*)?")) {
        close();
        throw new IOException("the proxy answered " + status);
      }
    }

    /** Reads not one byte too many: what follows is TLS. */
    private String answer(InputStream in) throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
        int b = in.read();
        if (b < 0 || head.length() > LONGEST_ANSWER) {
          close();
          throw new IOException("the proxy gave no answer");
        }
        head.append((char) b);
      }
      return head.substring(0, head.indexOf("\r\n"));
    }
  }
}

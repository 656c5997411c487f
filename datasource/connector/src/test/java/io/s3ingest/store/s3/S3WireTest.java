package io.s3ingest.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.error.S3IngestException;
import io.s3ingest.store.ListRequest;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import io.s3ingest.store.s3.WireServer.Reply;
import io.s3ingest.store.s3.WireServer.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the store's requests look like on the wire: signature, region, certificates, proxy. */
final class S3WireTest {
  private static final Map<String, String> KEYS =
      Map.of("accessKeyId", "AKID", "secretAccessKey", "hush");
  private static final ListRequest ALL = ListRequest.below("lake", "");

  @TempDir Path folder;

  private static ObjectStore store(String endpoint, Map<String, String> more) {
    Map<String, String> raw = new HashMap<>(KEYS);
    raw.put("endpoint", endpoint);
    raw.putAll(more);
    return new S3Store(S3AddressTest.options(raw, Map.of()), Map.of(), new Retries(0, time -> {}));
  }

  private static Reply listing() {
    return new Reply(200, null, WireServer.EMPTY_LISTING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain.csv",
        "a b+c.csv",
        "données/é😀.csv",
        "100%/%41.csv",
        "k=v/a:b@c$d?e#f&g.csv",
        "/lead//twice/../up/./x",
        "~-_.!*'()[]{}|^`\\\"<>"
      })
  void signsExactlyThePathThatItSends(String key) {
    try (WireServer server = WireServer.start(wire -> new Reply(404, null, ""))) {
      ObjectRef object = new ObjectRef("lake", key, 10, "e", "v 1+/=", Instant.EPOCH);
      ObjectStore store =
          store(server.endpoint(), Map.of("region", "eu-west-1", "sessionToken", "tok"));
      assertThatThrownBy(() -> store.open(object, 2, 3)).isInstanceOf(S3IngestException.class);
      Wire wire = server.seen().get(0);
      assertThat(SigV4.path(wire.uri())).isEqualTo("/lake/" + SigV4.encode(key, false));
      assertThat(wire.header("Range")).isEqualTo("bytes=2-4");
      assertThat(wire.header("If-Match")).isEqualTo("\"e\"");
      assertThat(wire.header("X-Amz-Security-Token")).isEqualTo("tok");
      assertThat(wire.header("Authorization"))
          .contains("/eu-west-1/s3/aws4_request")
          .endsWith("Signature=" + SigV4.signature("GET", wire, "hush"));
    }
  }

  @Test
  void signsTheQueryOfAListing() {
    try (WireServer server = WireServer.start(wire -> listing())) {
      store(server.endpoint(), Map.of())
          .list(ListRequest.below("lake", "a b+c/é&=").after("z*~'").delimitedBy("/"));
      Wire wire = server.seen().get(0);
      assertThat(wire.uri())
          .contains("prefix=a%20b%2Bc%2F%C3%A9%26%3D", "start-after=z%2A~%27", "delimiter=%2F")
          .contains("list-type=2", "encoding-type=url", "max-keys=1000");
      assertThat(wire.header("Authorization"))
          .endsWith("Signature=" + SigV4.signature("GET", wire, "hush"));
    }
  }

  @Test
  void anonymousRequestsAreNotSigned() {
    try (WireServer server = WireServer.start(wire -> listing())) {
      ObjectStore store =
          new S3Store(
              S3AddressTest.options(
                  Map.of("endpoint", server.endpoint(), "anonymous", "true"), Map.of()),
              Map.of(),
              new Retries(0, time -> {}));
      store.list(ALL);
      assertThat(server.seen().get(0).headers()).doesNotContainKey("Authorization");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "301, eu-west-1, <Error><Code>PermanentRedirect</Code></Error>",
    "307, eu-west-1, <Error><Code>TemporaryRedirect</Code></Error>",
    "400, , <Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-1</Region></Error>",
  })
  void followsABucketToItsRegionAndStaysThere(int status, String region, String body) {
    try (WireServer server =
        WireServer.start(
            wire ->
                wire.header("Authorization").contains("/eu-west-1/s3/")
                    ? listing()
                    : new Reply(status, region, body))) {
      ObjectStore store = store(server.endpoint(), Map.of());
      store.list(ALL);
      store.list(ALL);
      store.list(ALL);
      assertThat(server.seen()).hasSize(4);

      assertThatThrownBy(() -> store(server.endpoint(), Map.of("region", "us-west-2")).list(ALL))
          .hasMessage(
              "[S3INGEST_WRONG_REGION] Cannot list s3://lake/: the bucket is in region"
                  + " 'eu-west-1', not in 'us-west-2'. Set region=eu-west-1, or leave the option"
                  + " out.");
    }
  }

  @Test
  void aBucketThatNamesARegionForeverIsNotFollowedForever() {
    try (WireServer server = WireServer.start(wire -> new Reply(301, "eu-west-1", ""))) {
      assertThatThrownBy(() -> store(server.endpoint(), Map.of()).list(ALL))
          .isInstanceOf(S3IngestException.class);
      assertThat(server.seen()).hasSize(2);
    }
  }

  @Test
  void followsNobodyOutOfTheRegions() {
    try (WireServer server = WireServer.start(wire -> new Reply(301, "x.evil.example/", ""))) {
      assertThatThrownBy(() -> store(server.endpoint(), Map.of()).list(ALL))
          .hasMessage(
              "[S3INGEST_STORE_FAILED] Cannot list s3://lake/: the store failed (301) in 1 of 1"
                  + " tries. Run again; if it stays, ask who runs the store.");
      assertThat(server.seen()).hasSize(1);
    }
  }

  @Test
  void showsNothingOfWhatAServerEchoes() {
    String echo =
        "<Error><Code>SignatureDoesNotMatch</Code><Message>no\n[FORGED] line</Message>"
            + "<StringToSign>hush</StringToSign></Error>";
    try (WireServer server = WireServer.start(wire -> new Reply(403, null, echo))) {
      assertThatThrownBy(() -> store(server.endpoint(), Map.of()).list(ALL))
          .hasMessage(
              "[S3INGEST_INVALID_CREDENTIALS] Cannot list s3://lake/: the store does not take the"
                  + " keys (403 SignatureDoesNotMatch: no [FORGED] line). Check the options"
                  + " 'accessKeyId', 'secretAccessKey', 'sessionToken', 'profile' and 'roleArn'.");
    }
  }

  @ParameterizedTest
  @CsvSource({",20,20", ",-1,1000", "3,20,3"})
  void keepsAConnectionForEachGetUnlessTheJvmIsToldOtherwise(
      String told, String concurrency, String kept) {
    String before = System.getProperty(HttpTransport.KEPT_CONNECTIONS);
    try {
      if (told == null) {
        System.clearProperty(HttpTransport.KEPT_CONNECTIONS);
      } else {
        System.setProperty(HttpTransport.KEPT_CONNECTIONS, told);
      }
      try (WireServer server = WireServer.start(wire -> listing())) {
        store(server.endpoint(), Map.of("concurrency", concurrency)).list(ALL);
      }
      assertThat(System.getProperty(HttpTransport.KEPT_CONNECTIONS)).isEqualTo(kept);
    } finally {
      if (before == null) {
        System.clearProperty(HttpTransport.KEPT_CONNECTIONS);
      } else {
        System.setProperty(HttpTransport.KEPT_CONNECTIONS, before);
      }
    }
  }

  private record Tls(SSLContext context, Path pem) {}

  /** A certificate for localhost that nobody has signed, made by the JDK's own tool. */
  private Tls selfSigned() throws Exception {
    Path store = folder.resolve("server.p12");
    Path pem = folder.resolve("server.pem");
    String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    run(
        tool,
        "-genkeypair",
        "-alias",
        "s",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "san=dns:localhost",
        "-validity",
        "2",
        "-storetype",
        "PKCS12",
        "-keystore",
        store.toString(),
        "-storepass",
        "changeit");
    run(
        tool,
        "-exportcert",
        "-rfc",
        "-alias",
        "s",
        "-keystore",
        store.toString(),
        "-storepass",
        "changeit",
        "-file",
        pem.toString());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return new Tls(context, pem);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  @Test
  void believesACertificateOnlyIfToldTo() throws Exception {
    Tls tls = selfSigned();
    try (WireServer server = WireServer.startTls(tls.context())) {
      assertThatThrownBy(() -> store(server.endpoint(), Map.of()).list(ALL))
          .hasMessageStartingWith(
              "[S3INGEST_STORE_UNREACHABLE] Cannot list s3://lake/: no answer from localhost:"
                  + server.port()
                  + " (")
          .hasMessageEndingWith(
              "Set sslCertPath to a PEM file with the server's certificate, or verifySSL=false for"
                  + " a test.");
      store(server.endpoint(), Map.of("sslCertPath", tls.pem().toString())).list(ALL);
      store(server.endpoint(), Map.of("verifySSL", "false")).list(ALL);
      String byAddress = "https://127.0.0.1:" + server.port();
      assertThatThrownBy(
              () -> store(byAddress, Map.of("sslCertPath", tls.pem().toString())).list(ALL))
          .hasMessageStartingWith("[S3INGEST_STORE_UNREACHABLE]");
      store(byAddress, Map.of("verifySSL", "false")).list(ALL);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing.pem", "empty.pem", "text.pem"})
  void refusesACertificateFileWithoutCertificate(String name) throws IOException {
    Files.writeString(folder.resolve("empty.pem"), "");
    Files.writeString(folder.resolve("text.pem"), "-----BEGIN CERTIFICATE-----\nxx\n");
    String path = folder.resolve(name).toString();
    assertThatThrownBy(() -> store("https://h", Map.of("sslCertPath", path)).list(ALL))
        .hasMessage(
            "[S3INGEST_INVALID_OPTION] Cannot use option 'sslCertPath' = '"
                + path
                + "': expected a readable PEM file with at least one certificate.");
  }

  @Test
  void goesThroughAProxyWithUserAndPassword() {
    try (WireServer proxy = WireServer.start(wire -> listing())) {
      Map<String, String> options =
          Map.of(
              "proxyHost", "localhost",
              "proxyPort", String.valueOf(proxy.port()),
              "proxyUsername", "me",
              "proxyPassword", "pw");
      store("http://store.invalid:9000", options).list(ALL);
      Wire wire = proxy.seen().get(0);
      assertThat(wire.uri()).startsWith("http://store.invalid:9000/lake/?");
      assertThat(wire.header("Proxy-Authorization"))
          .isEqualTo(
              "Basic "
                  + Base64.getEncoder().encodeToString("me:pw".getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void tunnelsTlsThroughAProxyWithUserAndPassword() throws Exception {
    Tls tls = selfSigned();
    try (WireServer server = WireServer.startTls(tls.context());
        ServerSocket proxy = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      List<String> asked = Collections.synchronizedList(new ArrayList<>());
      Thread thread = new Thread(() -> tunnel(proxy, server.port(), asked));
      thread.setDaemon(true);
      thread.start();
      store(
              "https://localhost:" + server.port(),
              Map.of(
                  "sslCertPath", tls.pem().toString(),
                  "proxyHost", "localhost",
                  "proxyPort", String.valueOf(proxy.getLocalPort()),
                  "proxyUsername", "me",
                  "proxyPassword", "pw"))
          .list(ALL);
      assertThat(asked.get(0)).isEqualTo("CONNECT localhost:" + server.port() + " HTTP/1.1");
      assertThat(asked)
          .contains(
              "Proxy-Authorization: Basic "
                  + Base64.getEncoder().encodeToString("me:pw".getBytes(StandardCharsets.UTF_8)));
      assertThat(server.seen()).hasSize(1);
      assertThat(server.seen().get(0).headers()).doesNotContainKey("Proxy-authorization");
    }
  }

  @Test
  void saysWhatAProxyAnswers() throws Exception {
    try (ServerSocket proxy = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread thread =
          new Thread(
              () -> {
                try (Socket client = proxy.accept()) {
                  client
                      .getOutputStream()
                      .write(
                          "HTTP/1.1 407 Who are you\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                  client.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                } catch (IOException e) {
                  // The end of the test.
                }
              });
      thread.setDaemon(true);
      thread.start();
      Map<String, String> options =
          Map.of("proxyHost", "localhost", "proxyPort", String.valueOf(proxy.getLocalPort()));
      assertThatThrownBy(() -> store("https://store.invalid", options).list(ALL))
          .hasMessage(
              "[S3INGEST_STORE_UNREACHABLE] Cannot list s3://lake/: no answer from"
                  + " store.invalid:443 (the proxy answered HTTP/1.1 407 Who are you). Check the"
                  + " options 'endpoint', 'region' and 'proxyHost', and that the server runs.");
    }
  }

  private static void tunnel(ServerSocket proxy, int port, List<String> asked) {
    try (Socket client = proxy.accept();
        Socket target = new Socket(InetAddress.getLoopbackAddress(), port)) {
      InputStream in = client.getInputStream();
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.read());
      }
      head.toString().lines().forEach(asked::add);
      client
          .getOutputStream()
          .write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      Thread back =
          new Thread(
              () -> {
                try {
                  target.getInputStream().transferTo(client.getOutputStream());
                } catch (IOException e) {
                  // The end of the test.
                }
              });
      back.setDaemon(true);
      back.start();
      in.transferTo(target.getOutputStream());
    } catch (IOException e) {
      // The end of the test.
    }
  }
}

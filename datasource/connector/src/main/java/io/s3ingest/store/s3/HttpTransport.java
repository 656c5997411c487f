package io.s3ingest.store.s3;

import io.s3ingest.error.OptionErrors;
import io.s3ingest.options.S3IngestOptions;
import io.s3ingest.options.Secret;
import io.s3ingest.options.StoreOptions;
import io.s3ingest.options.StoreOptions.Proxy;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/** Makes the one kind of HTTP client that everything here uses, the token service included. */
final class HttpTransport {
  private HttpTransport() {}

  /** Returns a client with the recipe's certificates, proxy and timeouts. */
  static SdkHttpClient of(StoreOptions options, String bucket) {
    UrlConnectionHttpClient.Builder builder =
        UrlConnectionHttpClient.builder()
            .connectionTimeout(options.connectTimeout())
            .socketTimeout(options.readTimeout());
    Proxy proxy = proxy(options, new S3aSettings(options.hadoop(), bucket));
    if (proxy != null) {
      ProxyConfiguration.Builder to =
          ProxyConfiguration.builder()
              .useSystemPropertyValues(false)
              .useEnvironmentVariablesValues(false)
              .endpoint(URI.create("http://" + proxy.host() + ":" + proxy.port()));
      if (proxy.username() != null) {
        Secret password = proxy.password();
        to.username(proxy.username()).password(password == null ? "" : password.value());
      }
      builder.proxyConfiguration(to.build());
    }
    String pem = options.tls().certPath();
    if (pem != null) {
      TrustManager[] trust = trusting(pem);
      builder.tlsTrustManagersProvider(() -> trust);
    }
    AttributeMap.Builder attributes = AttributeMap.builder();
    if (!options.tls().verify()) {
      attributes.put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, true);
    }
    return builder.buildWithDefaults(attributes.build());
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

  /** Trusts what the JVM trusts, and the certificates of the file. */
  private static TrustManager[] trusting(String pem) {
    String rule = "a readable PEM file with at least one certificate";
    try (InputStream in = new BufferedInputStream(Files.newInputStream(Path.of(pem)))) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("file-" + count++, certificate);
      }
      if (count == 0) {
        throw OptionErrors.invalidValue(S3IngestOptions.SSL_CERT_PATH.name(), pem, rule);
      }
      for (TrustManager manager : managers(null)) {
        if (manager instanceof X509TrustManager x509) {
          for (X509Certificate certificate : x509.getAcceptedIssuers()) {
            store.setCertificateEntry("jvm-" + count++, certificate);
          }
        }
      }
      return managers(store);
    } catch (IOException | GeneralSecurityException | java.nio.file.InvalidPathException e) {
      throw OptionErrors.invalidValue(S3IngestOptions.SSL_CERT_PATH.name(), pem, rule);
    }
  }

  private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}

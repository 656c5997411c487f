package io.s3ingest.store.s3;

import io.s3ingest.error.OptionErrors;
import io.s3ingest.options.S3IngestOptions;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/** Which servers' certificates are believed. */
final class Trust {
  private Trust() {}

  /** Trusts what the JVM trusts, and the certificates of the file. */
  static TrustManager[] also(String pem) {
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
    } catch (IOException | GeneralSecurityException | InvalidPathException e) {
      throw OptionErrors.invalidValue(S3IngestOptions.SSL_CERT_PATH.name(), pem, rule);
    }
  }

  private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** Trusts every server: what {@code verifySSL=false} asks for. */
  static TrustManager[] anyone() {
    return new TrustManager[] {new Anyone()};
  }

  private static final class Anyone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}

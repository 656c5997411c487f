package io.s3ingest.store.hadoop;

import io.s3ingest.options.Secret;
import io.s3ingest.options.StoreOptions;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** Builds Hadoop's configuration from the session's settings, with our own options on top. */
final class HadoopSettings {
  private static final String S3A_AUTH = "org.apache.hadoop.fs.s3a.";

  private HadoopSettings() {}

  static Configuration of(StoreOptions options) {
    Configuration conf = new Configuration();
    conf.setClassLoader(loader());
    Map<String, String> ours = ours(options);
    options
        .hadoop()
        .forEach(
            (key, value) -> {
              boolean bucketsOwn = key.startsWith("fs.s3a.bucket.");
              // A setting of one bucket would win over ours.
              if (!bucketsOwn || ours.keySet().stream().noneMatch(name -> isFor(key, name))) {
                conf.set(key, value);
              }
            });
    ours.forEach((name, value) -> conf.set("fs.s3a." + name, value));
    return conf;
  }

  private static boolean isFor(String bucketKey, String name) {
    return bucketKey.endsWith("." + name);
  }

  /** Our options in S3A's words. */
  private static Map<String, String> ours(StoreOptions options) {
    Map<String, String> out = new TreeMap<>();
    if (options.endpoint() != null) {
      String endpoint = options.endpoint();
      out.put("endpoint", endpoint);
      out.put(
          "connection.ssl.enabled",
          String.valueOf(!endpoint.toLowerCase(Locale.ROOT).startsWith("http://")));
      boolean aws = endpoint.contains(".amazonaws.com");
      out.put("path.style.access", String.valueOf(!aws));
      if (!aws) {
        out.put("endpoint.region", "us-east-1");
      }
    }
    if (options.pathStyleAccess() != null) {
      out.put("path.style.access", options.pathStyleAccess().toString());
    }
    put(out, "endpoint.region", options.region());
    if (options.accessKeyId() != null) {
      out.put("access.key", options.accessKeyId());
      put(out, "secret.key", value(options.secretAccessKey()));
      put(out, "session.token", value(options.sessionToken()));
      out.put(
          "aws.credentials.provider",
          S3A_AUTH
              + (options.sessionToken() == null
                  ? "SimpleAWSCredentialsProvider"
                  : "TemporaryAWSCredentialsProvider"));
    }
    if (options.anonymous()) {
      out.put("aws.credentials.provider", S3A_AUTH + "AnonymousAWSCredentialsProvider");
    }
    if (options.role() != null) {
      String base = out.get("aws.credentials.provider");
      put(out, "assumed.role.credentials.provider", base);
      out.put("aws.credentials.provider", S3A_AUTH + "auth.AssumedRoleCredentialProvider");
      out.put("assumed.role.arn", options.role().arn());
      put(out, "assumed.role.external.id", options.role().externalId());
      put(out, "assumed.role.session.name", options.role().sessionName());
      put(out, "assumed.role.sts.endpoint", options.role().stsEndpoint());
    }
    if (options.proxy() != null) {
      out.put("proxy.host", options.proxy().host());
      out.put("proxy.port", String.valueOf(options.proxy().port()));
      put(out, "proxy.username", options.proxy().username());
      put(out, "proxy.password", value(options.proxy().password()));
    }
    if (options.requesterPays()) {
      out.put("requester.pays.enabled", "true");
    }
    return out;
  }

  /** The thread's loader, where it sees this jar: under --jars the file system lies beside it. */
  private static ClassLoader loader() {
    ClassLoader thread = Thread.currentThread().getContextClassLoader();
    return thread != null ? thread : HadoopSettings.class.getClassLoader();
  }

  private static void put(Map<String, String> out, String name, String value) {
    if (value != null) {
      out.put(name, value);
    }
  }

  private static String value(Secret secret) {
    return secret == null ? null : secret.value();
  }
}

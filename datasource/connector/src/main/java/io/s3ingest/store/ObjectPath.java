package io.s3ingest.store;

import io.s3ingest.error.StoreErrors;
import io.s3ingest.options.StoreKind;
import java.io.Serializable;
import java.util.Locale;
import java.util.Objects;

/**
 * A bucket and a key; the key may be empty (the bucket itself) and is raw, never URL-encoded.
 *
 * <p>With {@code store=hadoop} the bucket is the root of a file system as a URI: {@code
 * hdfs://nn:8020}, {@code s3a://lake}, {@code file://}, or a folder such as {@code
 * file:///data/lake}; a plain name is short for {@code s3a://<name>}. The key is the path below it.
 */
public record ObjectPath(String bucket, String key) implements Serializable {
  public ObjectPath {
    Objects.requireNonNull(bucket, "bucket");
    Objects.requireNonNull(key, "key");
  }

  /**
   * Reads an {@code s3://}, {@code s3a://} or {@code s3n://} URI; its key is taken as it stands.
   */
  public static ObjectPath parse(String uri) {
    return parse(uri, StoreKind.S3);
  }

  /** Reads a URI; with {@code store=hadoop} any scheme will do and stays part of the bucket. */
  public static ObjectPath parse(String uri, StoreKind kind) {
    int colon = uri.indexOf(":/");
    String scheme = colon <= 0 ? "" : uri.substring(0, colon).toLowerCase(Locale.ROOT);
    if (!scheme.matches("[a-z][a-z0-9+.-]*")) {
      String shown = uri.indexOf('@') < 0 ? uri : "***";
      throw StoreErrors.invalidPath(shown, "it has no scheme", "Write it as s3://bucket/folder/.");
    }
    boolean authority = uri.startsWith("//", colon + 1);
    int start = authority ? colon + 3 : colon + 1;
    int slash = uri.indexOf('/', start);
    String host = authority ? uri.substring(start, slash < 0 ? uri.length() : slash) : "";
    String key = slash < 0 ? "" : uri.substring(slash + 1);
    boolean s3 = scheme.equals("s3") || scheme.equals("s3a") || scheme.equals("s3n");
    // A secret key may hold slashes, so nothing behind a user name is shown.
    if (host.indexOf('@') >= 0 || (s3 && host.indexOf(':') >= 0)) {
      throw StoreErrors.invalidPath(
          scheme + "://***",
          "it holds a user or keys in front of the bucket",
          "Write it as s3://bucket/folder/ and set 'accessKeyId' and 'secretAccessKey'.");
    }
    if (kind == StoreKind.S3 && !s3) {
      throw StoreErrors.invalidPath(
          uri,
          "its scheme is not s3, s3a or s3n",
          "Write it as s3://bucket/folder/, or set store=hadoop to read it through Hadoop.");
    }
    if (s3 && host.isEmpty()) {
      throw StoreErrors.invalidPath(uri, "its bucket is empty", "Write it as s3://bucket/folder/.");
    }
    return new ObjectPath(kind == StoreKind.S3 ? host : scheme + "://" + host, key);
  }

  /** Returns {@code s3://bucket/key}, as messages and {@code _metadata.file_path} show it. */
  public String uri() {
    String root = bucket.contains(":/") ? bucket : "s3://" + bucket;
    return root.endsWith("/") && !root.endsWith("://") ? root + key : root + "/" + key;
  }

  @Override
  public String toString() {
    return uri();
  }
}

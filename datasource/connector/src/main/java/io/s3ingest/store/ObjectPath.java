package io.s3ingest.store;

import java.io.Serializable;
import java.util.Objects;

/** A bucket and a key; the key may be empty (the bucket itself) and is raw, never URL-encoded. */
public record ObjectPath(String bucket, String key) implements Serializable {
  public ObjectPath {
    Objects.requireNonNull(bucket, "bucket");
    Objects.requireNonNull(key, "key");
  }

  /** Returns {@code s3://bucket/key}, as messages and {@code _metadata.file_path} show it. */
  public String uri() {
    return "s3://" + bucket + "/" + key;
  }

  @Override
  public String toString() {
    return uri();
  }
}

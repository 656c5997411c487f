package io.s3ingest.store.hadoop;

import io.s3ingest.error.StoreErrors;
import io.s3ingest.store.ObjectPath;
import java.net.URI;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A file system and the folder in it that stands for the bucket. */
final class HadoopRoot {
  private final String bucket;
  private final FileSystem fileSystem;
  private final URI base;

  HadoopRoot(String bucket, FileSystem fileSystem, URI base) {
    this.bucket = bucket;
    this.fileSystem = fileSystem;
    this.base = base;
  }

  /** Returns the URI that a bucket stands for: itself, or S3A's where it is a plain name. */
  static URI uri(String bucket) {
    String text = bucket.contains(":/") ? bucket : "s3a://" + bucket;
    try {
      return new Path(text.endsWith("/") ? text : text + "/").toUri();
    } catch (IllegalArgumentException e) {
      throw StoreErrors.invalidPath(
          text.contains("@") ? "***" : text,
          "it is no root of a file system",
          "Write it as hdfs://host:port/folder, file:///folder or s3a://bucket.");
    }
  }

  FileSystem fileSystem() {
    return fileSystem;
  }

  String bucket() {
    return bucket;
  }

  /** Returns where a key lies; the empty key is the root. */
  Path path(String key) {
    for (String part : key.split("/", -1)) {
      if (part.equals(".") || part.equals("..")) {
        // A path would swallow such a part, or leave the root by it.
        throw StoreErrors.invalidPath(
            new ObjectPath(bucket, key).uri(),
            "no file system can hold the part '" + part + "'",
            "Use store=s3 to reach this key.");
      }
    }
    String folder = base.getPath().endsWith("/") ? base.getPath() : base.getPath() + "/";
    return new Path(base.getScheme(), base.getAuthority(), folder + key);
  }

  /** Returns what stands in the place of an ETag. */
  static String identity(FileStatus status) {
    if (status instanceof org.apache.hadoop.fs.EtagSource source) {
      String etag = source.getEtag();
      if (etag != null && !etag.isEmpty()) {
        return etag.replace("\"", "");
      }
    }
    return status.getLen() + "-" + status.getModificationTime();
  }
}

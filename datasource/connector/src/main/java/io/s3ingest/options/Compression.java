package io.s3ingest.options;

import java.util.List;
import java.util.Locale;

/** How the bytes of an object are compressed. */
public enum Compression {
  AUTO("auto"),
  NONE("none"),
  GZIP("gzip", ".gz", ".gzip"),
  BZIP2("bzip2", ".bz2"),
  ZSTD("zstd", ".zst"),
  DEFLATE("deflate", ".deflate"),
  LZ4("lz4", ".lz4"),
  SNAPPY("snappy", ".snappy");

  private final String text;
  private final List<String> extensions;

  Compression(String text, String... extensions) {
    this.text = text;
    this.extensions = List.of(extensions);
  }

  /** Returns the compression that the end of a name tells; null if it tells none. */
  public static Compression ofName(String objectName) {
    for (Compression compression : values()) {
      if (compression.extensionLength(objectName) > 0) {
        return compression;
      }
    }
    return null;
  }

  /** Returns the name without the extension of a compression. */
  public static String withoutExtension(String objectName) {
    Compression compression = ofName(objectName);
    int length = compression == null ? 0 : compression.extensionLength(objectName);
    return objectName.substring(0, objectName.length() - length);
  }

  private int extensionLength(String objectName) {
    String name = objectName.toLowerCase(Locale.ROOT);
    for (String extension : extensions) {
      if (name.endsWith(extension)) {
        return extension.length();
      }
    }
    return 0;
  }

  @Override
  public String toString() {
    return text;
  }
}

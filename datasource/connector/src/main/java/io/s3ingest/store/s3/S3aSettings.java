package io.s3ingest.store.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The session's {@code fs.s3a.*} settings as they hold for one bucket: {@code fs.s3a.bucket.<name>}
 * comes before {@code fs.s3a}.
 */
final class S3aSettings {
  private final Map<String, String> hadoop;
  private final String bucket;

  S3aSettings(Map<String, String> hadoop, String bucket) {
    this.hadoop = hadoop;
    this.bucket = bucket;
  }

  /** Returns a setting by its name behind {@code fs.s3a.}, or null if it is not set or blank. */
  String value(String name) {
    String value = nonBlank(hadoop.get("fs.s3a.bucket." + bucket + "." + name));
    return value != null ? value : nonBlank(hadoop.get("fs.s3a." + name));
  }

  /** Returns a setting that is true or false; null for anything else. */
  Boolean flag(String name) {
    String value = value(name);
    if ("true".equalsIgnoreCase(value)) {
      return Boolean.TRUE;
    }
    return "false".equalsIgnoreCase(value) ? Boolean.FALSE : null;
  }

  /** Returns the class names of a list; empty if it is not set. */
  List<String> classNames(String name) {
    List<String> out = new ArrayList<>();
    String value = value(name);
    if (value != null) {
      for (String part : value.split("[,\\s]+")) {
        if (!part.isEmpty()) {
          out.add(part);
        }
      }
    }
    return out;
  }

  private static String nonBlank(String text) {
    return text == null || text.isBlank() ? null : text.trim();
  }
}

package io.s3ingest.sync;

import io.s3ingest.error.InternalErrors;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names who feeds a table. */
public final class PipelineId {
  private PipelineId() {}

  /**
   * Returns the default id: a hash of what makes the pipeline this one. Endpoint, keys and the
   * session's name of the catalog are no part of it, so that a moved store or a new key goes on
   * where the old one ended; nor are slashes around the prefix.
   *
   * @param destination namespace and name of the table
   */
  public static String of(String bucket, String prefix, String naming, String destination) {
    String folder = prefix.replaceAll("^/+|/+$", "");
    String text = String.join("\0", bucket, folder, naming, destination);
    return "p-" + sha256(text).substring(0, 16);
  }

  /** Returns the id as a name of a folder, a tag and a part of a property. */
  public static String folder(String pipeline) {
    String safe = pipeline.replaceAll("[^A-Za-z0-9._-]", "_");
    boolean dots = safe.chars().allMatch(c -> c == '.');
    return safe.equals(pipeline) && !dots ? safe : safe + "-" + sha256(pipeline).substring(0, 8);
  }

  static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw InternalErrors.unexpected("name a pipeline", e);
    }
  }
}

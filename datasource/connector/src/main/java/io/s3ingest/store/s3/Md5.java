package io.s3ingest.store.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The sums that S3 uses as ETags of objects without KMS. */
final class Md5 {
  private Md5() {}

  static String hex(byte[] body) {
    return HexFormat.of().formatHex(digest().digest(body));
  }

  /** The ETag of an upload in parts: the sum of the sums, and their number. */
  static String ofParts(List<String> etags) {
    MessageDigest digest = digest();
    for (String etag : etags) {
      if (!etag.matches("[0-9a-fA-F]{32}")) {
        return "";
      }
      digest.update(HexFormat.of().parseHex(etag));
    }
    return HexFormat.of().formatHex(digest.digest()) + "-" + etags.size();
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

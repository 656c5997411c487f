package io.s3ingest.store.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.s3ingest.store.s3.WireServer.Wire;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The signature that a server would compute from the wire; written from AWS's specification. */
final class SigV4 {
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=[^/]+/(\\d+)/([^/]+)/s3/aws4_request,"
              + " ?SignedHeaders=([^,]+), ?Signature=.*");

  private SigV4() {}

  static String path(String uri) {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  static String signature(String method, Wire wire, String secret) {
    Matcher parts = AUTHORIZATION.matcher(wire.header("Authorization"));
    if (!parts.matches()) {
      throw new IllegalArgumentException(wire.header("Authorization"));
    }
    String query =
        wire.uri().indexOf('?') < 0 ? "" : wire.uri().substring(wire.uri().indexOf('?') + 1);
    String headers =
        Arrays.stream(parts.group(3).split(";"))
            .map(name -> name + ":" + wire.header(name).trim() + "\n")
            .collect(Collectors.joining());
    String request =
        String.join(
            "\n",
            method,
            path(wire.uri()),
            Arrays.stream(query.split("&")).sorted().collect(Collectors.joining("&")),
            headers,
            parts.group(3),
            wire.header("x-amz-content-sha256"));
    String scope = parts.group(1) + "/" + parts.group(2) + "/s3/aws4_request";
    String toSign =
        String.join("\n", "AWS4-HMAC-SHA256", wire.header("X-Amz-Date"), scope, sha256(request));
    byte[] key = hmac(("AWS4" + secret).getBytes(UTF_8), parts.group(1));
    key = hmac(hmac(hmac(key, parts.group(2)), "s3"), "aws4_request");
    return HexFormat.of().formatHex(hmac(key, toSign));
  }

  static String encode(String text, boolean slashes) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)
              || c == '/' && !slashes;
      out.append(plain ? String.valueOf(c) : String.format("%%%02X", b & 0xff));
    }
    return out.toString();
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}

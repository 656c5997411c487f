package io.s3ingest.store.s3;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * Signs GETs by AWS Signature Version 4, all their headers with them. Keeps the key of the day,
 * which is most of the work. Thread-safe.
 */
final class V4Signature {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String MAC = "HmacSHA256";
  private static final String NO_BODY =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int DAY = 8;

  private volatile DayKey dayKey = new DayKey("", "", "", null);

  private record DayKey(String secret, String day, String region, SecretKeySpec key) {
    boolean isOf(String otherSecret, String otherDay, String otherRegion) {
      return day.equals(otherDay) && region.equals(otherRegion) && secret.equals(otherSecret);
    }

    @Override
    public String toString() {
      return "DayKey[" + day + ", " + region + "]";
    }
  }

  /**
   * Returns the headers to send, the given ones among them, {@code Host} left out.
   *
   * @param host as it will be sent
   * @param path encoded
   * @param query encoded, the names ascending
   */
  Map<String, String> sign(
      AwsCredentials keys,
      String region,
      Instant now,
      String host,
      String path,
      String query,
      Map<String, String> headers) {
    String time = TIME.format(now);
    String day = time.substring(0, DAY);
    TreeMap<String, String> signed = new TreeMap<>();
    headers.forEach((name, value) -> signed.put(name.toLowerCase(Locale.ROOT), value.trim()));
    signed.put("x-amz-date", time);
    signed.put("x-amz-content-sha256", NO_BODY);
    if (keys instanceof AwsSessionCredentials session) {
      signed.put("x-amz-security-token", session.sessionToken());
    }
    signed.put("host", host);
    StringBuilder names = new StringBuilder();
    StringBuilder request = new StringBuilder(512);
    request.append("GET\n").append(path).append('\n').append(query).append('\n');
    signed.forEach(
        (name, value) -> {
          request.append(name).append(':').append(value).append('\n');
          names.append(names.isEmpty() ? "" : ";").append(name);
        });
    request.append('\n').append(names).append('\n').append(NO_BODY);
    String scope = day + "/" + region + "/s3/aws4_request";
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes(request.toString()));
      String text = ALGORITHM + "\n" + time + "\n" + scope + "\n" + hex(hash);
      byte[] signature = hmac(key(keys.secretAccessKey(), day, region), text);
      signed.remove("host");
      signed.put(
          "Authorization",
          ALGORITHM
              + " Credential="
              + keys.accessKeyId()
              + "/"
              + scope
              + ", SignedHeaders="
              + names
              + ", Signature="
              + hex(signature));
      return signed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private SecretKeySpec key(String secret, String day, String region)
      throws GeneralSecurityException {
    DayKey known = dayKey;
    if (!known.isOf(secret, day, region)) {
      SecretKeySpec key = new SecretKeySpec(bytes("AWS4" + secret), MAC);
      for (String part : new String[] {day, region, "s3", "aws4_request"}) {
        key = new SecretKeySpec(hmac(key, part), MAC);
      }
      known = new DayKey(secret, day, region, key);
      dayKey = known;
    }
    return known.key;
  }

  private static byte[] hmac(SecretKeySpec key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(MAC);
    mac.init(key);
    return mac.doFinal(bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}

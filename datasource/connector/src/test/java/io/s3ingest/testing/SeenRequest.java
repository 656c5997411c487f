package io.s3ingest.testing;

import java.util.Map;

/**
 * One request as the server saw it.
 *
 * @param query decoded; a parameter without value has an empty one
 * @param headers names in lower case
 * @param status 0 where the server answered nothing
 * @param bytesServed bytes of the body that were sent
 */
public record SeenRequest(
    Op op,
    String method,
    String bucket,
    String key,
    Map<String, String> query,
    Map<String, String> headers,
    int status,
    long bytesServed) {

  /** Returns the Range header, or null. */
  public String range() {
    return headers.get("range");
  }

  /** Returns the If-Match header, or null. */
  public String ifMatch() {
    return headers.get("if-match");
  }

  /** Shows what a failed assertion needs, without the signature. */
  @Override
  public String toString() {
    return "%s %s/%s %s range=%s if-match=%s -> %d, %d bytes"
        .formatted(op, bucket, key, query, range(), ifMatch(), status, bytesServed);
  }
}

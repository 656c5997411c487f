package io.s3ingest.testing;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer before it is sent, and before a fault may break it. */
record Answer(int status, Map<String, String> headers, byte[] body) {
  static final byte[] NOTHING = new byte[0];

  static Answer empty(int status) {
    return new Answer(status, Map.of(), NOTHING);
  }

  static Answer xml(String body) {
    return new Answer(
        200,
        Map.of("Content-Type", "application/xml"),
        ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + body).getBytes(StandardCharsets.UTF_8));
  }

  /** An error in S3's form. */
  static Answer error(int status, String code) {
    String body = "<Error><Code>%s</Code><Message>scripted: %1$s</Message></Error>".formatted(code);
    return new Answer(status, Map.of("Content-Type", "application/xml"), xml(body).body);
  }

  Answer with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    if (value != null) {
      more.put(header, value);
    }
    return new Answer(status, more, body);
  }

  /** Returns the code that S3 sends with a status. */
  static String codeOf(int status) {
    return switch (status) {
      case 301 -> "PermanentRedirect";
      case 400 -> "InvalidRequest";
      case 403 -> "AccessDenied";
      case 404 -> "NoSuchKey";
      case 412 -> "PreconditionFailed";
      case 416 -> "InvalidRange";
      case 500 -> "InternalError";
      case 501 -> "NotImplemented";
      case 503 -> "SlowDown";
      default -> "Status" + status;
    };
  }
}

package io.s3ingest.store.s3;

/** The two spellings of an ETag: in quotes on the wire, bare everywhere else. */
final class Etags {
  private Etags() {}

  static String bare(String etag) {
    String text = etag.trim();
    if (text.startsWith("W/")) {
      text = text.substring(2);
    }
    boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  static String quoted(String etag) {
    return '"' + etag + '"';
  }
}

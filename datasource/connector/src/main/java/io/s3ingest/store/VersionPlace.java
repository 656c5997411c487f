package io.s3ingest.store;

/**
 * Where a walk over versions goes on; its text form is the continuation token of {@link StoreAsOf}.
 *
 * @param settled the last key whose version was chosen; older versions of it are passed by
 * @param folder the last common prefix that was given out
 */
record VersionPlace(String keyMarker, String versionMarker, String settled, String folder) {
  static VersionPlace of(ListRequest request) {
    String token = request.continuationToken();
    if (token == null) {
      return new VersionPlace(request.startAfter(), null, null, null);
    }
    String[] parts = new String[4];
    int at = 0;
    for (int i = 0; i < parts.length; i++) {
      int colon = token.indexOf(':', at);
      int length = Integer.parseInt(token, at, colon, 10);
      at = colon + 1 + Math.max(0, length);
      parts[i] = length < 0 ? null : token.substring(colon + 1, at);
    }
    return new VersionPlace(parts[0], parts[1], parts[2], parts[3]);
  }

  String token() {
    return part(keyMarker) + part(versionMarker) + part(settled) + part(folder);
  }

  /** A key may hold any character, so lengths part them. */
  private static String part(String text) {
    return text == null ? "-1:" : text.length() + ":" + text;
  }
}

package io.s3ingest.testing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Renders the listings of {@link ScriptedS3}. */
final class FakeListing {
  private FakeListing() {}

  static Answer buckets(Collection<String> names) {
    StringBuilder xml = new StringBuilder("<ListAllMyBucketsResult><Buckets>");
    names.stream()
        .sorted()
        .forEach(name -> xml.append("<Bucket><Name>").append(name).append("</Name></Bucket>"));
    return Answer.xml(xml + "</Buckets></ListAllMyBucketsResult>");
  }

  /** Answers ListObjectsV2; a page goes on behind the last entry that the page before showed. */
  static Answer objects(HttpMessage.Request request, FakeBucket bucket) {
    Map<String, String> query = request.query();
    String prefix = query.getOrDefault("prefix", "");
    String token = query.get("continuation-token");
    String[] position = token == null ? null : decodeToken(token);
    String startAfter = position == null ? query.getOrDefault("start-after", "") : position[0];
    String delimiter = query.getOrDefault("delimiter", "");
    int most = Math.min(1000, Integer.parseInt(query.getOrDefault("max-keys", "1000")));
    boolean url = "url".equals(query.get("encoding-type"));

    // Common prefixes stand among the keys, once each, where their first key is.
    Map<String, FakeBucket.Version> entries = new LinkedHashMap<>();
    bucket
        .listing()
        .forEach(
            (key, version) -> {
              if (!key.startsWith(prefix)
                  || Utf8Order.INSTANCE.compare(key, startAfter) <= 0 && !startAfter.isEmpty()) {
                return;
              }
              int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
              if (end < 0) {
                entries.put(key, version);
              } else {
                entries.putIfAbsent(key.substring(0, end + delimiter.length()), null);
              }
            });
    List<String> names = List.copyOf(entries.keySet());
    int from = position == null ? 0 : behind(position[1], names);
    int to = Math.min(names.size(), from + most);
    StringBuilder xml = new StringBuilder("<ListBucketResult>");
    xml.append("<Name>%s</Name>".formatted(request.bucket()));
    element(xml, "Prefix", text(prefix, url));
    if (url) {
      element(xml, "EncodingType", "url");
    }
    element(xml, "MaxKeys", Integer.toString(most));
    element(xml, "KeyCount", Integer.toString(to - from));
    element(xml, "IsTruncated", Boolean.toString(to < names.size()));
    if (to < names.size() && to > from) {
      element(xml, "NextContinuationToken", encodeToken(startAfter, names.get(to - 1)));
    }
    for (String name : names.subList(from, to)) {
      FakeBucket.Version version = entries.get(name);
      if (version == null) {
        xml.append("<CommonPrefixes>");
        element(xml, "Prefix", text(name, url));
        xml.append("</CommonPrefixes>");
      } else {
        xml.append("<Contents>");
        element(xml, "Key", text(name, url));
        describe(xml, version);
        xml.append("</Contents>");
      }
    }
    return Answer.xml(xml + "</ListBucketResult>");
  }

  static Answer versions(HttpMessage.Request request, FakeBucket bucket) {
    Map<String, String> query = request.query();
    String prefix = query.getOrDefault("prefix", "");
    String keyMarker = query.getOrDefault("key-marker", "");
    String versionMarker = query.getOrDefault("version-id-marker", "");
    int most = Math.min(1000, Integer.parseInt(query.getOrDefault("max-keys", "1000")));
    boolean url = "url".equals(query.get("encoding-type"));
    StringBuilder xml = new StringBuilder();
    int count = 0;
    boolean more = false;
    String lastKey = "";
    String lastVersion = "";
    for (Map.Entry<String, List<FakeBucket.Version>> entry : bucket.allVersions().entrySet()) {
      String key = entry.getKey();
      int past = Utf8Order.INSTANCE.compare(key, keyMarker);
      if (!key.startsWith(prefix)
          || !keyMarker.isEmpty() && (past < 0 || past == 0 && versionMarker.isEmpty())) {
        continue;
      }
      boolean skipping = past == 0 && !versionMarker.isEmpty();
      for (FakeBucket.Version version : entry.getValue()) {
        String id = version.versionId() == null ? "null" : version.versionId();
        if (skipping) {
          skipping = !id.equals(versionMarker);
          continue;
        }
        if (count == most) {
          more = true;
          break;
        }
        count++;
        lastKey = key;
        lastVersion = id;
        String tag = version.marker() ? "DeleteMarker" : "Version";
        xml.append("<").append(tag).append(">");
        element(xml, "Key", text(key, url));
        element(xml, "VersionId", id);
        element(xml, "IsLatest", Boolean.toString(version.equals(entry.getValue().get(0))));
        describe(xml, version);
        xml.append("</").append(tag).append(">");
      }
    }
    StringBuilder head = new StringBuilder("<ListVersionsResult>");
    element(head, "IsTruncated", Boolean.toString(more));
    if (url) {
      element(head, "EncodingType", "url");
    }
    if (more) {
      element(head, "NextKeyMarker", text(lastKey, url));
      element(head, "NextVersionIdMarker", lastVersion);
    }
    return Answer.xml(head.append(xml) + "</ListVersionsResult>");
  }

  private static void describe(StringBuilder xml, FakeBucket.Version version) {
    String time = version.modified().toString();
    element(xml, "LastModified", time.contains(".") ? time : time.replace("Z", ".000Z"));
    if (!version.marker()) {
      element(xml, "ETag", "\"" + version.etag() + "\"");
      element(xml, "Size", Integer.toString(version.body().length));
      element(xml, "StorageClass", version.archived() ? "GLACIER" : "STANDARD");
    }
  }

  private static int behind(String name, List<String> names) {
    int at = names.indexOf(name);
    if (at >= 0) {
      return at + 1;
    }
    int next = 0;
    while (next < names.size() && Utf8Order.INSTANCE.compare(names.get(next), name) <= 0) {
      next++;
    }
    return next;
  }

  /** A token carries start-after on: a client need not send it with the next page. */
  private static String encodeToken(String startAfter, String name) {
    byte[] text = (startAfter + "\0" + name).getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(text);
  }

  private static String[] decodeToken(String token) {
    return new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8).split("\0", 2);
  }

  private static void element(StringBuilder xml, String name, String value) {
    xml.append('<').append(name).append('>').append(value).append("</").append(name).append('>');
  }

  private static String text(String value, boolean url) {
    // S3 leaves slashes readable and writes a space as a plus.
    return url
        ? URLEncoder.encode(value, StandardCharsets.UTF_8).replace("%2F", "/")
        : escape(value);
  }

  static String escape(String value) {
    StringBuilder out = new StringBuilder();
    value
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> {
                  if (c < 0x20) {
                    out.append("&#x").append(Integer.toHexString(c)).append(';');
                  } else {
                    out.appendCodePoint(c);
                  }
                }
              }
            });
    return out.toString();
  }

  static String unescape(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&");
  }
}

package io.s3ingest.store.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.s3ingest.store.ListPage;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.VersionPage;
import io.s3ingest.store.VersionPage.ObjectVersion;
import io.s3ingest.store.s3.XmlScanner.Event;
import io.s3ingest.store.s3.XmlScanner.MalformedXmlException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the pages of {@code ListObjectsV2} and {@code ListObjectVersions} straight from their
 * bytes. A page that does not end with its root element is malformed, never a shorter page.
 */
final class PageParser {
  private static final byte[] CONTENTS = ascii("Contents");
  private static final byte[] VERSION = ascii("Version");
  private static final byte[] DELETE_MARKER = ascii("DeleteMarker");
  private static final byte[] COMMON_PREFIXES = ascii("CommonPrefixes");
  private static final byte[] KEY = ascii("Key");
  private static final byte[] SIZE = ascii("Size");
  private static final byte[] ETAG = ascii("ETag");
  private static final byte[] LAST_MODIFIED = ascii("LastModified");
  private static final byte[] VERSION_ID = ascii("VersionId");
  private static final byte[] IS_LATEST = ascii("IsLatest");
  private static final byte[] PREFIX = ascii("Prefix");
  private static final byte[] IS_TRUNCATED = ascii("IsTruncated");
  private static final byte[] NEXT_TOKEN = ascii("NextContinuationToken");
  private static final byte[] NEXT_KEY_MARKER = ascii("NextKeyMarker");
  private static final byte[] NEXT_VERSION_MARKER = ascii("NextVersionIdMarker");
  private static final byte[] ENCODING_TYPE = ascii("EncodingType");

  private final String bucket;
  private final byte[] page;
  private final boolean urlEncoded;
  private final List<ObjectRef> objects = new ArrayList<>();
  private final List<ObjectVersion> versions = new ArrayList<>();
  private final List<String> commonPrefixes = new ArrayList<>();
  private boolean truncated;
  private String nextToken;
  private String nextKeyMarker;
  private String nextVersionMarker;

  private String key;
  private long size;
  private String etag;
  private Instant lastModified;
  private String versionId;
  private boolean latest;

  private PageParser(String bucket, byte[] page) throws MalformedXmlException {
    this.bucket = bucket;
    this.page = page;
    this.urlEncoded = saysUrlEncoded();
  }

  static ListPage objects(String bucket, byte[] page, Instant storeTime)
      throws MalformedXmlException {
    PageParser parser = new PageParser(bucket, page);
    parser.parse(ascii("ListBucketResult"));
    if (parser.truncated && parser.nextToken == null) {
      throw new MalformedXmlException("it says that more follows, but not where");
    }
    return new ListPage(
        parser.objects,
        parser.commonPrefixes,
        parser.truncated ? parser.nextToken : null,
        storeTime);
  }

  static VersionPage versions(String bucket, byte[] page) throws MalformedXmlException {
    PageParser parser = new PageParser(bucket, page);
    parser.parse(ascii("ListVersionsResult"));
    if (parser.truncated && parser.nextKeyMarker == null) {
      throw new MalformedXmlException("it says that more follows, but not where");
    }
    return parser.truncated
        ? new VersionPage(parser.versions, parser.nextKeyMarker, parser.nextVersionMarker)
        : new VersionPage(parser.versions, null, null);
  }

  private void parse(byte[] root) throws MalformedXmlException {
    XmlScanner xml = new XmlScanner(page, page.length);
    int depth = 0;
    boolean inEntry = false;
    boolean inPrefixes = false;
    for (Event event = xml.next(); event != Event.EOF; event = xml.next()) {
      if (event == Event.START) {
        depth++;
        if (depth == 1 && !xml.is(root)) {
          throw new MalformedXmlException("it is no listing");
        }
        if (depth == 2) {
          inEntry = xml.is(CONTENTS) || xml.is(VERSION) || xml.is(DELETE_MARKER);
          inPrefixes = xml.is(COMMON_PREFIXES);
          clear();
        }
        continue;
      }
      if (depth == 3 && inEntry) {
        field(xml);
      } else if (depth == 3 && inPrefixes && xml.is(PREFIX)) {
        commonPrefixes.add(name(xml));
      } else if (depth == 2 && inEntry) {
        entry(xml);
      } else if (depth == 2 && !inPrefixes) {
        pageField(xml);
      }
      depth--;
      if (depth == 0) {
        return;
      }
    }
    throw new MalformedXmlException("it ends early");
  }

  private void clear() {
    key = null;
    size = 0;
    etag = null;
    lastModified = null;
    versionId = null;
    latest = false;
  }

  private void field(XmlScanner xml) throws MalformedXmlException {
    if (xml.is(KEY)) {
      key = name(xml);
    } else if (xml.is(SIZE)) {
      size = number(xml.text());
    } else if (xml.is(ETAG)) {
      etag = Etags.bare(xml.text());
    } else if (xml.is(LAST_MODIFIED)) {
      lastModified = instant(xml.text());
    } else if (xml.is(VERSION_ID)) {
      versionId = xml.text();
    } else if (xml.is(IS_LATEST)) {
      latest = xml.text().equals("true");
    }
  }

  private void entry(XmlScanner xml) throws MalformedXmlException {
    if (key == null || lastModified == null) {
      throw new MalformedXmlException("an object has no key or no time");
    }
    if (xml.is(CONTENTS)) {
      objects.add(
          new ObjectRef(bucket, key, size, etag == null ? "" : etag, versionId, lastModified));
      return;
    }
    boolean marker = xml.is(DELETE_MARKER);
    versions.add(
        new ObjectVersion(
            new ObjectPath(bucket, key),
            versionId,
            latest,
            marker,
            lastModified,
            marker ? null : etag,
            size));
  }

  private void pageField(XmlScanner xml) throws MalformedXmlException {
    if (xml.is(IS_TRUNCATED)) {
      truncated = xml.text().trim().equals("true");
    } else if (xml.is(NEXT_TOKEN)) {
      nextToken = xml.text();
    } else if (xml.is(NEXT_KEY_MARKER)) {
      nextKeyMarker = name(xml);
    } else if (xml.is(NEXT_VERSION_MARKER)) {
      nextVersionMarker = xml.text();
    }
  }

  private String name(XmlScanner xml) throws MalformedXmlException {
    return urlEncoded ? xml.urlDecodedText() : xml.text();
  }

  /** A store that does not know the encoding ignores the wish; the element may come last. */
  private boolean saysUrlEncoded() throws MalformedXmlException {
    XmlScanner xml = new XmlScanner(page, page.length);
    int depth = 0;
    for (Event event = xml.next(); event != Event.EOF; event = xml.next()) {
      if (event == Event.START) {
        depth++;
      } else {
        if (depth == 2 && xml.is(ENCODING_TYPE)) {
          return xml.text().trim().equals("url");
        }
        depth--;
      }
    }
    return false;
  }

  private static long number(String text) throws MalformedXmlException {
    try {
      return Long.parseLong(text.trim());
    } catch (NumberFormatException e) {
      throw new MalformedXmlException("a size is no number");
    }
  }

  /** The form that all stores write, {@code 2024-01-15T10:30:00.000Z}, without a formatter. */
  static Instant instant(String text) throws MalformedXmlException {
    try {
      int length = text.length();
      if (length == 24 && text.charAt(23) == 'Z' && text.charAt(19) == '.') {
        long day =
            LocalDate.of(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)).toEpochDay();
        int hour = digits(text, 11, 13);
        int minute = digits(text, 14, 16);
        int second = digits(text, 17, 19);
        if (hour < 24 && minute < 60 && second < 60) {
          return Instant.ofEpochSecond(
              day * 86_400 + hour * 3_600L + minute * 60L + second,
              digits(text, 20, 23) * 1_000_000L);
        }
      }
      return OffsetDateTime.parse(text.trim()).toInstant();
    } catch (DateTimeException | NumberFormatException e) {
      throw new MalformedXmlException("a time cannot be read");
    }
  }

  private static int digits(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}

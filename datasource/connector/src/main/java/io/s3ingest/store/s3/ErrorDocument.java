package io.s3ingest.store.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.s3ingest.store.s3.XmlScanner.Event;
import io.s3ingest.store.s3.XmlScanner.MalformedXmlException;

/**
 * What a store says about an error. Nothing else of its answer is kept: it may echo signatures.
 *
 * @param region the bucket's own, null unless the error is about regions
 */
record ErrorDocument(String code, String message, String region) {
  private static final byte[] CODE = "Code".getBytes(US_ASCII);
  private static final byte[] MESSAGE = "Message".getBytes(US_ASCII);
  private static final byte[] REGION = "Region".getBytes(US_ASCII);

  /** Reads an error body; what is not there, or is no XML, stays empty. */
  static ErrorDocument parse(byte[] body) {
    String code = "";
    String message = "";
    String region = null;
    XmlScanner xml = new XmlScanner(body, body.length);
    int depth = 0;
    try {
      for (Event event = xml.next(); event != Event.EOF; event = xml.next()) {
        if (event == Event.START) {
          depth++;
          continue;
        }
        if (depth == 2 && xml.is(CODE)) {
          code = xml.text();
        } else if (depth == 2 && xml.is(MESSAGE)) {
          message = xml.text();
        } else if (depth == 2 && xml.is(REGION)) {
          region = xml.text();
        }
        depth--;
      }
    } catch (MalformedXmlException e) {
      // A proxy's HTML page, for one: what was found before still counts.
      return new ErrorDocument(code, message, region);
    }
    return new ErrorDocument(code, message, region == null || region.isBlank() ? null : region);
  }
}

package io.s3ingest.decode.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.s3ingest.cursor.FileSplit;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.decode.compress.Decompression;
import io.s3ingest.decode.text.LineReader;
import io.s3ingest.decode.text.Transcoder;
import io.s3ingest.error.InternalErrors;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.options.Compression;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** Opens an object as records, after a look at its first bytes. */
final class JsonText {
  /** How much of an object is looked at to tell what it is. */
  static final int HEAD_BYTES = 64 << 10;

  private JsonText() {}

  static JsonRecords open(ObjectContent content, Compression compression, JsonSettings settings) {
    String uri = content.object().uri();
    InputStream in = Decompression.open(content, compression);
    try {
      in = decoded(in, settings.charset());
      if (settings.shapeGiven()) {
        return settings.spark().multiLine()
            ? new WholeRecord(in, uri, settings.maxRecordBytes())
            : lines(in, content, settings, reader -> reader);
      }
      byte[] head = in.readNBytes(HEAD_BYTES);
      InputStream whole = joined(head, in);
      return isDocument(head, settings)
          ? new DocumentRecords(whole, uri, settings.maxRecordBytes())
          : lines(whole, content, settings, reader -> reader);
    } catch (IOException | RuntimeException e) {
      closeQuietly(in, e);
      S3IngestException worded = S3IngestException.in(e);
      throw worded != null ? worded : InternalErrors.unexpected("read " + uri, e);
    }
  }

  /** Opens a piece of JSON lines, as {@link JsonCuts} finds them. */
  static JsonRecords piece(
      ObjectContent content, Compression compression, FileSplit split, JsonSettings settings) {
    byte[] separator = settings.lineSeparator();
    LongSupplier linesBefore =
        () ->
            LineReader.count(
                Decompression.before(content, compression, split),
                content.object().uri(),
                separator);
    long most = settings.maxRecordBytes() + 1;
    LineRecords records =
        lines(
            Decompression.open(content, compression, split),
            content,
            settings,
            reader ->
                reader.ofPiece(
                    split.start() == 0 ? null : linesBefore,
                    () -> Decompression.bytesBehind(content, compression, split, most)));
    if (split.start() > 0) {
      records.beganWithAnObject();
    }
    return records;
  }

  private static LineRecords lines(
      InputStream in,
      ObjectContent content,
      JsonSettings settings,
      UnaryOperator<LineReader> place) {
    String uri = content.object().uri();
    byte[] separator = settings.lineSeparator();
    LineReader lines =
        new LineReader(in, uri, separator, settings.maxRecordBytes(), (byte) '\\', content.parts());
    return new LineRecords(place.apply(lines), uri, separator.length == 0, !settings.shapeGiven());
  }

  /** Finds UTF-16 and UTF-32 by their marks and by where the zeros of the first bytes lie. */
  private static InputStream decoded(InputStream in, Charset given) throws IOException {
    if (given != null) {
      return Transcoder.toUtf8(in, given);
    }
    byte[] head = in.readNBytes(4);
    InputStream whole = joined(head, in);
    Charset charset = charset(head);
    return charset == null ? whole : Transcoder.toUtf8(whole, charset);
  }

  static Charset charset(byte[] head) {
    if (head.length < 4) {
      return head.length < 2 ? null : sixteen(head);
    }
    int word =
        (head[0] & 0xff) << 24 | (head[1] & 0xff) << 16 | (head[2] & 0xff) << 8 | head[3] & 0xff;
    if (word == 0xfeff || (word >>> 8 == 0 && word != 0)) {
      return Charset.forName(word == 0xfeff ? "UTF-32" : "UTF-32BE");
    }
    if (word == 0xfffe0000) {
      return Charset.forName("UTF-32");
    }
    if ((word & 0x00ffffff) == 0 && word != 0) {
      return Charset.forName("UTF-32LE");
    }
    return sixteen(head);
  }

  private static Charset sixteen(byte[] head) {
    int pair = (head[0] & 0xff) << 8 | head[1] & 0xff;
    if (pair == 0xfeff || pair == 0xfffe) {
      return StandardCharsets.UTF_16;
    }
    // No object is shorter, and its second character is ASCII too: a stray zero is no sign.
    if (head.length < 4 || (head[0] == 0) != (head[2] == 0) || (head[1] == 0) != (head[3] == 0)) {
      return null;
    }
    if (head[0] == 0 && head[1] != 0) {
      return StandardCharsets.UTF_16BE;
    }
    return head[0] != 0 && head[1] == 0 ? StandardCharsets.UTF_16LE : null;
  }

  /**
   * Returns whether the first value goes over several lines, or is one array that the head does not
   * hold. A first line that is merely broken makes no document: its second line then begins with
   * what cannot follow.
   */
  static boolean isDocument(byte[] head, JsonSettings settings) {
    int bom = head.length >= 3 && head[0] == (byte) 0xef ? 3 : 0;
    int first = JsonSpace.skip(head, bom, head.length);
    if (settings.given().containsKey("lineSep")
        || first == head.length
        || (head[first] != '{' && head[first] != '[')) {
      return false;
    }
    int lineEnd = lineEnd(head, first);
    long lastGood = first;
    try (JsonParser parser =
        settings.spark().buildJsonFactory().createParser(head, first, head.length - first)) {
      int depth = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        lastGood = first + parser.currentTokenLocation().getByteOffset();
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (depth == 0) {
          return first + parser.currentLocation().getByteOffset() > lineEnd;
        }
      }
    } catch (IOException e) {
      boolean oneLongLine = lineEnd == head.length && head.length == HEAD_BYTES;
      return oneLongLine ? head[first] == '[' : lastGood > lineEnd;
    }
    return false;
  }

  private static int lineEnd(byte[] head, int from) {
    int at = from;
    while (at < head.length && head[at] != '\n' && head[at] != '\r') {
      at++;
    }
    return at;
  }

  private static InputStream joined(byte[] head, InputStream rest) {
    return new SequenceInputStream(new ByteArrayInputStream(head), rest);
  }

  private static void closeQuietly(InputStream in, Exception failure) {
    try {
      in.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}

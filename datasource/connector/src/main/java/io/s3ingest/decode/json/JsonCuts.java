package io.s3ingest.decode.json;

import io.s3ingest.decode.Cut;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.decode.compress.CompressedCuts;
import io.s3ingest.decode.compress.Decompression;
import io.s3ingest.decode.text.LineCuts;
import io.s3ingest.error.InternalErrors;
import io.s3ingest.options.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Where JSON lines can be cut: at any line, if the head of the object has them. */
final class JsonCuts {
  private JsonCuts() {}

  /** Returns whether some object may be cut that is read like this. */
  static boolean canCut(JsonSettings settings) {
    boolean utf8 = settings.charset() == null || settings.charset().equals(StandardCharsets.UTF_8);
    return utf8
        && settings.lineSeparator().length <= 1
        && !(settings.shapeGiven() && settings.spark().multiLine());
  }

  static List<Cut> find(
      ObjectContent content, Compression compression, JsonSettings settings, List<Long> wanted) {
    if (!canCut(settings)) {
      return List.of();
    }
    boolean compressed = Decompression.isCompressed(content, compression);
    CompressedCuts frames = compressed ? CompressedCuts.of(content, compression) : null;
    if (compressed && frames == null) {
      return List.of();
    }
    byte[] head = head(content, compression);
    // A piece knows of what came before it that it began with an object.
    if (!settings.shapeGiven() && !beginsWithAnObject(head, settings)) {
      return List.of();
    }
    if (settings.charset() == null && JsonText.charset(head) != null) {
      return List.of();
    }
    LineCuts cuts = LineCuts.ofLines(settings.lineSeparator());
    return compressed
        ? frames.near(wanted, Math.min(1, head.length), cuts::in)
        : cuts.near(content.store(), content.object(), wanted).stream().map(Cut::plain).toList();
  }

  private static byte[] head(ObjectContent content, Compression compression) {
    try (InputStream in = Decompression.head(content, compression, JsonText.HEAD_BYTES)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw InternalErrors.unexpected("read " + content.object().uri(), e);
    }
  }

  private static boolean beginsWithAnObject(byte[] head, JsonSettings settings) {
    int bom = head.length >= 3 && head[0] == (byte) 0xef && head[1] == (byte) 0xbb ? 3 : 0;
    int first = JsonSpace.skip(head, bom, head.length);
    return first < head.length && head[first] == '{' && !JsonText.isDocument(head, settings);
  }
}

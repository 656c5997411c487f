package io.s3ingest.decode.json;

import io.s3ingest.decode.ObjectContent;
import io.s3ingest.decode.compress.Decompression;
import io.s3ingest.decode.text.LineCuts;
import io.s3ingest.options.Compression;
import io.s3ingest.store.ObjectRef;
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

  static List<Long> find(
      ObjectContent content, Compression compression, JsonSettings settings, List<Long> wanted) {
    if (!canCut(settings) || Decompression.isCompressed(content, compression)) {
      return List.of();
    }
    ObjectRef object = content.object();
    int length = (int) Math.min(JsonText.HEAD_BYTES, object.size());
    byte[] head = content.store().read(object, 0, length);
    // A piece knows of what came before it that it began with an object.
    if (!settings.shapeGiven() && !beginsWithAnObject(head, settings)) {
      return List.of();
    }
    if (settings.charset() == null && JsonText.charset(head) != null) {
      return List.of();
    }
    return LineCuts.ofLines(content.store(), object, settings.lineSeparator()).near(wanted);
  }

  private static boolean beginsWithAnObject(byte[] head, JsonSettings settings) {
    int bom = head.length >= 3 && head[0] == (byte) 0xef && head[1] == (byte) 0xbb ? 3 : 0;
    int first = JsonSpace.skip(head, bom, head.length);
    return first < head.length && head[first] == '{' && !JsonText.isDocument(head, settings);
  }
}

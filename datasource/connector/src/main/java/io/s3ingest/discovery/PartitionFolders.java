package io.s3ingest.discovery;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads {@code key=value} folders out of keys. */
final class PartitionFolders {
  private PartitionFolders() {}

  /** Returns whether a folder name has the form {@code key=value}. */
  static boolean isPartition(String folder) {
    return folder.indexOf('=') > 0;
  }

  /**
   * Returns name and decoded value of each level below {@code base}, from the top; the name of the
   * object is no level. A level that comes twice has its innermost value.
   */
  static Map<String, String> of(String key, String base) {
    Map<String, String> out = new LinkedHashMap<>();
    int start = base.length();
    for (int slash = key.indexOf('/', start); slash >= 0; slash = key.indexOf('/', start)) {
      int equals = key.indexOf('=', start);
      if (equals > start && equals < slash) {
        out.put(unescape(key.substring(start, equals)), unescape(key.substring(equals + 1, slash)));
      }
      start = slash + 1;
    }
    return out;
  }

  /** Decodes {@code %41}; several in a row as UTF-8, or each as one character if they are none. */
  static String unescape(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    ByteArrayOutputStream run = new ByteArrayOutputStream();
    int i = 0;
    while (i < text.length()) {
      int value = text.charAt(i) == '%' ? hex(text, i + 1) : -1;
      if (value >= 0) {
        run.write(value);
        i += 3;
      } else {
        flush(run, out);
        out.append(text.charAt(i));
        i++;
      }
    }
    flush(run, out);
    return out.toString();
  }

  private static void flush(ByteArrayOutputStream run, StringBuilder out) {
    if (run.size() == 0) {
      return;
    }
    byte[] bytes = run.toByteArray();
    run.reset();
    try {
      out.append(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)));
    } catch (CharacterCodingException e) {
      out.append(new String(bytes, StandardCharsets.ISO_8859_1));
    }
  }

  private static int hex(String text, int at) {
    if (at + 2 > text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(at), 16);
    int low = Character.digit(text.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }
}

package io.s3ingest.store.s3;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks the tags of a UTF-8 document in memory. Knows as much of XML as object stores write: no
 * DTD, no CDATA, no entities but the five and numbers; anything else is malformed.
 */
final class XmlScanner {
  /** What {@link #next} stands on. */
  enum Event {
    START,
    END,
    EOF
  }

  /** A document that is cut or is not what stores write. */
  static final class MalformedXmlException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedXmlException(String message) {
      super(message);
    }
  }

  private final byte[] bytes;
  private final int end;
  private int position;
  private int nameStart;
  private int nameEnd;
  private int textStart;
  private int textEnd;
  private boolean closeNext;

  XmlScanner(byte[] bytes, int end) {
    this.bytes = bytes;
    this.end = end;
  }

  /** Goes to the next tag; an empty element is a START and an END. */
  Event next() throws MalformedXmlException {
    if (closeNext) {
      closeNext = false;
      textStart = textEnd;
      return Event.END;
    }
    textStart = position;
    while (true) {
      while (position < end && bytes[position] != '<') {
        position++;
      }
      textEnd = position;
      if (position >= end) {
        return Event.EOF;
      }
      if (position + 1 >= end) {
        throw new MalformedXmlException("it ends inside a tag");
      }
      byte c = bytes[position + 1];
      if (c == '?') {
        skipBehind("?>");
      } else if (c == '!') {
        if (!matches(position, "<!--")) {
          throw new MalformedXmlException("it has a declaration or CDATA");
        }
        skipBehind("-->");
      } else {
        return tag(c == '/');
      }
      textStart = position;
    }
  }

  /** Returns whether the tag has this local name. */
  boolean is(byte[] name) {
    return Arrays.equals(bytes, nameStart, nameEnd, name, 0, name.length);
  }

  /** Returns the text in front of this END tag, entities resolved. */
  String text() throws MalformedXmlException {
    return new String(unescaped(), StandardCharsets.UTF_8);
  }

  /** Returns the text in front of this END tag, entities and percent encoding resolved. */
  String urlDecodedText() throws MalformedXmlException {
    byte[] raw = unescaped();
    int to = 0;
    for (int i = 0; i < raw.length; i++) {
      byte b = raw[i];
      if (b == '+') {
        b = ' ';
      } else if (b == '%') {
        int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
        int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw new MalformedXmlException("it has a broken percent encoding");
        }
        b = (byte) (high << 4 | low);
        i += 2;
      }
      raw[to++] = b;
    }
    return new String(raw, 0, to, StandardCharsets.UTF_8);
  }

  private Event tag(boolean closing) throws MalformedXmlException {
    int i = position + (closing ? 2 : 1);
    nameStart = i;
    while (i < end && bytes[i] != '>' && bytes[i] != '/' && bytes[i] > ' ') {
      if (bytes[i] == ':') {
        nameStart = i + 1;
      }
      i++;
    }
    nameEnd = i;
    byte quote = 0;
    while (i < end && (quote != 0 || bytes[i] != '>')) {
      if (quote == 0 && (bytes[i] == '"' || bytes[i] == '\'')) {
        quote = bytes[i];
      } else if (bytes[i] == quote) {
        quote = 0;
      }
      i++;
    }
    if (i >= end) {
      throw new MalformedXmlException("it ends inside a tag");
    }
    closeNext = !closing && bytes[i - 1] == '/';
    position = i + 1;
    return closing ? Event.END : Event.START;
  }

  private byte[] unescaped() throws MalformedXmlException {
    byte[] raw = Arrays.copyOfRange(bytes, textStart, textEnd);
    int first = 0;
    while (first < raw.length && raw[first] != '&') {
      first++;
    }
    if (first == raw.length) {
      return raw;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length);
    out.write(raw, 0, first);
    for (int i = first; i < raw.length; i++) {
      if (raw[i] != '&') {
        out.write(raw[i]);
        continue;
      }
      int semicolon = i + 1;
      while (semicolon < raw.length && raw[semicolon] != ';' && semicolon - i < 12) {
        semicolon++;
      }
      if (semicolon >= raw.length || raw[semicolon] != ';') {
        throw new MalformedXmlException("it has a bare ampersand");
      }
      String entity = new String(raw, i + 1, semicolon - i - 1, StandardCharsets.UTF_8);
      out.writeBytes(resolve(entity).getBytes(StandardCharsets.UTF_8));
      i = semicolon;
    }
    return out.toByteArray();
  }

  private static String resolve(String entity) throws MalformedXmlException {
    switch (entity) {
      case "amp":
        return "&";
      case "lt":
        return "<";
      case "gt":
        return ">";
      case "quot":
        return "\"";
      case "apos":
        return "'";
      default:
        try {
          if (entity.startsWith("#x")) {
            return Character.toString(Integer.parseInt(entity.substring(2), 16));
          }
          if (entity.startsWith("#")) {
            return Character.toString(Integer.parseInt(entity.substring(1)));
          }
        } catch (IllegalArgumentException e) {
          throw new MalformedXmlException("it has the bad entity &" + entity + ";");
        }
        throw new MalformedXmlException("it has the unknown entity &" + entity + ";");
    }
  }

  private void skipBehind(String close) throws MalformedXmlException {
    int i = position;
    while (i < end && !matches(i, close)) {
      i++;
    }
    if (i >= end) {
      throw new MalformedXmlException("it ends inside a comment");
    }
    position = i + close.length();
  }

  private boolean matches(int at, String ascii) {
    if (at + ascii.length() > end) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (bytes[at + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}

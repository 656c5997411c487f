package io.s3ingest.decode.text;

import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds where plain text can be cut so that each piece begins with a record, by reading a little
 * behind each wanted place. Not thread-safe.
 *
 * <p>Where records may go on behind a line break inside quotes, a place is read in two ways: as if
 * it lay outside of quotes, and as if it lay inside. From where both agree, what came before does
 * not matter, and the next line begins a record. If no quote ever ends for as long as a record may
 * be, or to the end of the object, then the place cannot lie inside of quotes that are closed:
 * reading the object as a whole would fail, or take each line for itself. What stays in doubt is
 * not cut.
 */
public final class LineCuts {
  private static final int FIRST_BYTES = 64 << 10;
  private static final int NEXT_BYTES = 4 << 20;

  /** How far quotes are followed where the next piece is near: two requests. */
  public static final long SHORT_LOOK = NEXT_BYTES;

  /** How far quotes are followed at most. */
  public static final long LONG_LOOK = 64 << 20;

  private static final int NONE = -1;
  private static final byte[] NO_BYTES = {};

  private final byte[] lineSeparator;
  private final int quote;
  private final int escape;
  private final int separator;
  private final long maxRecordBytes;
  private final long mostScanned;

  private Source source;
  private byte[] bytes;
  private long offset;
  private int limit;

  /** Gives the bytes from a place on, none behind the end. */
  private interface Source {
    byte[] read(long at, int length);
  }

  private LineCuts(
      byte[] lineSeparator,
      int quote,
      int escape,
      int separator,
      long maxRecordBytes,
      long mostScanned) {
    this.lineSeparator = lineSeparator.clone();
    this.quote = quote;
    this.escape = escape;
    this.separator = separator;
    this.maxRecordBytes = maxRecordBytes;
    this.mostScanned = mostScanned;
  }

  /**
   * Cuts of text in which every line is for itself.
   *
   * @param lineSeparator {@link LineReader#ANY} or one byte
   */
  public static LineCuts ofLines(byte[] lineSeparator) {
    return new LineCuts(lineSeparator, NONE, NONE, NONE, 0, LONG_LOOK);
  }

  /**
   * Cuts of text in which a quote that begins a field, or a line, may span lines.
   *
   * @param lineSeparator {@link LineReader#ANY} or one byte
   * @param escape what makes a quote or itself behind it plain text, inside quotes
   * @param separator what stands between fields
   * @param mostFollowed how far behind a place it is tried to tell
   */
  public static LineCuts ofQuoted(
      byte[] lineSeparator,
      int quote,
      int escape,
      int separator,
      long maxRecordBytes,
      long mostFollowed) {
    return new LineCuts(lineSeparator, quote, escape, separator, maxRecordBytes, mostFollowed);
  }

  /**
   * Returns the beginnings of records at or behind these places of an object, where they can be
   * told: ascending, each once, none at the end of the object.
   */
  public List<Long> near(ObjectStore store, ObjectRef object, List<Long> wanted) {
    source =
        (at, length) ->
            at >= object.size()
                ? NO_BYTES
                : store.read(object, at, (int) Math.min(length, object.size() - at));
    List<Long> out = new ArrayList<>();
    long last = 0;
    for (long place : wanted) {
      if (place > last && place < object.size()) {
        long cut = recordAt(place);
        if (cut > last && cut < object.size()) {
          out.add(cut);
          last = cut;
        }
      }
    }
    return out;
  }

  /**
   * Returns where the first record begins behind the first line break of a text, of which nothing
   * is known but that it goes on to the end of an object; -1 if it cannot be told or lies at the
   * end. Reads no more than it must, and leaves it open.
   */
  public long in(InputStream text) {
    source =
        (at, length) -> {
          try {
            return text.readNBytes(length);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    long cut = recordAt(1);
    return cut >= offset + limit && byteAt(cut) < 0 ? NONE : cut;
  }

  /** Returns where the first record at or behind a place begins; -1 if it cannot be told. */
  private long recordAt(long place) {
    offset = place - 1;
    limit = 0;
    bytes = new byte[0];
    long line = NONE;
    boolean one = false;
    boolean two = true;
    long oneSkips = NONE;
    long twoSkips = NONE;
    boolean twoLeft = false;
    int before = 0;
    for (long at = place - 1; ; at++) {
      if (line >= 0 && (one || two)) {
        long found = quoteFrom(at);
        before = found > at ? byteBefore(found) : before;
        at = found;
      }
      if (at - place > mostScanned && (twoLeft || maxRecordBytes > mostScanned || line < 0)) {
        return NONE;
      }
      if (line >= 0 && !twoLeft && at - line > maxRecordBytes) {
        return line;
      }
      int value = byteAt(at);
      if (value < 0) {
        return line >= 0 && !twoLeft ? line : NONE;
      }
      if (line < 0) {
        if (isBreak(value)) {
          line = behindBreak(at, value);
          if (quote == NONE) {
            return line;
          }
          at = line - 1;
        }
      } else if (value == quote || value == escape) {
        int next = byteAt(at + 1);
        boolean pair = value == escape && (next == quote || next == escape);
        if (oneSkips != at) {
          if (!one) {
            one = value == quote && (before == separator || isBreak(before));
          } else if (pair) {
            oneSkips = at + 1;
          } else {
            one = value != quote;
          }
        }
        if (twoSkips != at) {
          if (!two) {
            two = value == quote && (before == separator || isBreak(before));
          } else if (pair) {
            twoSkips = at + 1;
          } else if (value == quote) {
            two = false;
            twoLeft = true;
          }
        }
      } else if (!one && !two && isBreak(value)) {
        return behindBreak(at, value);
      }
      before = value;
    }
  }

  /** Returns where among the bytes at hand the next quote stands, or where these end. */
  private long quoteFrom(long at) {
    int i = (int) (at - offset);
    while (i < limit && bytes[i] != quote && bytes[i] != escape) {
      i++;
    }
    return Math.max(at, offset + i);
  }

  private int byteBefore(long at) {
    return bytes[(int) (at - 1 - offset)] & 0xff;
  }

  private long behindBreak(long at, int value) {
    boolean pair = lineSeparator.length == 0 && value == '\r' && byteAt(at + 1) == '\n';
    return at + (pair ? 2 : 1);
  }

  private boolean isBreak(int value) {
    return lineSeparator.length == 0
        ? value == '\n' || value == '\r'
        : value == (lineSeparator[0] & 0xff);
  }

  /** Returns the byte at a place that is not before the last one asked for, -1 behind the end. */
  private int byteAt(long at) {
    if (at >= offset + limit) {
      offset = at;
      bytes = source.read(at, limit == 0 ? FIRST_BYTES : NEXT_BYTES);
      limit = bytes.length;
      if (limit == 0) {
        return -1;
      }
    }
    return bytes[(int) (at - offset)] & 0xff;
  }
}

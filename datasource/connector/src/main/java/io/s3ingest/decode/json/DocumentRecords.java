package io.s3ingest.decode.json;

import io.s3ingest.error.DecodeErrors;
import io.s3ingest.error.InternalErrors;
import io.s3ingest.error.JsonErrors;
import io.s3ingest.error.S3IngestException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Takes each element of one array, or one object, as a record, however they are broken into lines.
 * Brackets and quotes are followed, nothing else is looked at, and only one record is in memory.
 */
final class DocumentRecords implements JsonRecords {
  private static final int FIRST_BYTES = 64 << 10;
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 64;

  private enum State {
    BEFORE,
    FIRST_ELEMENT,
    ELEMENT,
    AFTER_ELEMENT,
    AFTER
  }

  private final InputStream in;
  private final String uri;
  private final long maxRecordBytes;
  private byte[] bytes = new byte[FIRST_BYTES];
  private int limit;
  private int at;
  private int start;
  private int end;
  private long line = 1;
  private long recordLine;
  private long dropped;
  private State state = State.BEFORE;

  DocumentRecords(InputStream in, String uri, long maxRecordBytes) {
    this.in = in;
    this.uri = uri;
    this.maxRecordBytes = Math.min(maxRecordBytes, LARGEST_ARRAY / 2);
    fill();
    if (limit >= 3
        && bytes[0] == (byte) 0xef
        && bytes[1] == (byte) 0xbb
        && bytes[2] == (byte) 0xbf) {
      at = 3;
      start = 3;
    }
  }

  @Override
  public boolean next() {
    start = at;
    while (skipSpace()) {
      byte value = bytes[at];
      switch (state) {
        case BEFORE:
          if (value != '[') {
            state = State.AFTER;
            return record();
          }
          at++;
          state = State.FIRST_ELEMENT;
          break;
        case FIRST_ELEMENT:
          if (value == ']') {
            at++;
            state = State.AFTER;
            break;
          }
          state = State.AFTER_ELEMENT;
          return record();
        case ELEMENT:
          state = State.AFTER_ELEMENT;
          return record();
        case AFTER_ELEMENT:
          if (value == ',') {
            state = State.ELEMENT;
          } else if (value == ']') {
            state = State.AFTER;
          } else {
            throw JsonErrors.brokenDocument(
                uri, line, dropped + at, "a comma or ']' is missing between elements of the array");
          }
          at++;
          break;
        default:
          throw JsonErrors.mixedShapes(uri, line, "more text behind the end of the document");
      }
    }
    if (state != State.AFTER && state != State.BEFORE) {
      throw JsonErrors.brokenDocument(
          uri, line, dropped + limit, "the object ends before the array is closed");
    }
    return false;
  }

  /** Finds the end of the value at the current position. */
  private boolean record() {
    start = at;
    recordLine = line;
    int depth = 0;
    boolean quoted = false;
    while (true) {
      if (at == limit && !fill()) {
        if (depth == 0 && !quoted && at > start && state == State.AFTER) {
          end = at;
          return true;
        }
        throw JsonErrors.brokenDocument(
            uri, recordLine, dropped + limit, "the object ends inside the record that begins here");
      }
      if (at - start > maxRecordBytes) {
        throw DecodeErrors.recordTooLarge(uri, recordLine, maxRecordBytes);
      }
      byte value = bytes[at];
      if (quoted) {
        if (value == '\\') {
          at++;
          if (at == limit) {
            fill();
          }
          if (at < limit) {
            at++;
          }
          continue;
        }
        if (value == '"') {
          quoted = false;
          if (depth == 0) {
            at++;
            end = at;
            return true;
          }
        } else if (value == '\n') {
          line++;
        }
      } else if (value == '"') {
        quoted = true;
      } else if (value == '{' || value == '[') {
        depth++;
      } else if (value == '}' || value == ']') {
        if (depth == 0) {
          end = at;
          return true;
        }
        if (--depth == 0) {
          at++;
          end = at;
          return true;
        }
      } else if (depth == 0 && (value == ',' || JsonSpace.is(value))) {
        end = at;
        return true;
      } else if (value == '\n') {
        line++;
      }
      at++;
    }
  }

  private boolean skipSpace() {
    while (true) {
      if (at == limit) {
        start = at;
        if (!fill()) {
          return false;
        }
      }
      byte value = bytes[at];
      if (!JsonSpace.is(value)) {
        return true;
      }
      if (value == '\n') {
        line++;
      }
      at++;
    }
  }

  /** Keeps the bytes from {@code start} on and reads more; false at the end. */
  private boolean fill() {
    if (start > 0) {
      System.arraycopy(bytes, start, bytes, 0, limit - start);
      dropped += start;
      limit -= start;
      at -= start;
      start = 0;
    }
    if (limit > bytes.length / 2) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(bytes.length * 2L, LARGEST_ARRAY));
    }
    try {
      int count = in.readNBytes(bytes, limit, bytes.length - limit);
      limit += count;
      return count > 0;
    } catch (IOException e) {
      S3IngestException worded = S3IngestException.in(e);
      throw worded != null ? worded : InternalErrors.unexpected("read " + uri, e);
    }
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int start() {
    return start;
  }

  @Override
  public int end() {
    return end;
  }

  @Override
  public long line() {
    return recordLine;
  }

  @Override
  public long consumed() {
    return dropped + at;
  }

  @Override
  public boolean arraysAreRows() {
    return false;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw InternalErrors.unexpected("close " + uri, e);
    }
  }
}

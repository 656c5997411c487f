package io.s3ingest.decode.json;

import io.s3ingest.decode.text.TimeText;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Base64;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.unsafe.types.UTF8String;

/** Reads values that stand in quotes. */
final class TextCells {
  private TextCells() {}

  /** Strings; any other value as its text. */
  static final class Strings extends Cell {
    private byte[] unescaped = new byte[256];

    Strings(WritableColumnVector vector) {
      super(vector);
    }

    @Override
    int read(JsonScan scan, int at, int row) {
      byte[] bytes = scan.bytes();
      if (bytes[at] != '"') {
        int stop = scan.value(at, 0);
        if (stop >= 0) {
          vector.putByteArray(row, bytes, at, stop - at);
        }
        return stop;
      }
      int start = at + 1;
      int stop = scan.text(start);
      int found = scan.at(stop);
      if (found == '"') {
        vector.putByteArray(row, bytes, start, stop - start);
        return stop + 1;
      }
      return found == '\\' ? unescape(scan, start, stop, row) : JsonScan.DECLINED;
    }

    /** Copies a string whose first backslash is at {@code slash}, escapes resolved. */
    private int unescape(JsonScan scan, int start, int slash, int row) {
      byte[] bytes = scan.bytes();
      int from = start;
      int stop = slash;
      int to = 0;
      while (true) {
        int plain = stop - from;
        // An escape stands for at most four bytes.
        if (unescaped.length - to < plain + 4) {
          unescaped = Arrays.copyOf(unescaped, Math.max(unescaped.length * 2, to + plain + 4));
        }
        System.arraycopy(bytes, from, unescaped, to, plain);
        to += plain;
        if (scan.at(stop) == '"') {
          vector.putByteArray(row, unescaped, 0, to);
          return stop + 1;
        }
        int escape = scan.at(stop) == '\\' ? scan.at(stop + 1) : 0;
        if (escape == 'u') {
          int value = scan.hex(stop + 2);
          from = stop + 6;
          if (Character.isHighSurrogate((char) value) && value >= 0) {
            int low = scan.at(from) == '\\' && scan.at(from + 1) == 'u' ? scan.hex(from + 2) : -1;
            if (low < 0 || !Character.isLowSurrogate((char) low)) {
              return JsonScan.DECLINED;
            }
            value = Character.toCodePoint((char) value, (char) low);
            from += 6;
          } else if (value < 0 || Character.isLowSurrogate((char) value)) {
            return JsonScan.DECLINED;
          }
          to = put(value, to);
        } else if (JsonScan.isSimpleEscape(escape)) {
          unescaped[to++] = simpleEscape((byte) escape);
          from = stop + 2;
        } else {
          return JsonScan.DECLINED;
        }
        stop = scan.text(from);
      }
    }

    private static byte simpleEscape(byte value) {
      return switch (value) {
        case 'b' -> (byte) '\b';
        case 'f' -> (byte) '\f';
        case 'n' -> (byte) '\n';
        case 'r' -> (byte) '\r';
        case 't' -> (byte) '\t';
        default -> value;
      };
    }

    private int put(int value, int at) {
      int to = at;
      if (value < 0x80) {
        unescaped[to++] = (byte) value;
        return to;
      }
      if (value < 0x800) {
        unescaped[to++] = (byte) (0xc0 | value >> 6);
      } else {
        if (value < 0x10000) {
          unescaped[to++] = (byte) (0xe0 | value >> 12);
        } else {
          unescaped[to++] = (byte) (0xf0 | value >> 18);
          unescaped[to++] = (byte) (0x80 | value >> 12 & 0x3f);
        }
        unescaped[to++] = (byte) (0x80 | value >> 6 & 0x3f);
      }
      unescaped[to++] = (byte) (0x80 | value & 0x3f);
      return to;
    }
  }

  /** Bytes in Base64, padded and without line breaks. */
  static final class Binaries extends Cell {
    private static final int UNIT = 4;

    Binaries(WritableColumnVector vector) {
      super(vector);
    }

    @Override
    int read(JsonScan scan, int at, int row) {
      int stop = scan.at(at) == '"' ? scan.text(at + 1) : at;
      if (scan.at(stop) != '"' || (stop - at - 1) % UNIT != 0) {
        return JsonScan.DECLINED;
      }
      try {
        byte[] text = Arrays.copyOfRange(scan.bytes(), at + 1, stop);
        vector.putByteArray(row, Base64.getDecoder().decode(text));
        return stop + 1;
      } catch (IllegalArgumentException e) {
        return JsonScan.DECLINED;
      }
    }
  }

  /** Dates and timestamps as casts take them. */
  abstract static class Times extends Cell {
    final TimeText time;
    final ZoneId zone;

    private final int usualLength;

    Times(WritableColumnVector vector, ZoneId zone, int usualLength) {
      super(vector);
      this.usualLength = usualLength;
      this.zone = zone;
      this.time = new TimeText(zone);
    }

    /** Reads the usual form; false if it is another one. */
    abstract boolean usual(byte[] bytes, int start, int stop, int row);

    /** Reads any form; false if it is none. */
    abstract boolean any(UTF8String text, int row);

    @Override
    final int read(JsonScan scan, int at, int row) {
      byte[] bytes = scan.bytes();
      int start = at + 1;
      if (bytes[at] != '"') {
        return JsonScan.DECLINED;
      }
      // The usual form has no quote before its end, so that it is looked for behind.
      int stop = scan.text(start + usualLength);
      if (scan.at(stop) == '"' && stop - start >= usualLength && usual(bytes, start, stop, row)) {
        return stop + 1;
      }
      stop = scan.text(start);
      return stop > start
              && scan.at(stop) == '"'
              && any(UTF8String.fromBytes(bytes, start, stop - start), row)
          ? stop + 1
          : JsonScan.DECLINED;
    }
  }

  static class Dates extends Times {
    Dates(WritableColumnVector vector, ZoneId zone) {
      super(vector, zone, "2024-01-31".length());
    }

    @Override
    boolean usual(byte[] bytes, int start, int stop, int row) {
      boolean read = time.date(bytes, start, stop);
      vector.putInt(row, time.epochDay());
      return read;
    }

    @Override
    boolean any(UTF8String text, int row) {
      scala.Option<Object> value = DateTimeUtils.stringToDate(text);
      if (value.isDefined()) {
        vector.putInt(row, ((Number) value.get()).intValue());
      }
      return value.isDefined();
    }
  }

  /** Dates of the pattern {@code yyyy-MM-dd}. */
  static final class IsoDates extends Dates {
    IsoDates(WritableColumnVector vector, ZoneId zone) {
      super(vector, zone);
    }

    @Override
    boolean any(UTF8String text, int row) {
      return false;
    }
  }

  static final class Timestamps extends Times {
    Timestamps(WritableColumnVector vector, ZoneId zone) {
      super(vector, zone, "2024-01-31T10:30:00".length());
    }

    @Override
    boolean usual(byte[] bytes, int start, int stop, int row) {
      boolean read = time.timestamp(bytes, start, stop);
      if (read) {
        vector.putLong(row, time.instantMicros());
      }
      return read;
    }

    @Override
    boolean any(UTF8String text, int row) {
      scala.Option<Object> value = DateTimeUtils.stringToTimestamp(text, zone);
      if (value.isDefined()) {
        vector.putLong(row, ((Number) value.get()).longValue());
      }
      return value.isDefined();
    }
  }

  static final class LocalTimestamps extends Times {
    LocalTimestamps(WritableColumnVector vector, ZoneId zone) {
      super(vector, zone, "2024-01-31T10:30:00".length());
    }

    @Override
    boolean usual(byte[] bytes, int start, int stop, int row) {
      boolean read = time.timestamp(bytes, start, stop) && !time.hasZone();
      vector.putLong(row, time.localMicros());
      return read;
    }

    @Override
    boolean any(UTF8String text, int row) {
      scala.Option<Object> value = DateTimeUtils.stringToTimestampWithoutTimeZone(text, false);
      if (value.isDefined()) {
        vector.putLong(row, ((Number) value.get()).longValue());
      }
      return value.isDefined();
    }
  }
}

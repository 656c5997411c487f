package io.s3ingest.decode.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Makes JSON files from a seed: mostly what the schema says, then with every kind of dirt. */
final class JsonCorpus {
  private static final String[] NUMBERS = {
    "0",
    "1",
    "-1",
    "7",
    "42",
    "-0",
    "127",
    "128",
    "-129",
    "32767",
    "32768",
    "2147483647",
    "2147483648",
    "-2147483649",
    "9007199254740993",
    "999999999999999999",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "123456789012345678901234567890",
    "0.5",
    "-0.0",
    "1.0",
    "12.345",
    "99999999.99",
    "99999999.995",
    "0.1",
    "1.7976931348623157E308",
    "4.9e-324",
    "2.2250738585072011e-308",
    "0.30000000000000004",
    "12345678901234567.89",
    "1e400",
    "1E5",
    "1e-7",
    "1e+2",
    "-1.5e3",
    "3.4028235E38",
    "16777217",
    "0.000000000000000000000000000001",
    "5e-324",
    "100000000000.01"
  };

  private static final String[] STRINGS = {
    "",
    "x",
    "plain text",
    "é€",
    "日本語",
    "😀",
    "a\\\"b",
    "back\\\\slash",
    "\\n\\t\\r\\b\\f\\/",
    "\\u00e9",
    "\\ud83d\\ude00",
    "\\ud83d",
    "\\ude00\\ud83d",
    "\\u0000",
    "1",
    "true",
    "null",
    "a longer text that takes more than one word of eight bytes",
    "NaN",
    "Infinity",
    "-INF",
    "1,234.5",
    "1.234,5",
    "aGVsbG8=",
    "***",
    " lead",
    "INTERVAL '1-2' YEAR TO MONTH"
  };

  private static final String[] TIMES = {
    "2024-01-15",
    "2024-1-5",
    "2024",
    "2024-02-30",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "1582-10-10",
    "2024-01-15T10:30:00Z",
    "2024-01-15 10:30:00",
    "2024-01-15 10:30:00.123456",
    "2024-01-15T10:30:00.1+02:00",
    "2024-01-15T10:30:00.1234567",
    "2024-03-10 02:30:00",
    "2024-11-03 01:30:00",
    "2024-01-15 24:00:00",
    "2024-01-15T10:30",
    "10:30",
    "1700000000",
    "+2024-01-15",
    "-0001-01-01",
    "2024-01-15 10:30:00 Europe/Berlin",
    "epoch",
    "15.01.2024",
    "2024-01-15T10:30:00.000Z",
    "2024-06-15T10:30:00.123Z",
    " 2024-01-15 "
  };

  private static final String[] LITERALS = {
    "true", "false", "null", "tru", "nulll", "True", "NaN", "Infinity", "-Infinity", "+INF", "01",
    "-01", "1.", ".5", "+1", "-", "1e", "0x10", "1_000", "'single'", "bare", "/* c */ 1"
  };

  private static final String[] SPACES = {"", "", "", "", " ", "  ", "\t"};

  private static final String[] LINES = {
    "",
    "   ",
    "null",
    "17",
    "\"text\"",
    "garbage",
    "[]",
    "{}",
    "[1]",
    "[null]",
    "{",
    "}",
    "true",
    "[{}]",
    "{\"\":1}",
    "# comment",
    "// comment",
    "\u0000",
    "{\"a\":1}{\"a\":2}",
    "{\"a\":1} x"
  };

  private final Random random;
  private final StructType schema;
  private final boolean documents;

  JsonCorpus(long seed, StructType schema, boolean documents) {
    this.random = new Random(seed);
    this.schema = schema;
    this.documents = documents;
  }

  /** Returns the next file. */
  byte[] file() {
    return documents ? document() : lines();
  }

  private byte[] lines() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (chance(20)) {
      out.writeBytes(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf});
    }
    String end = pick("\n", "\n", "\n", "\r\n", "\r");
    int dirt = random.nextInt(4);
    for (int n = 1 + random.nextInt(10); n > 0; n--) {
      out.writeBytes(line(dirt));
      if (n > 1 || !chance(4)) {
        out.writeBytes(
            (chance(30) ? pick("\n", "\r\n", "\r", "\n\n") : end).getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }

  private byte[] line(int dirt) {
    if (dirt > 0 && chance(12)) {
      return pick(LINES).getBytes(StandardCharsets.UTF_8);
    }
    StringBuilder text = new StringBuilder();
    if (chance(25)) {
      array(text, schema, 0, dirt);
    } else {
      object(text, schema, 0, dirt);
    }
    return dirt > 1 ? damaged(text.toString().getBytes(StandardCharsets.UTF_8)) : bytes(text);
  }

  private byte[] document() {
    StringBuilder text = new StringBuilder();
    int dirt = random.nextInt(4);
    if (chance(3)) {
      object(text, schema, 0, dirt);
    } else {
      array(text, schema, 0, dirt);
    }
    if (dirt > 0 && chance(8)) {
      text.append(pick(LINES));
    }
    String pretty = chance(2) ? text.toString() : text.toString().replace(",", ",\n ");
    byte[] body = pretty.getBytes(StandardCharsets.UTF_8);
    return dirt > 1 && chance(2) ? damaged(body) : body;
  }

  private static byte[] bytes(StringBuilder text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private byte[] damaged(byte[] clean) {
    byte[] line = clean;
    for (int n = random.nextInt(3); n > 0 && line.length > 0; n--) {
      int at = random.nextInt(line.length);
      switch (random.nextInt(6)) {
        case 0 -> line[at] = (byte) "{}[]:,\"\\ 0-e.tn'/\t\u0001".charAt(random.nextInt(19));
        case 1 -> line = Arrays.copyOf(line, at);
        case 2 -> line[at] = (byte) (0x80 + random.nextInt(128));
        case 3 -> line = spliced(line, at, at, (byte) "0123456789\"{\\".charAt(random.nextInt(13)));
        case 4 -> line = spliced(line, at, at + 1);
        default -> line = spliced(line, at, at, (byte) random.nextInt(256));
      }
    }
    return line;
  }

  private static byte[] spliced(byte[] line, int from, int to, byte... between) {
    byte[] out = new byte[line.length - (to - from) + between.length];
    System.arraycopy(line, 0, out, 0, from);
    System.arraycopy(between, 0, out, from, between.length);
    System.arraycopy(line, to, out, from + between.length, line.length - to);
    return out;
  }

  private void object(StringBuilder out, StructType type, int depth, int dirt) {
    StructField[] fields = type.fields();
    int first = chance(3) ? random.nextInt(fields.length) : 0;
    boolean sorted = !chance(4);
    int count = random.nextInt(fields.length + 1);
    body(
        out,
        '{',
        '}',
        count,
        i -> {
          StructField field =
              fields[sorted ? (first + i) % fields.length : random.nextInt(fields.length)];
          String name =
              dirt > 0 && chance(25)
                  ? pick("unknown", "A", "é", "", "\\u0061", "k\\n")
                  : field.name();
          out.append(dirt > 0 && chance(80) ? name : '"' + name + '"')
              .append(space())
              .append(':')
              .append(space());
          value(out, field.dataType(), depth + 1, dirt);
          return null;
        },
        dirt);
  }

  private void array(StringBuilder out, DataType element, int depth, int dirt) {
    body(
        out,
        '[',
        ']',
        random.nextInt(4),
        i -> {
          value(out, element, depth + 1, dirt);
          return null;
        },
        dirt);
  }

  private void body(
      StringBuilder out, char open, char close, int count, Function<Integer, Void> part, int dirt) {
    out.append(open).append(space());
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        out.append(space()).append(dirt > 0 && chance(150) ? ",," : ",").append(space());
      }
      part.apply(i);
    }
    out.append(space()).append(dirt > 0 && chance(100) ? "" : close);
  }

  private void value(StringBuilder out, DataType type, int depth, int dirt) {
    if (chance(12)) {
      out.append("null");
    } else if (depth > 6 || (dirt > 0 && chance(8))) {
      any(out, depth);
    } else if (type instanceof StructType struct) {
      object(out, struct, depth, dirt);
    } else if (type instanceof ArrayType array) {
      array(out, array.elementType(), depth, dirt);
    } else if (type instanceof MapType map) {
      body(
          out,
          '{',
          '}',
          random.nextInt(4),
          i -> {
            out.append('"')
                .append(pick("k", "j", "é", "", "long key of a map"))
                .append("\":")
                .append(space());
            value(out, map.valueType(), depth + 1, dirt);
            return null;
          },
          dirt);
    } else {
      scalar(out, type, dirt);
    }
  }

  private void scalar(StringBuilder out, DataType type, int dirt) {
    switch (type.typeName()) {
      case "boolean" -> out.append(random.nextBoolean());
      case "string", "binary" -> out.append('"').append(pick(STRINGS)).append('"');
      case "date", "timestamp", "timestamp_ntz" ->
          out.append('"').append(dirt == 0 && !chance(5) ? "2024-06-15" : pick(TIMES)).append('"');
      case "double", "float" ->
          out.append(random.nextBoolean() ? pick(NUMBERS) : Double.toString(random.nextGaussian()));
      case "byte" -> out.append((byte) random.nextInt());
      case "short" -> out.append((short) random.nextInt());
      case "integer" -> out.append(random.nextInt() >> random.nextInt(32));
      case "long" -> out.append(random.nextLong() >> random.nextInt(64));
      default -> out.append(random.nextInt(100_000)).append('.').append(random.nextInt(100));
    }
  }

  private void any(StringBuilder out, int depth) {
    switch (random.nextInt(depth > 4 ? 4 : 6)) {
      case 0 -> out.append(pick(NUMBERS));
      case 1 -> out.append('"').append(pick(STRINGS)).append('"');
      case 2 -> out.append('"').append(pick(TIMES)).append('"');
      case 3 -> out.append(pick(LITERALS));
      case 4 -> {
        out.append("{\"k\":").append(space());
        any(out, depth + 1);
        out.append('}');
      }
      default -> {
        out.append('[');
        any(out, depth + 1);
        out.append(" , ");
        any(out, depth + 1);
        out.append(']');
      }
    }
  }

  private String space() {
    return pick(SPACES);
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private String pick(String... from) {
    return from[random.nextInt(from.length)];
  }

  /** Returns one of the list. */
  <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}

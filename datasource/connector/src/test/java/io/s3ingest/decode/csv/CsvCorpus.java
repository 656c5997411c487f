package io.s3ingest.decode.csv;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Dirty CSV files: made by hand, and at random from dirty parts with a fixed seed. */
final class CsvCorpus {
  static final String SCHEMA =
      "a STRING, b INT, c DOUBLE, d DATE, e TIMESTAMP, f BOOLEAN, g DECIMAL(12,3), h STRING";

  private static final String HEADER = "a,b,c,d,e,f,g,h";

  private static final String[] INTS = {
    "0",
    "-1",
    "+7",
    "007",
    "2147483647",
    "2147483648",
    "-2147483648",
    " 1",
    "1 ",
    "1_0",
    "\u0663",
    "1.0",
    "1e3",
    "",
    "x",
    "-",
    "+",
    "99999999999999999999",
    "0x1f",
    "-0"
  };
  private static final String[] DOUBLES = {
    "0",
    "-0.0",
    "1.5",
    ".5",
    "5.",
    "1e10",
    "1E-10",
    "1e400",
    "-1e-400",
    "NaN",
    "nan",
    "Inf",
    "-Inf",
    "Infinity",
    "-Infinity",
    "1d",
    "2f",
    "0x1p3",
    " 3.25 ",
    "1,5",
    "123456789012345678",
    "0.1234567890123456789",
    "9007199254740993",
    "1.7976931348623157e308",
    "4.9e-324",
    "1e22",
    "1e23",
    "8.41e21",
    "2.2250738585072011e-308",
    "",
    "-",
    ".",
    "e5",
    "1e",
    "--1",
    "1e+5"
  };
  private static final String[] DATES = {
    "2024-02-29", "2023-02-29", "1582-10-10", "0001-01-01", "0000-01-01", "9999-12-31",
        "10000-01-01",
    "2024-2-9", "2024-02", "2024", "2024-02-29T01:02:03", "2024-02-29 01", "24-02-29", "29/02/2024",
    " 2024-02-29", "2024-02-29 ", "-0001-01-01", "2024-13-01", "2024-00-10", "2024-04-31",
        "GMT2024-01-01",
    "", "1900-02-29", "2000-02-29"
  };
  private static final String[] TIMESTAMPS = {
    "2024-03-10 02:30:00",
    "2024-11-03 01:30:00",
    "2024-01-01T00:00:00Z",
    "2024-01-01 00:00:00.123456789",
    "2024-01-01 00:00:00.1",
    "2024-01-01T12:34:56.123456+05:30",
    "2024-01-01 12:34:56 UTC",
    "2024-01-01 12:34:56 America/New_York",
    "2024-01-01 24:00:00",
    "2024-01-01 23:59:60",
    "1500-01-01 00:00:00",
    "1883-11-18 12:00:00",
    "2024-01-01",
    "2024-01",
    "2024",
    "T12:30",
    "12:30:00x",
    "2024-1-1 1:2:3",
    "2024-01-01 00:00:00.",
    "2024-01-01T00:00:00.5Z",
    "9999-12-31 23:59:59.999999",
    "2024-01-01 00:00",
    "2024-01-01 00:00:00 +01:00",
    "2024-01-01 00:00:00GMT+1",
    "",
    "0001-01-01 00:00:00",
    "2024-01-01t00:00:00",
    "+2024-01-01 00:00:00",
    "2024-06-30T12:00:00z"
  };
  private static final String[] BOOLEANS = {
    "true", "FALSE", "True", "t", "1", "yes", "", " true", "tru\u0435", "0"
  };
  private static final String[] DECIMALS = {
    "1",
    "1.5",
    "-1.2345",
    "1.2355",
    "999999999.999",
    "999999999.9995",
    "1000000000",
    "1e3",
    "1e-3",
    ".5",
    "5.",
    "1,234.5",
    "0.0005",
    "-0.0005",
    "",
    "x",
    "123456789.1234",
    "00012.300",
    "+3.1",
    "1E+2",
    " 1",
    "12345678901234567890",
    "0.000000000000000000001"
  };
  private static final String[] TEXTS = {
    "",
    "plain",
    " lead",
    "trail ",
    " ",
    "\u00e9t\u00e9",
    "\ud83d\ude00",
    "\u4e2d\u6587",
    "NA",
    "null",
    "NULL",
    "a\tb",
    "#no",
    "#",
    "\\",
    "a\\b",
    "\\N",
    "it's",
    "'",
    "a\"b",
    "a\"",
    "x\u0001y",
    "\u00a0",
    "\ufeff",
    "EMPTY",
    "a;b",
    "a|b",
    "a||b",
    "-1",
    "max"
  };
  private static final String[] QUOTED = {
    "\"\"",
    "\"q\"",
    "\"a,b\"",
    "\"say \"\"hi\"\"\"",
    "\"\"\"\"",
    "\"\"\"x\"",
    "\"x\"\"\"",
    "\" pad \"",
    "\"NA\"",
    "\"a;b|c\"",
    "\"\u00e9\"",
    "\"C:\\\"",
    "\"a\\b\"",
    "\"#\"",
    "'single'",
    "'it''s'",
    "\"a\\\\b\""
  };
  private static final String[] BROKEN = {
    "\"a\"b",
    "\"a\" ",
    "\"a\" b",
    " \"a\"",
    "\"a\"b\"c\"",
    "\"a\\\"b\"",
    "\"\"a\"\"",
    "\"a\"\"b",
    "\"open",
    "\"a\"b,c\"",
    "'a'b",
    "\"a\\\\\"b\"",
    "\"\"\"",
    "\"a\"\tb"
  };

  private CsvCorpus() {}

  /** Files made by hand, each for one trap. */
  static Map<String, String> byHand() {
    Map<String, String> out = new LinkedHashMap<>();
    out.put("empty", "");
    out.put("header-only", HEADER);
    out.put("header-and-break", HEADER + "\n");
    out.put("blank-lines", "\n \n" + HEADER + "\n\n  \nx,1,2,,,,,\n\t\n\n");
    out.put("no-last-break", HEADER + "\nx,1,2.5,2024-01-01,2024-01-01 00:00:00,true,1.5,y");
    out.put("trailing-separators", HEADER + "\nx,1,2,,,,,\n,,,,,,,\n,,,,,,,,\n");
    out.put("ragged", HEADER + "\nx\nx,1\nx,1,2,,,,,y,z,zz\n\"x\"\n,\n");
    out.put("crlf", HEADER + "\r\nx,1,2,,,,,y\r\n\"q\",1,2,,,,,\"y\"\r\n\r\nz,,,,,,,\r\n");
    out.put("quoted-header", "\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\"\n1,2,3,,,,,4\n");
    out.put(
        "last-field-quoted", HEADER + "\nx,1,2,,,,,\"\"\nx,1,2,,,,,\"a\"\"\"\nx,1,2,,,,,\"\"\"\"");
    out.put("comments", "#c\n" + HEADER + "\n#x,1\nx,1,2,,,,,y\n #y,1,2,,,,,\n");
    return out;
  }

  /** Files with quoted line breaks, for readers that join lines. */
  static Map<String, String> joined() {
    Map<String, String> out = new LinkedHashMap<>();
    out.put("breaks-in-quotes", HEADER + "\n\"x\ny\",1,2,,,,,\"z\n\n\"\n\"a\"\"\nb\",1,2,,,,,\n");
    out.put("blank-in-quotes", HEADER + "\n\"\n\n\",1,2,,,,,\"\n\"\nx,1,2,,,,,y\n");
    out.put("separators-in-quotes", HEADER + "\n\"a,\n,b\",1,2,,,,,\",\"\n");
    return out;
  }

  /** A random file; {@code broken} ones have quotes that RFC 4180 does not know. */
  static String random(long seed, int lines, boolean broken) {
    Random random = new Random(seed);
    StringBuilder out = new StringBuilder(HEADER).append('\n');
    for (int line = 0; line < lines; line++) {
      String[] fields = {
        text(random, broken),
        pick(random, INTS),
        pick(random, DOUBLES),
        pick(random, DATES),
        pick(random, TIMESTAMPS),
        pick(random, BOOLEANS),
        pick(random, DECIMALS),
        text(random, broken)
      };
      List<String> record = new ArrayList<>(List.of(fields));
      if (random.nextInt(12) == 0) {
        record = record.subList(0, 1 + random.nextInt(7));
      } else if (random.nextInt(12) == 0) {
        record.add(pick(random, TEXTS));
      }
      for (int i = 1; i < Math.min(record.size(), 7); i++) {
        String field = record.get(i);
        if (field.contains(",") || random.nextInt(8) == 0) {
          record.set(i, "\"" + field + "\"");
        }
      }
      out.append(String.join(",", record)).append('\n');
    }
    return out.toString();
  }

  /** Writes a file with the separator, quote and encoding of these options. */
  static byte[] bytes(String body, Map<String, String> options) {
    String separator = options.getOrDefault("sep", ",").replace("\\t", "\t");
    String quote = options.getOrDefault("quote", "\"");
    return body.replace(",", separator)
        .replace("\"", quote.isEmpty() ? "\"" : quote)
        .getBytes(Charset.forName(options.getOrDefault("encoding", "UTF-8")));
  }

  private static String text(Random random, boolean broken) {
    int kind = random.nextInt(broken ? 4 : 3);
    return kind == 3
        ? pick(random, BROKEN)
        : kind == 2 ? pick(random, QUOTED) : pick(random, TEXTS);
  }

  private static String pick(Random random, String[] from) {
    // Mostly the first ones, which are the most usual.
    return from[
        random.nextInt(3) == 0
            ? random.nextInt(Math.min(4, from.length))
            : random.nextInt(from.length)];
  }
}

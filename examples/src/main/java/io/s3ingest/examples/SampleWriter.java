package io.s3ingest.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** Turns rows into the bytes of a file. */
final class SampleWriter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SampleWriter() {}

  static byte[] write(SampleFormat format, List<Map<String, Object>> rows) throws IOException {
    return switch (format) {
      case CSV -> csv(rows);
      case CSV_GZIP -> gzip(csv(rows));
      case JSON_LINES -> jsonLines(rows);
      case JSON_LINES_GZIP -> gzip(jsonLines(rows));
      case JSON_ARRAY ->
          utf8(
              rows.stream()
                  .map(SampleWriter::json)
                  .collect(Collectors.joining(",\n", "[\n", "\n]\n")));
      case JSON_OBJECT -> utf8(json(rows.get(0)) + "\n");
      case PARQUET -> SampleParquet.write(rows);
    };
  }

  private static byte[] csv(List<Map<String, Object>> rows) {
    StringBuilder out = new StringBuilder(String.join(",", rows.get(0).keySet())).append('\n');
    for (Map<String, Object> row : rows) {
      out.append(row.values().stream().map(SampleWriter::field).collect(Collectors.joining(",")));
      out.append('\n');
    }
    return utf8(out.toString());
  }

  private static String field(Object value) {
    String text = value == null ? "" : value.toString();
    return text.matches("(?s).*[,\"\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  private static byte[] jsonLines(List<Map<String, Object>> rows) {
    return utf8(rows.stream().map(row -> json(row) + "\n").collect(Collectors.joining()));
  }

  private static String json(Map<String, Object> row) {
    Map<String, Object> plain = new LinkedHashMap<>();
    row.forEach((name, value) -> plain.put(name, isPlain(value) ? value : value.toString()));
    try {
      return JSON.writeValueAsString(plain);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isPlain(Object value) {
    return value == null
        || value instanceof Number
        || value instanceof Boolean
        || value instanceof Map
        || value instanceof List;
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

package io.s3ingest.cursor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.s3ingest.error.InternalErrors;
import io.s3ingest.error.StreamErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes and reads what a stream keeps beside its plans; see {@code docs/format/stream.md}. */
public final class StreamCodec {
  private static final int VERSION = 1;
  private static final String HEADER = "s3ingest-stream";
  private static final String SCHEMA = "s3ingest-schema";
  private static final String OFFSET = "s3ingest-offset";

  private StreamCodec() {}

  /** Encodes the header of a stream. */
  public static byte[] encode(StreamHeader header) {
    ObjectNode out = JsonFile.object();
    out.put("format", HEADER).put("version", VERSION).put("stream", header.stream());
    out.put("createdAt", header.createdAt().toString());
    putPlaceAndSchema(out, header.place(), header.schemaJson());
    out.put("startingFrom", header.startingFrom());
    out.put("schemaInferred", header.schemaInferred());
    return JsonFile.write(out);
  }

  /** Decodes the header of a stream; {@code uri} is for the message if it is damaged. */
  public static StreamHeader decodeHeader(byte[] content, String uri) {
    try {
      JsonNode in = opened(content, HEADER, uri);
      if (!in.path("schemaInferred").isBoolean()) {
        throw new JsonFile.Invalid("'schemaInferred' is not true or false", null);
      }
      return new StreamHeader(
          JsonFile.text(in, "stream"),
          JsonFile.time(in, "createdAt"),
          place(in),
          JsonFile.text(in, "startingFrom"),
          schema(in),
          in.get("schemaInferred").booleanValue());
    } catch (JsonFile.Invalid e) {
      throw StreamErrors.invalidCheckpoint(uri, e.getMessage(), e.getCause());
    }
  }

  /** Encodes the inferred columns of a place. */
  public static byte[] encodeSchema(List<String> place, String schemaJson) {
    ObjectNode out = JsonFile.object();
    out.put("format", SCHEMA).put("version", VERSION);
    putPlaceAndSchema(out, place, schemaJson);
    return JsonFile.write(out);
  }

  /** Decodes the inferred columns of a place: their Spark JSON by the place. */
  public static Map.Entry<List<String>, String> decodeSchema(byte[] content, String uri) {
    try {
      JsonNode in = opened(content, SCHEMA, uri);
      return Map.entry(place(in), schema(in));
    } catch (JsonFile.Invalid e) {
      throw StreamErrors.invalidCheckpoint(uri, e.getMessage(), e.getCause());
    }
  }

  private static void putPlaceAndSchema(ObjectNode out, List<String> place, String schemaJson) {
    ArrayNode uris = out.putArray("place");
    place.forEach(uris::add);
    try {
      out.set("schema", JsonFile.MAPPER.readTree(schemaJson));
    } catch (IOException e) {
      throw InternalErrors.unexpected("write the schema of a stream", e);
    }
  }

  private static List<String> place(JsonNode in) throws JsonFile.Invalid {
    List<String> out = new ArrayList<>();
    for (JsonNode uri : JsonFile.array(in, "place")) {
      out.add(uri.asText());
    }
    return out;
  }

  private static String schema(JsonNode in) throws JsonFile.Invalid {
    if (!in.path("schema").isObject()) {
      throw new JsonFile.Invalid("'schema' is not an object", null);
    }
    return in.get("schema").toString();
  }

  /** Encodes an offset; equal positions give equal text. */
  public static String encode(StreamPosition position) {
    ObjectNode out = JsonFile.object();
    out.put("format", OFFSET).put("version", VERSION).put("stream", position.stream());
    out.put("batch", position.batch());
    return new String(JsonFile.write(out), StandardCharsets.UTF_8);
  }

  /** Decodes an offset; {@code where} is for the message if it is damaged. */
  public static StreamPosition decodePosition(String json, String where) {
    String shown = where + ", offset " + json;
    try {
      JsonNode in = opened(json.getBytes(StandardCharsets.UTF_8), OFFSET, shown);
      long batch = JsonFile.number(in, "batch");
      if (batch < 0) {
        throw new JsonFile.Invalid("'batch' is negative", null);
      }
      return new StreamPosition(JsonFile.text(in, "stream"), batch);
    } catch (JsonFile.Invalid e) {
      throw StreamErrors.invalidCheckpoint(shown, e.getMessage(), e.getCause());
    }
  }

  private static JsonNode opened(byte[] content, String format, String uri)
      throws JsonFile.Invalid {
    JsonNode in = JsonFile.parse(content);
    if (!format.equals(JsonFile.text(in, "format"))) {
      throw new JsonFile.Invalid("its format is not " + format, null);
    }
    int version = (int) JsonFile.number(in, "version");
    if (version > VERSION) {
      throw StreamErrors.newerCheckpoint(uri, version, VERSION);
    }
    return in;
  }
}

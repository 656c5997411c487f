package io.s3ingest.cursor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.s3ingest.error.InternalErrors;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;

/** Reads fields of a JSON file and says which one is wrong. */
final class JsonFile {
  static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonFile() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static byte[] write(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw InternalErrors.unexpected("write JSON", e);
    }
  }

  static JsonNode parse(byte[] content) throws Invalid {
    try {
      JsonNode node = MAPPER.readTree(content);
      if (node == null || !node.isObject()) {
        throw new Invalid("it is not a JSON object", null);
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new Invalid(
          "it is not JSON at line %d, column %d"
              .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()),
          e);
    } catch (IOException e) {
      throw new Invalid("it is not JSON", e);
    }
  }

  static String text(JsonNode node, String field) throws Invalid {
    JsonNode value = node.path(field);
    if (!value.isTextual()) {
      throw new Invalid("'" + field + "' is not a text", null);
    }
    return value.textValue();
  }

  static String textOrNull(JsonNode node, String field) throws Invalid {
    return node.path(field).isMissingNode() || node.path(field).isNull() ? null : text(node, field);
  }

  static long number(JsonNode node, String field) throws Invalid {
    JsonNode value = node.path(field);
    if (!value.canConvertToLong() || !value.isIntegralNumber()) {
      throw new Invalid("'" + field + "' is not a whole number", null);
    }
    return value.longValue();
  }

  static Instant time(JsonNode node, String field) throws Invalid {
    return time(text(node, field), field);
  }

  static Instant time(String text, String field) throws Invalid {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new Invalid("'" + field + "' is not a time", e);
    }
  }

  static JsonNode array(JsonNode node, String field) throws Invalid {
    JsonNode value = node.path(field);
    if (!value.isArray()) {
      throw new Invalid("'" + field + "' is not an array", null);
    }
    return value;
  }

  /** What is wrong with a file, as a clause. */
  static final class Invalid extends Exception {
    private static final long serialVersionUID = 1L;

    Invalid(String why, Throwable cause) {
      super(why, cause);
    }
  }
}

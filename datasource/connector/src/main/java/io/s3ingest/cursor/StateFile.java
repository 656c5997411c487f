package io.s3ingest.cursor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.s3ingest.error.CursorErrors;
import io.s3ingest.error.InternalErrors;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/**
 * The user's state.json: one time for each stream, in one of two shapes, both specified in {@code
 * docs/format/state.md}. Immutable; what it does not understand of a known shape is kept.
 */
public final class StateFile {
  private static final String FIELD = "_last_modified_time";
  private final ObjectNode content;

  private StateFile(ObjectNode content) {
    this.content = content;
  }

  /** The file of a first run. */
  public static StateFile empty() {
    return new StateFile(JsonFile.object());
  }

  /** Reads a file; {@code name} is for the message if it has no known shape. */
  public static StateFile parse(byte[] content, String name) {
    try {
      StateFile state = new StateFile((ObjectNode) JsonFile.parse(content));
      state.read();
      return state;
    } catch (JsonFile.Invalid e) {
      throw CursorErrors.invalidState(name, e.getMessage(), e.getCause());
    }
  }

  /** Returns the time of each stream that has one. */
  public Map<String, Instant> times() {
    try {
      return read();
    } catch (JsonFile.Invalid e) {
      throw InternalErrors.unexpected("read a state that was read before", e);
    }
  }

  /** Returns this state with another time for a stream, cut to whole seconds. */
  public StateFile with(String stream, Instant time) {
    ObjectNode copy = content.deepCopy();
    ObjectNode target = listed() ? state(copy, stream) : copy.withObjectProperty(stream);
    target.put(FIELD, time.truncatedTo(ChronoUnit.SECONDS).toString());
    return new StateFile(copy);
  }

  /** Returns the file's text, indented, in the shape that it was read in. */
  public byte[] encode() {
    try {
      String text = JsonFile.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(content);
      return (text + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw InternalErrors.unexpected("write state.json", e);
    }
  }

  private boolean listed() {
    return content.path("type").isTextual() || content.path("streams").isArray();
  }

  private static ObjectNode state(ObjectNode content, String stream) {
    ArrayNode streams = content.withArrayProperty("streams");
    for (JsonNode node : streams) {
      if (stream.equals(node.path("stream").textValue())) {
        return ((ObjectNode) node).withObjectProperty("state");
      }
    }
    return streams.addObject().put("stream", stream).putObject("state");
  }

  private Map<String, Instant> read() throws JsonFile.Invalid {
    Map<String, Instant> out = new TreeMap<>();
    if (listed()) {
      for (JsonNode node : JsonFile.array(content, "streams")) {
        put(out, JsonFile.text(node, "stream"), node.path("state"));
      }
    } else {
      for (Map.Entry<String, JsonNode> entry : content.properties()) {
        put(out, entry.getKey(), entry.getValue());
      }
    }
    return out;
  }

  private static void put(Map<String, Instant> out, String stream, JsonNode state)
      throws JsonFile.Invalid {
    if (!state.isMissingNode() && !state.isObject()) {
      throw new JsonFile.Invalid("the state of '" + stream + "' is not an object", null);
    }
    String time = JsonFile.textOrNull(state, FIELD);
    if (time != null) {
      out.put(stream, JsonFile.time(time, FIELD));
    }
  }
}

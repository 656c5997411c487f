package io.s3ingest.cli.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.s3ingest.error.CliErrors;
import io.s3ingest.error.S3IngestException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A JSON file that a user wrote, and its place in messages. */
record JsonFile(String kind, Path path, JsonNode root) {
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(JsonParser.Feature.AUTO_CLOSE_SOURCE)
          .build();

  /** Reads a file that must be there and hold an object. */
  static JsonFile object(String kind, Path path) {
    JsonFile file = read(kind, path);
    if (!file.root.isObject()) {
      throw file.unusable("it holds no JSON object", "Begin it with '{'.");
    }
    return file;
  }

  /** Reads a file that must be there. */
  static JsonFile read(String kind, Path path) {
    String text;
    try {
      if (!Files.exists(path)) {
        throw CliErrors.unusableFile(
            kind, path.toString(), "there is no such file", "Check the path.", null);
      }
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
              .toString();
    } catch (CharacterCodingException e) {
      throw CliErrors.unusableFile(
          kind, path.toString(), "it is not UTF-8", "Save it in that encoding.", e);
    } catch (IOException e) {
      throw CliErrors.unusableFile(
          kind,
          path.toString(),
          "it cannot be read (" + e.getClass().getSimpleName() + ")",
          "Check that it is a file and its permissions.",
          e);
    }
    String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
    if (body.isBlank()) {
      return new JsonFile(kind, path, MissingNode.getInstance());
    }
    try {
      return new JsonFile(kind, path, MAPPER.readTree(body));
    } catch (JsonProcessingException e) {
      throw CliErrors.malformedJson(
          kind, path.toString(), e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    }
  }

  ObjectNode rootObject() {
    return (ObjectNode) root;
  }

  /** Words why this file as a whole cannot be used. */
  S3IngestException unusable(String why, String wayOut) {
    return CliErrors.unusableFile(kind, path.toString(), why, wayOut, null);
  }

  /** Words why one field cannot be used. */
  S3IngestException badField(String field, String rule, String wayOut) {
    return CliErrors.badField(kind, path.toString(), field, rule, wayOut);
  }

  /** Returns the text of a scalar, null for JSON null or a missing field. */
  String text(JsonNode node, String field) {
    if (node == null || node.isNull() || node.isMissingNode()) {
      return null;
    }
    if (!node.isValueNode()) {
      throw badField(field, "a single value", "Take the brackets away.");
    }
    return node.asText();
  }

  /** Returns non-empty text, else fails. */
  String requiredText(JsonNode node, String field, String wayOut) {
    String text = text(node, field);
    if (text == null || text.isBlank()) {
      throw badField(field, "text", wayOut);
    }
    return text;
  }
}

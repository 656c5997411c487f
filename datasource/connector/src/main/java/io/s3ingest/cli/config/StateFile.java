package io.s3ingest.cli.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.s3ingest.error.CliErrors;
import io.s3ingest.error.InternalErrors;
import io.s3ingest.options.SyncMode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/**
 * The file of {@code --state}: for each stream the time of the newest object that was synced. It is
 * an export, the table's own ledger is the truth. Two shapes are read and kept: {@code
 * {"users":{"_last_modified_time":…}}} and {@code {"type":"STREAM","streams":[…]}}; a new file gets
 * the first. Fields of others survive. Not thread-safe.
 */
public final class StateFile {
  private static final String KIND = "state";

  private final Path path;
  private final JsonFile file;
  private final ObjectNode root;

  private StateFile(Path path, JsonFile file, ObjectNode root) {
    this.path = path;
    this.file = file;
    this.root = root;
  }

  /** Reads a state file; one that is missing or empty is a first run. */
  public static StateFile read(Path path) {
    if (!Files.exists(path)) {
      return new StateFile(path, null, JsonFile.MAPPER.createObjectNode());
    }
    JsonFile file = JsonFile.read(KIND, path);
    if (file.root().isMissingNode()) {
      return new StateFile(path, null, JsonFile.MAPPER.createObjectNode());
    }
    if (!file.root().isObject()) {
      throw file.unusable("it holds no JSON object", "Begin it with '{', or delete it.");
    }
    if (file.root().has("streams") && !file.root().get("streams").isArray()) {
      throw file.badField("streams", "a list", "Correct it, or delete the file.");
    }
    return new StateFile(path, file, file.rootObject());
  }

  /** Fails if this file could not be replaced later; leaves nothing behind. */
  public void requireWritable() {
    Path target = target();
    try {
      if (Files.isDirectory(target)) {
        throw CliErrors.unusableFile(KIND, path.toString(), "it is a folder", "Name a file.", null);
      }
      if (Files.exists(target) && !Files.isWritable(target)) {
        throw CliErrors.unusableFile(
            KIND, path.toString(), "it may not be written", "Give write permission.", null);
      }
      Files.delete(Files.createTempFile(folder(target), ".state", ".tmp"));
    } catch (IOException e) {
      throw CliErrors.unusableFile(
          KIND,
          path.toString(),
          "its folder cannot be written to",
          "Create the folder, or give write permission.",
          e);
    }
  }

  /** Returns the time that is noted for a stream, or null. */
  public Instant cursor(String stream) {
    ObjectNode entry = entry(stream);
    if (entry == null) {
      return null;
    }
    JsonNode chunks = entry.get("chunks");
    if (chunks != null && chunks.size() > 0) {
      throw file.badField(
          fieldOf(stream) + ".chunks",
          "no chunks, because the first load of this stream was not finished",
          "Finish it with the tool that began it, or delete the entry to load it all.");
    }
    String text =
        file.text(
            entry.get(CatalogFile.CURSOR_FIELD), fieldOf(stream) + "." + CatalogFile.CURSOR_FIELD);
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text.trim()).toInstant();
    } catch (DateTimeException e) {
      throw file.badField(
          fieldOf(stream) + "." + CatalogFile.CURSOR_FIELD,
          "a time such as 2024-01-15T10:30:00Z",
          "Correct it, or delete the entry.");
    }
  }

  /** Notes the time of a stream, to whole seconds; {@link #write} makes it last. */
  public void advance(String stream, String namespace, SyncMode mode, Instant newest) {
    ObjectNode entry = entry(stream);
    if (entry == null) {
      if (listShaped()) {
        ObjectNode item = ((ArrayNode) root.get("streams")).addObject();
        item.put("stream", stream);
        if (namespace != null) {
          item.put("namespace", namespace);
        }
        item.put("sync_mode", mode.toString());
        entry = item.putObject("state");
      } else {
        entry = root.putObject(stream);
      }
    }
    entry.put(CatalogFile.CURSOR_FIELD, newest.truncatedTo(ChronoUnit.SECONDS).toString());
    if (entry.has("chunks")) {
      entry.putArray("chunks");
    }
  }

  /** Replaces the file in one step: a reader sees the old or the new one, whole. */
  public void write() {
    Path target = target();
    Path temporary = null;
    try {
      byte[] bytes =
          (JsonFile.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n")
              .getBytes(StandardCharsets.UTF_8);
      temporary = Files.createTempFile(folder(target), ".state", ".tmp");
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        var buffer = java.nio.ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      keepPermissions(target, temporary);
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (JsonProcessingException e) {
      throw InternalErrors.unexpected("write the state file", e);
    } catch (IOException e) {
      throw CliErrors.unusableFile(
          KIND,
          path.toString(),
          "it cannot be replaced, though the rows are committed",
          "Run the sync again: it brings nothing twice and writes the file.",
          e);
    } finally {
      deleteIfThere(temporary);
    }
  }

  private boolean listShaped() {
    return root.has("streams");
  }

  /** Returns the object that holds the time of a stream, or null. */
  private ObjectNode entry(String stream) {
    if (!listShaped()) {
      return asObject(root.get(stream), stream);
    }
    for (JsonNode item : root.get("streams")) {
      if (stream.equals(item.path("stream").asText(null))) {
        ObjectNode state = asObject(item.get("state"), fieldOf(stream));
        return state != null || !item.isObject() ? state : ((ObjectNode) item).putObject("state");
      }
    }
    return null;
  }

  private ObjectNode asObject(JsonNode node, String field) {
    if (node == null || node.isNull()) {
      return null;
    }
    if (!node.isObject()) {
      throw file.badField(field, "an object", "Correct it, or delete the entry.");
    }
    return (ObjectNode) node;
  }

  private String fieldOf(String stream) {
    return listShaped() ? "streams[" + stream + "].state" : stream;
  }

  /** A link is followed, so that the file behind it is replaced and not the link. */
  private Path target() {
    try {
      return Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
    } catch (IOException e) {
      return path.toAbsolutePath();
    }
  }

  private static Path folder(Path target) {
    return target.toAbsolutePath().getParent();
  }

  private static void keepPermissions(Path from, Path to) throws IOException {
    if (Files.getFileStore(to).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(
          to,
          Files.exists(from)
              ? Files.getPosixFilePermissions(from)
              : java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  private static void deleteIfThere(Path temporary) {
    if (temporary != null) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException e) {
        // A leftover temporary file harms nothing.
        temporary.toFile().deleteOnExit();
      }
    }
  }
}

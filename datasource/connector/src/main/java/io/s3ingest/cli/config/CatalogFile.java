package io.s3ingest.cli.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.s3ingest.options.SyncMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The file of {@code --catalog}: which streams are synced, and how. Its shapes: what {@code
 * discover} prints; the same inside {@code {"type":"CATALOG","catalog":…}}; a flat entry {@code
 * {"stream":…,"sync_mode":…}} alone, in a list, or in a list named {@code streams}.
 *
 * @param streams the selected ones, in the order of the file
 */
public record CatalogFile(Path path, List<CatalogStream> streams) {
  /** The only column that a sync can be incremental on. */
  public static final String CURSOR_FIELD = "_last_modified_time";

  private static final String KIND = "catalog";

  public CatalogFile {
    streams = List.copyOf(streams);
  }

  /** Reads and validates a catalog file. */
  public static CatalogFile read(Path path) {
    JsonFile file = JsonFile.read(KIND, path);
    JsonNode root = file.root();
    if (root.isObject() && root.path("catalog").isObject()) {
      root = root.get("catalog");
    }
    List<CatalogStream> streams = new ArrayList<>();
    if (root.isObject() && root.has("stream") && root.get("stream").isTextual()) {
      streams.add(entry(file, root, root, "", null, null));
    } else if (root.isArray()) {
      readList(file, root, "", null, streams);
    } else if (root.isObject() && root.path("streams").isArray()) {
      readList(file, root.get("streams"), "streams", selected(file, root), streams);
    } else {
      throw file.unusable("it names no streams", "Write one with './s3ingest discover'.");
    }
    if (streams.isEmpty()) {
      throw file.unusable(
          "it selects no stream", "Put those to sync below 'selected_streams' as discover does.");
    }
    refuseDuplicates(file, streams);
    return new CatalogFile(path, streams);
  }

  private static void readList(
      JsonFile file,
      JsonNode list,
      String where,
      Map<Key, JsonNode> selected,
      List<CatalogStream> out) {
    Set<Key> missing = new LinkedHashSet<>(selected == null ? Set.of() : selected.keySet());
    for (int i = 0; i < list.size(); i++) {
      JsonNode item = list.get(i);
      String field = where + "[" + i + "]";
      boolean nested = item.path("stream").isObject();
      JsonNode stream = nested ? item.get("stream") : item;
      String inner = nested ? field + ".stream" : field;
      String name = name(file, stream, inner);
      Key key = new Key(orEmpty(file.text(stream.get("namespace"), inner + ".namespace")), name);
      if (selected != null && !selected.containsKey(key)) {
        continue;
      }
      missing.remove(key);
      out.add(entry(file, item, stream, inner, name, selected == null ? null : selected.get(key)));
    }
    for (Key key : missing) {
      throw file.badField(
          "selected_streams",
          "only streams that the file describes, but '" + key.name() + "' is not among them",
          "Take it out, or write the file again with './s3ingest discover'.");
    }
  }

  private record Key(String namespace, String name) {}

  /** Reads {@code selected_streams}; null if the file has none, which selects all. */
  private static Map<Key, JsonNode> selected(JsonFile file, JsonNode root) {
    JsonNode node = root.get("selected_streams");
    if (node == null || node.isNull()) {
      return null;
    }
    if (!node.isObject()) {
      throw file.badField("selected_streams", "an object of lists by namespace", rewrite());
    }
    Map<Key, JsonNode> out = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> namespace : node.properties()) {
      String field = "selected_streams." + namespace.getKey();
      if (!namespace.getValue().isArray()) {
        throw file.badField(field, "a list", rewrite());
      }
      for (int i = 0; i < namespace.getValue().size(); i++) {
        JsonNode item = namespace.getValue().get(i);
        String name =
            file.requiredText(
                item.get("stream_name"), field + "[" + i + "].stream_name", rewrite());
        out.put(new Key(namespace.getKey(), name), item);
      }
    }
    return out;
  }

  private static CatalogStream entry(
      JsonFile file, JsonNode item, JsonNode stream, String where, String name, JsonNode choice) {
    String at = where.isEmpty() ? "" : where + ".";
    String known = name == null ? name(file, stream, where) : name;
    // The mode stands inside the stream; Airbyte-like catalogs put it beside.
    JsonNode modeNode = stream.has("sync_mode") ? stream.get("sync_mode") : item.get("sync_mode");
    SyncMode mode = mode(file, file.text(modeNode, at + "sync_mode"), at + "sync_mode");
    refuseOtherCursor(file, stream, item, at);
    String table = file.text(stream.get("destination_table"), at + "destination_table");
    return new CatalogStream(
        known,
        file.text(stream.get("namespace"), at + "namespace"),
        mode,
        table == null || table.isBlank() ? known : table,
        choice == null ? null : partitionBy(file, choice, known),
        choice == null ? ColumnChoice.ALL : columns(file, choice, stream, known));
  }

  private static void refuseOtherCursor(JsonFile file, JsonNode stream, JsonNode item, String at) {
    JsonNode node =
        stream.has("cursor_field") ? stream.get("cursor_field") : item.get("cursor_field");
    JsonNode single = node != null && node.isArray() && node.size() == 1 ? node.get(0) : node;
    String cursor = file.text(single, at + "cursor_field");
    if (cursor != null && !cursor.isEmpty() && !cursor.equals(CURSOR_FIELD)) {
      throw file.badField(
          at + "cursor_field",
          CURSOR_FIELD + ", found '" + cursor + "'",
          "Objects are told apart by their own time, not by a column.");
    }
  }

  private static ColumnChoice columns(
      JsonFile file, JsonNode choice, JsonNode stream, String name) {
    JsonNode list = choice.path("selected_columns").path("columns");
    if (list.isEmpty()) {
      return ColumnChoice.ALL;
    }
    Set<String> taken = new LinkedHashSet<>();
    for (int i = 0; i < list.size(); i++) {
      taken.add(
          file.requiredText(
              list.get(i),
              "selected_columns.columns[" + i + "] of " + name,
              "Name a column, or take the list out to take all."));
    }
    if (!choice.path("selected_columns").path("sync_new_columns").asBoolean(false)) {
      return ColumnChoice.only(taken);
    }
    Set<String> left = new LinkedHashSet<>();
    stream.path("type_schema").path("properties").fieldNames().forEachRemaining(left::add);
    left.removeAll(taken);
    return ColumnChoice.allBut(left);
  }

  private static String partitionBy(JsonFile file, JsonNode choice, String name) {
    String field = "partition_regex of " + name;
    String text = blankToNull(file.text(choice.get("partition_regex"), field));
    if (text == null) {
      return null;
    }
    String spec = PartitionRegex.toSpec(text);
    if (spec == null) {
      throw file.badField(
          field,
          "parts such as /{country, identity}/{at, day}/{id, bucket[16]}",
          "Transforms are identity, year, month, day, hour, bucket[n] and truncate[n].");
    }
    return spec;
  }

  private static SyncMode mode(JsonFile file, String text, String field) {
    if (text == null || text.isBlank()) {
      return SyncMode.INCREMENTAL;
    }
    for (SyncMode mode : SyncMode.values()) {
      if (mode.toString().equals(text)) {
        return mode;
      }
    }
    throw file.badField(
        field, "full_refresh or incremental, found '" + text + "'", "Objects know no other mode.");
  }

  private static String name(JsonFile file, JsonNode stream, String where) {
    String at = where.isEmpty() ? "" : where + ".";
    String key = stream.has("name") ? "name" : "stream";
    return file.requiredText(stream.get(key), at + key, "Name the folder of the stream.");
  }

  private static void refuseDuplicates(JsonFile file, List<CatalogStream> streams) {
    Set<String> names = new LinkedHashSet<>();
    for (CatalogStream stream : streams) {
      if (!names.add(stream.name())) {
        throw file.unusable("it has stream '" + stream.name() + "' twice", "Keep one of them.");
      }
    }
  }

  private static String rewrite() {
    return "Write the file again with './s3ingest discover'.";
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  private static String blankToNull(String text) {
    return text == null || text.isBlank() ? null : text;
  }
}

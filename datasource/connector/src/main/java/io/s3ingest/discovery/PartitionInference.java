package io.s3ingest.discovery;

import io.s3ingest.schema.PartitionTypes;
import io.s3ingest.store.ObjectRef;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructType;

/**
 * Finds the partition columns of a table: every {@code key=value} level that any object has, in
 * order of first appearance. An object without one of the levels has NULL there.
 */
final class PartitionInference {
  private static final int KEPT_VALUES = 10_000;

  private static final class Level {
    final String name;
    final ObjectRef first;
    final Set<String> seen = new HashSet<>();
    DataType type = DataTypes.NullType;
    long objects;
    ObjectRef missing;

    Level(String name, ObjectRef first) {
      this.name = name;
      this.first = first;
    }
  }

  private final boolean caseSensitive;
  private final PartitionTypes types;
  private final Map<String, Level> levels = new LinkedHashMap<>();
  private ObjectRef any;
  private String folder;
  private Map<String, String> folderLevels = Map.of();
  private long objects;

  PartitionInference(boolean caseSensitive, boolean inference, ZoneId zone) {
    this.caseSensitive = caseSensitive;
    this.types = new PartitionTypes(inference, zone);
  }

  void add(ObjectRef object, Function<String, String> baseOf) {
    add(object, levelsOf(object.key(), baseOf));
  }

  /** Neighbours in a listing mostly lie in one folder. */
  private Map<String, String> levelsOf(String key, Function<String, String> baseOf) {
    int end = key.lastIndexOf('/') + 1;
    boolean same = folder != null && folder.length() == end && key.startsWith(folder);
    if (!same) {
      folder = key.substring(0, end);
      folderLevels = PartitionFolders.of(key, baseOf.apply(key));
    }
    return folderLevels;
  }

  private void add(ObjectRef object, Map<String, String> found) {
    Set<String> here = found.isEmpty() ? Set.of() : new HashSet<>();
    for (Map.Entry<String, String> entry : found.entrySet()) {
      String id = id(entry.getKey());
      Level level = levels.get(id);
      if (level == null) {
        level = new Level(entry.getKey(), object);
        level.missing = any;
        levels.put(id, level);
      }
      here.add(id);
      level.objects++;
      see(level, entry.getValue());
    }
    if (here.size() < levels.size()) {
      levels.forEach(
          (id, level) -> {
            if (level.missing == null && !here.contains(id)) {
              level.missing = object;
            }
          });
    }
    any = object;
    objects++;
  }

  private void see(Level level, String value) {
    if (level.seen.size() >= KEPT_VALUES || level.seen.add(value)) {
      level.type = PartitionTypes.merge(level.type, types.infer(value));
    }
  }

  /** Adds what another one has seen. */
  void addAll(PartitionInference other) {
    for (Map.Entry<String, Level> entry : other.levels.entrySet()) {
      Level theirs = entry.getValue();
      Level level = levels.get(entry.getKey());
      if (level == null) {
        level = new Level(theirs.name, theirs.first);
        level.missing = any;
        levels.put(entry.getKey(), level);
      }
      level.type = PartitionTypes.merge(level.type, theirs.type);
      level.objects += theirs.objects;
      level.missing = level.missing == null ? theirs.missing : level.missing;
    }
    levels.forEach(
        (id, level) -> {
          if (level.missing == null && !other.levels.containsKey(id)) {
            level.missing = other.any;
          }
        });
    any = other.any == null ? any : other.any;
    objects += other.objects;
  }

  /** Returns the columns; a level that has no value anywhere is a STRING. */
  StructType schema() {
    StructType out = new StructType();
    for (Level level : levels.values()) {
      DataType type = level.type instanceof NullType ? DataTypes.StringType : level.type;
      out = out.add(level.name, type, true);
    }
    return out;
  }

  /** Returns one difference for each level that some object lacks. */
  List<SchemaDifference> differences() {
    List<SchemaDifference> out = new ArrayList<>();
    for (Level level : levels.values()) {
      if (level.objects < objects) {
        out.add(
            new SchemaDifference(
                level.missing.uri(),
                level.name,
                "a partition folder",
                "nothing",
                level.first.uri()));
      }
    }
    return out;
  }

  private String id(String name) {
    return caseSensitive ? name : name.toLowerCase(Locale.ROOT);
  }
}

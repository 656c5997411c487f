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
    final String firstUri;
    final Set<String> seen = new HashSet<>();
    DataType type = DataTypes.NullType;
    long objects;
    String missingUri;

    Level(String name, String firstUri) {
      this.name = name;
      this.firstUri = firstUri;
    }
  }

  private final boolean caseSensitive;
  private final PartitionTypes types;
  private final Map<String, Level> levels = new LinkedHashMap<>();
  private String anyUri;
  private long objects;

  PartitionInference(boolean caseSensitive, boolean inference, ZoneId zone) {
    this.caseSensitive = caseSensitive;
    this.types = new PartitionTypes(inference, zone);
  }

  void add(ObjectRef object, String base) {
    Map<String, String> found = PartitionFolders.of(object.key(), base);
    Set<String> here = new HashSet<>();
    for (Map.Entry<String, String> entry : found.entrySet()) {
      String id = id(entry.getKey());
      Level level = levels.get(id);
      if (level == null) {
        level = new Level(entry.getKey(), object.uri());
        level.missingUri = anyUri;
        levels.put(id, level);
      }
      here.add(id);
      level.objects++;
      String value = entry.getValue();
      if (level.seen.size() >= KEPT_VALUES || level.seen.add(value)) {
        level.type = PartitionTypes.merge(level.type, types.infer(value));
      }
    }
    if (here.size() < levels.size()) {
      levels.forEach(
          (id, level) -> {
            if (level.missingUri == null && !here.contains(id)) {
              level.missingUri = object.uri();
            }
          });
    }
    anyUri = object.uri();
    objects++;
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
                level.missingUri, level.name, "a partition folder", "nothing", level.firstUri));
      }
    }
    return out;
  }

  private String id(String name) {
    return caseSensitive ? name : name.toLowerCase(Locale.ROOT);
  }
}

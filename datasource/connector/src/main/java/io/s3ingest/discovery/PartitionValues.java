package io.s3ingest.discovery;

import io.s3ingest.error.DiscoveryErrors;
import io.s3ingest.schema.PartitionTypes;
import io.s3ingest.store.ObjectRef;
import java.io.Serializable;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Gives the partition columns of an object from its key. Thread-safe.
 *
 * @param bases folders (with their slash) that levels are read below; the innermost one counts
 * @param schema the partition columns; names match with case only if {@code caseSensitive}
 * @param zone that of timestamps
 */
public record PartitionValues(
    List<String> bases, StructType schema, boolean caseSensitive, ZoneId zone)
    implements Serializable {
  public PartitionValues {
    bases = bases.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
  }

  /**
   * Returns the values of an object in the order of {@link #schema}, as an {@code InternalRow}
   * holds them; null where it has no such folder. Fails with {@code SCHEMA_MISMATCH} if a value is
   * not of its column's type.
   */
  public Object[] of(ObjectRef object) {
    StructField[] fields = schema.fields();
    Object[] out = new Object[fields.length];
    if (fields.length == 0) {
      return out;
    }
    Map<String, String> levels = PartitionFolders.of(object.key(), baseOf(object.key()));
    for (int i = 0; i < fields.length; i++) {
      String value = find(levels, fields[i].name());
      DataType type = fields[i].dataType();
      try {
        out[i] = PartitionTypes.read(value, type, zone);
      } catch (IllegalArgumentException e) {
        throw DiscoveryErrors.badPartitionValue(fields[i].name(), value, type.sql(), object.uri());
      }
    }
    return out;
  }

  /** Returns the values of an object as text, null for NULL, in the order of {@link #schema}. */
  public List<String> textOf(String key) {
    Map<String, String> levels = PartitionFolders.of(key, baseOf(key));
    List<String> out = new ArrayList<>();
    for (String name : schema.fieldNames()) {
      String value = find(levels, name);
      out.add(PartitionTypes.isNull(value) ? null : value);
    }
    return out;
  }

  /** Returns the folder that the levels of a key are read below. */
  String baseOf(String key) {
    for (String base : bases) {
      if (key.startsWith(base)) {
        return base;
      }
    }
    return "";
  }

  private String find(Map<String, String> levels, String name) {
    String exact = levels.get(name);
    if (exact != null || caseSensitive) {
      return exact;
    }
    String found = null;
    for (Map.Entry<String, String> level : levels.entrySet()) {
      if (level.getKey().equalsIgnoreCase(name)) {
        found = level.getValue();
      }
    }
    return found;
  }
}

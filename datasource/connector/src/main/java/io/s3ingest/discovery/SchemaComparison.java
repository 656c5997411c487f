package io.s3ingest.discovery;

import io.s3ingest.error.DiscoveryErrors;
import io.s3ingest.schema.FileSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;

/**
 * Compares each file with the first one: names, order, types, and nullability where files declare
 * it. A column without any value agrees with every type. In strict mode the first difference fails.
 */
final class SchemaComparison {
  private static final int MOST_KEPT = 1000;
  private static final String NOTHING = "nothing";

  private final boolean strict;
  private final boolean declared;
  private final List<SchemaDifference> differences = new ArrayList<>();
  private FileSchema reference;
  private final Map<String, StructField> known = new HashMap<>();
  private final Map<String, String> knownFrom = new HashMap<>();

  SchemaComparison(boolean strict, boolean declared) {
    this.strict = strict;
    this.declared = declared;
  }

  List<SchemaDifference> differences() {
    return List.copyOf(differences);
  }

  void add(FileSchema file) {
    if (reference == null) {
      reference = file;
      for (StructField field : file.schema().fields()) {
        know(field, file.uri());
      }
      return;
    }
    if (file.schema().equals(reference.schema())) {
      return;
    }
    Map<String, StructField> here = new HashMap<>();
    for (StructField field : file.schema().fields()) {
      here.put(field.name(), field);
      StructField other = known.get(field.name());
      if (other == null) {
        differ(field.name(), NOTHING, reference.uri(), shown(field), file.uri());
        know(field, file.uri());
      } else if (!agree(other, field)) {
        differ(field.name(), shown(other), knownFrom.get(field.name()), shown(field), file.uri());
      } else if (other.dataType() instanceof NullType) {
        know(field, file.uri());
      }
    }
    for (StructField field : reference.schema().fields()) {
      if (!here.containsKey(field.name())) {
        differ(field.name(), shown(field), reference.uri(), NOTHING, file.uri());
      }
    }
    compareOrder(file);
  }

  private void compareOrder(FileSchema file) {
    String[] first = reference.schema().fieldNames();
    String[] second = file.schema().fieldNames();
    if (first.length != second.length || !List.of(first).containsAll(List.of(second))) {
      return;
    }
    for (int i = 0; i < first.length; i++) {
      if (!first[i].equals(second[i])) {
        int at = List.of(second).indexOf(first[i]);
        differ(first[i], "column " + (i + 1), reference.uri(), "column " + (at + 1), file.uri());
        return;
      }
    }
  }

  private void differ(
      String column, String expected, String expectedUri, String found, String foundUri) {
    if (strict) {
      throw DiscoveryErrors.schemasDiffer(column, expected, expectedUri, found, foundUri);
    }
    if (differences.size() < MOST_KEPT) {
      differences.add(new SchemaDifference(foundUri, column, expected, found, expectedUri));
    }
  }

  private void know(StructField field, String uri) {
    known.put(field.name(), field);
    knownFrom.put(field.name(), uri);
  }

  private boolean agree(StructField a, StructField b) {
    DataType left = a.dataType();
    DataType right = b.dataType();
    if (left instanceof NullType || right instanceof NullType) {
      return true;
    }
    return left.equals(right) && (!declared || a.nullable() == b.nullable());
  }

  private String shown(StructField field) {
    if (field.dataType() instanceof NullType) {
      return "without a value";
    }
    return field.dataType().sql() + (declared && !field.nullable() ? " NOT NULL" : "");
  }
}

package io.s3ingest.discovery;

import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.listing.Exclusions;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.schema.SchemaHints;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Infers the columns of tables whose files are known. */
final class TableInference {
  private final ReadOptions options;
  private final SchemaHints hints;
  private final SchemaInference files;
  private final boolean caseSensitive;
  private final boolean partitionTypes;
  private final ZoneId zone;

  TableInference(ObjectStore store, ReadOptions options, DecodeOptions decode) {
    SQLConf conf = decode.sessionConf();
    this.options = options;
    this.hints = SchemaHints.parse(options.schemaHints());
    this.caseSensitive = conf.caseSensitiveAnalysis();
    this.partitionTypes = conf.partitionColumnTypeInferenceEnabled();
    this.zone = DateTimeUtils.getZoneId(conf.sessionLocalTimeZone());
    this.files = new SchemaInference(store, options, decode, hints, caseSensitive);
  }

  /** Describes {@code table}, with the columns of the files of {@code basis}. */
  DiscoveredTable infer(TableFiles table, Selection basis) {
    TableScope scope = basis.files().scope();
    List<ObjectRef> objects = basis.files().objects();
    PartitionInference levels = levels(basis.files());
    StructType partitions = hints.applyToKnown(levels.schema(), caseSensitive);
    SchemaInference.Result inferred = files.infer(scope, basis.format(), objects);
    StructType data = new StructType();
    for (StructField field : hints.apply(inferred.schema(), caseSensitive).fields()) {
      if (!has(partitions, field.name())) {
        data = data.add(field);
      }
    }
    List<SchemaDifference> differences = new ArrayList<>(levels.differences());
    differences.addAll(inferred.differences());
    return table(basis.withFiles(table), data, partitions, differences);
  }

  /** Describes a table that is read with {@code given}. */
  DiscoveredTable split(Selection selection, StructType given) {
    PartitionInference levels = levels(selection.files());
    StructType data = new StructType();
    StructType partitions = new StructType();
    for (StructField field : given.fields()) {
      if (has(levels.schema(), field.name())) {
        partitions = partitions.add(field);
      } else {
        data = data.add(field);
      }
    }
    return table(selection, data, partitions, List.of());
  }

  /** Returns those columns of {@code given} that are a level of some object. */
  List<String> levels(TableScope scope, List<ObjectRef> objects, StructType given) {
    StructType found = levels(new TableFiles(scope, objects, new Exclusions(), null)).schema();
    return Stream.of(given.fieldNames()).filter(name -> has(found, name)).toList();
  }

  private DiscoveredTable table(
      Selection selection,
      StructType data,
      StructType partitions,
      List<SchemaDifference> differences) {
    TableFiles files = selection.files();
    return new DiscoveredTable(
        files.scope(),
        selection.format() == null ? null : selection.format().name(),
        data,
        new PartitionValues(files.scope().bases(), partitions, caseSensitive, zone),
        files.objects(),
        files.count(),
        files.bytes(),
        files.excluded().counts(),
        differences);
  }

  /** Returns what infers the levels of a table; null where they are no columns. */
  PartitionInference newLevels() {
    return options.partitionColumns()
        ? new PartitionInference(caseSensitive, partitionTypes, zone)
        : null;
  }

  /** Returns the folder that the levels of a key of {@code scope} are read below. */
  Function<String, String> baseOf(TableScope scope) {
    return new PartitionValues(scope.bases(), new StructType(), caseSensitive, zone)::baseOf;
  }

  private PartitionInference levels(TableFiles files) {
    PartitionInference levels = files.tally() == null ? newLevels() : files.tally().levels();
    if (levels == null) {
      return new PartitionInference(caseSensitive, partitionTypes, zone);
    }
    if (files.tally() == null) {
      Function<String, String> baseOf = baseOf(files.scope());
      files.objects().forEach(object -> levels.add(object, baseOf));
    }
    return levels;
  }

  private boolean has(StructType schema, String name) {
    for (String other : schema.fieldNames()) {
      if (caseSensitive ? other.equals(name) : other.equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }
}

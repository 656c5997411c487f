package io.s3ingest.discovery;

import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.InferredSchema;
import io.s3ingest.decode.ObjectContent;
import io.s3ingest.decode.ObjectFormat;
import io.s3ingest.error.DiscoveryErrors;
import io.s3ingest.error.ErrorCondition;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.options.BadObjectPolicy;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.options.SchemaCheck;
import io.s3ingest.schema.FileSchema;
import io.s3ingest.schema.SchemaHints;
import io.s3ingest.schema.SchemaMerger;
import io.s3ingest.schema.TypeMerge;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Infers the schema of a table from several of its files. */
final class SchemaInference {
  /**
   * The data columns as read, nullable.
   *
   * @param differences where a looked-at file differs from the oldest one
   */
  record Result(StructType schema, List<SchemaDifference> differences) {}

  private final ObjectStore store;
  private final ReadOptions options;
  private final DecodeOptions decode;
  private final boolean caseSensitive;

  SchemaInference(
      ObjectStore store, ReadOptions options, DecodeOptions decode, boolean caseSensitive) {
    this.store = store;
    this.options = options;
    this.decode = decode;
    this.caseSensitive = caseSensitive;
  }

  Result infer(TableScope scope, ObjectFormat format, List<ObjectRef> objects, SchemaHints hints) {
    boolean strict = options.schemaCheck() == SchemaCheck.STRICT;
    FileSample sample = FileSample.of(objects, strict ? objects.size() : options.sampleFiles());
    List<FileSchema> files = new ArrayList<>();
    List<String> vanished = new ArrayList<>();
    S3IngestException[] lastSkipped = new S3IngestException[1];
    SchemaComparison comparison = new SchemaComparison(strict, format.declaresTypes());
    look(sample.chosen(), format, hints, files, vanished, lastSkipped, comparison);
    List<ObjectRef> reserves = sample.reserves();
    int next = 0;
    while (files.size() < sample.chosen().size() && next < reserves.size()) {
      int missing = sample.chosen().size() - files.size();
      int end = Math.min(reserves.size(), next + missing);
      look(reserves.subList(next, end), format, hints, files, vanished, lastSkipped, comparison);
      next = end;
    }
    if (files.isEmpty()) {
      boolean corrupt = lastSkipped[0].condition() == ErrorCondition.CORRUPT_FILE;
      throw corrupt
          ? lastSkipped[0]
          : DiscoveryErrors.allVanished(
              scope.where(), vanished.subList(0, Math.min(3, vanished.size())), lastSkipped[0]);
    }
    SchemaMerger merger =
        new SchemaMerger(
            format.declaresTypes() ? TypeMerge.DECLARED : TypeMerge.INFERRED, caseSensitive);
    files.forEach(merger::add);
    boolean dropNull =
        !format.declaresTypes()
            && Boolean.parseBoolean(options.text().get("dropFieldIfAllNull", "false"));
    StructType merged = format.sortsColumns() ? merger.mergedKeepingSorted() : merger.merged();
    return new Result(SchemaMerger.readable(merged, dropNull), comparison.differences());
  }

  private void look(
      List<ObjectRef> objects,
      ObjectFormat format,
      SchemaHints hints,
      List<FileSchema> files,
      List<String> vanished,
      S3IngestException[] lastSkipped,
      SchemaComparison comparison) {
    int threads = Math.max(1, Math.min(options.maxThreads(), objects.size()));
    ParallelFiles.forEach(
        objects.iterator(),
        threads,
        object -> inferOne(object, format, hints),
        (object, outcome) -> {
          if (outcome.skipped() != null) {
            vanished.add(object.uri());
            lastSkipped[0] = outcome.skipped();
          } else {
            comparison.add(outcome.file());
            files.add(outcome.file());
          }
        });
  }

  private record Outcome(FileSchema file, S3IngestException skipped) {}

  private Outcome inferOne(ObjectRef object, ObjectFormat format, SchemaHints hints) {
    try {
      InferredSchema inferred = format.infer(new ObjectContent(store, object), decode);
      StructType schema = inferred.schema();
      if (inferred.records() == 0 && !format.declaresTypes()) {
        schema = namesOnly(schema);
      }
      return new Outcome(
          new FileSchema(object.uri(), hints.applyToKnown(schema, caseSensitive)), null);
    } catch (S3IngestException e) {
      if (skippable(e).isPresent()) {
        return new Outcome(null, e);
      }
      throw e;
    }
  }

  private Optional<ErrorCondition> skippable(S3IngestException e) {
    boolean gone =
        e.condition() == ErrorCondition.OBJECT_NOT_FOUND
            || e.condition() == ErrorCondition.OBJECT_CHANGED;
    boolean corrupt =
        options.onCorrupt() == BadObjectPolicy.SKIP
            && (e.condition() == ErrorCondition.CORRUPT_FILE
                || e.condition() == ErrorCondition.CORRUPT_RECORD
                || e.condition() == ErrorCondition.RECORD_TOO_LARGE);
    return gone || corrupt ? Optional.of(e.condition()) : Optional.empty();
  }

  /** A file without records has seen no value: it has no say on types. */
  private static StructType namesOnly(StructType schema) {
    StructType out = new StructType();
    for (StructField field : schema.fields()) {
      out = out.add(new StructField(field.name(), DataTypes.NullType, true, field.metadata()));
    }
    return out;
  }
}

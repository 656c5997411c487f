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

  /** What one file said, or why it was passed over. */
  private record Looked(FileSchema file, S3IngestException passedOver) {}

  private final ObjectStore store;
  private final ReadOptions options;
  private final DecodeOptions decode;
  private final SchemaHints hints;
  private final boolean caseSensitive;

  SchemaInference(
      ObjectStore store,
      ReadOptions options,
      DecodeOptions decode,
      SchemaHints hints,
      boolean caseSensitive) {
    this.store = store;
    this.options = options;
    this.decode = decode;
    this.hints = hints;
    this.caseSensitive = caseSensitive;
  }

  Result infer(TableScope scope, ObjectFormat format, List<ObjectRef> objects) {
    boolean strict = options.schemaCheck() == SchemaCheck.STRICT;
    FileSample sample = FileSample.of(objects, strict ? objects.size() : options.sampleFiles());
    Run run = new Run(format, strict);
    run.look(sample.chosen());
    List<ObjectRef> reserves = sample.reserves();
    int next = 0;
    while (run.files < sample.chosen().size() && next < reserves.size()) {
      int end = Math.min(reserves.size(), next + sample.chosen().size() - run.files);
      run.look(reserves.subList(next, end));
      next = end;
    }
    return run.result(scope);
  }

  /** One table's inference; files come in one order, whatever thread is first. */
  private final class Run {
    private final ObjectFormat format;
    private final SchemaComparison comparison;
    private final SchemaMerger merger;
    private final List<String> passedOver = new ArrayList<>();
    private S3IngestException lastReason;
    private StructType lastSchema;
    private int files;

    Run(ObjectFormat format, boolean strict) {
      this.format = format;
      this.comparison = new SchemaComparison(strict, format.declaresTypes());
      this.merger = new SchemaMerger(typeMerge(format), caseSensitive);
    }

    void look(List<ObjectRef> objects) {
      int threads = Math.max(1, Math.min(options.maxThreads(), objects.size()));
      ParallelFiles.forEach(
          objects.iterator(), threads, object -> lookAt(object, format), this::take);
    }

    private void take(ObjectRef object, Looked looked) {
      if (looked.passedOver() != null) {
        passedOver.add(object.uri());
        lastReason = looked.passedOver();
        return;
      }
      files++;
      comparison.add(looked.file());
      if (!looked.file().schema().equals(lastSchema)) {
        merger.add(looked.file());
        lastSchema = looked.file().schema();
      }
    }

    Result result(TableScope scope) {
      if (files == 0) {
        boolean vanished = lastReason == null || isGone(lastReason);
        throw vanished
            ? DiscoveryErrors.allVanished(
                scope.where(), passedOver.subList(0, Math.min(3, passedOver.size())), lastReason)
            : lastReason;
      }
      boolean dropNull =
          !format.declaresTypes()
              && Boolean.parseBoolean(options.text().get("dropFieldIfAllNull", "false"));
      StructType merged = format.sortsColumns() ? merger.mergedKeepingSorted() : merger.merged();
      return new Result(SchemaMerger.readable(merged, dropNull), comparison.differences());
    }
  }

  private TypeMerge typeMerge(ObjectFormat format) {
    if (format.declaresTypes()) {
      return TypeMerge.DECLARED;
    }
    // With a pattern, a date is no timestamp to Spark's inference either.
    boolean patterned =
        options.text().get("timestampFormat", null) != null
            || options.text().get("timestampNTZFormat", null) != null;
    return patterned ? TypeMerge.INFERRED_WITH_PATTERN : TypeMerge.INFERRED;
  }

  private Looked lookAt(ObjectRef object, ObjectFormat format) {
    try {
      InferredSchema inferred = format.infer(new ObjectContent(store, object), decode);
      StructType schema = inferred.schema();
      if (inferred.records() == 0 && !format.declaresTypes()) {
        schema = namesOnly(schema);
      }
      return new Looked(
          new FileSchema(object.uri(), hints.applyToKnown(schema, caseSensitive)), null);
    } catch (S3IngestException e) {
      boolean archived = e.condition() == ErrorCondition.OBJECT_ARCHIVED;
      if (isGone(e)
          || (archived && options.onMissing() != BadObjectPolicy.FAIL)
          || (isCorrupt(e) && options.onCorrupt() != BadObjectPolicy.FAIL)) {
        return new Looked(null, e);
      }
      throw e;
    }
  }

  private static boolean isGone(S3IngestException e) {
    return e.condition() == ErrorCondition.OBJECT_NOT_FOUND
        || e.condition() == ErrorCondition.OBJECT_CHANGED;
  }

  private static boolean isCorrupt(S3IngestException e) {
    return e.condition() == ErrorCondition.CORRUPT_FILE
        || e.condition() == ErrorCondition.CORRUPT_RECORD
        || e.condition() == ErrorCondition.RECORD_TOO_LARGE;
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

package io.s3ingest.spark.read;

import io.s3ingest.cursor.FileGroup;
import io.s3ingest.cursor.FileSplit;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.FormatRegistry;
import io.s3ingest.decode.ObjectFormat;
import io.s3ingest.decode.ObjectPieces;
import io.s3ingest.discovery.PartitionValues;
import io.s3ingest.options.BadObjectPolicy;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.plan.FileGroupPlanner;
import io.s3ingest.store.ObjectRef;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.internal.connector.PredicateUtils;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * What the tasks of one scan do, made from one listing.
 *
 * @param bytes stored bytes that are left to read
 * @param pruned files that no row of the result can come from
 */
record ScanPlan(
    ReaderSpec spec,
    List<InputPartition> partitions,
    long bytes,
    long listed,
    long excluded,
    long pruned) {

  /** Lists, prunes and groups. */
  static ScanPlan make(
      ScanTarget target, List<Predicate> predicates, StructType required, int parallelism) {
    return of(
        target,
        target.files().find(target.options(), target.decoding(), target.columns().given()),
        predicates,
        required,
        parallelism);
  }

  /** Prunes and groups what was found. */
  static ScanPlan of(
      ScanTarget target,
      FoundFiles found,
      List<Predicate> predicates,
      StructType required,
      int parallelism) {
    DecodeOptions decoding = target.decoding();
    TableColumns columns = target.columns().withPartitions(found.partitionNames());
    ZoneId zone = DateTimeUtils.getZoneId(decoding.sqlConf().get("spark.sql.session.timeZone"));
    PartitionValues folders =
        new PartitionValues(found.bases(), columns.partitions(), target.caseSensitive(), zone);

    Map<ObjectRef, Object[]> valuesOf = new HashMap<>();
    List<FileSplit> splits = new ArrayList<>();
    long bytes = 0;
    for (FileSplit split : found.splits()) {
      Object[] values = folders.of(split.object());
      SplitColumns facts = new SplitColumns(columns, split, values);
      if (predicates.stream().allMatch(p -> FilePredicate.mayPass(p, facts))) {
        valuesOf.put(split.object(), values);
        splits.add(split);
        bytes += split.length();
      }
    }
    boolean rowIndexes = asksForRowIndexes(required);
    List<FileGroup> groups =
        FileGroupPlanner.inOrderOfStart(
            found.groups() == null
                ? grouped(found.format(), splits, target, rowIndexes, parallelism)
                : remaining(found.groups(), splits),
            parallelism);
    if (rowIndexes && !piecesKnowRowIndexes(found.format())) {
      groups = joined(groups);
    }
    List<InputPartition> partitions = new ArrayList<>();
    for (FileGroup group : groups) {
      partitions.add(
          new S3IngestInputPartition(
              group, group.splits().stream().map(split -> valuesOf.get(split.object())).toList()));
    }
    return new ScanPlan(
        spec(target, columns, found.format(), predicates, required),
        List.copyOf(partitions),
        bytes,
        found.listed(),
        found.listed() - found.splits().size(),
        found.splits().size() - splits.size());
  }

  private static ReaderSpec spec(
      ScanTarget target,
      TableColumns columns,
      String format,
      List<Predicate> predicates,
      StructType required) {
    ReadOptions options = target.options();
    List<StructField> decoded = new ArrayList<>();
    List<ReaderSpec.OutputColumn> output = new ArrayList<>();
    StructType partitions = columns.partitions();
    for (StructField field : required.fields()) {
      TableColumns.Origin origin = columns.origin(field.name());
      int ordinal =
          switch (origin) {
            case DATA -> decoded.size();
            case PARTITION -> partitions.fieldIndex(field.name());
            case CHANGE, MODIFIED_TIME, METADATA -> -1;
          };
      if (origin == TableColumns.Origin.DATA) {
        decoded.add(field);
      }
      output.add(new ReaderSpec.OutputColumn(origin, ordinal, field));
    }
    return new ReaderSpec(
        options.store(),
        format,
        columns.data(),
        new StructType(decoded.toArray(StructField[]::new)),
        output,
        asksForRowIndexes(required) && !piecesKnowRowIndexes(format)
            ? List.of() // Rows are counted as they are given out.
            : dataFilters(columns, predicates),
        target.decoding(),
        options.prefetchBytes(),
        options.onMissing(),
        options.onChanged(),
        options.onCorrupt(),
        options.runId() == null ? ReaderSpec.Failing.AT_ONCE : ReaderSpec.Failing.TOGETHER);
  }

  /** Returns the predicates on data columns alone: in a file, no other column can be found. */
  private static List<Filter> dataFilters(TableColumns columns, List<Predicate> predicates) {
    List<Filter> out = new ArrayList<>();
    for (Predicate predicate : predicates) {
      boolean onData =
          references(predicate).stream()
              .allMatch(name -> columns.origin(name) == TableColumns.Origin.DATA);
      Option<Filter> filter = onData ? PredicateUtils.toV1(predicate) : Option.empty();
      if (filter.isDefined()) {
        out.add(filter.get());
      }
    }
    return out;
  }

  private static Set<String> references(Expression expression) {
    Set<String> out = new HashSet<>();
    if (expression instanceof NamedReference reference) {
      out.add(reference.fieldNames()[0]);
    }
    for (Expression child : expression.children()) {
      out.addAll(references(child));
    }
    return out;
  }

  /** Cuts what can be cut and packs it into tasks. */
  static List<FileGroup> grouped(
      String format,
      List<FileSplit> splits,
      ScanTarget target,
      boolean rowIndexes,
      int parallelism) {
    ReadOptions options = target.options();
    FileGroupPlanner planner =
        FileGroupPlanner.forReading(options.maxGroupBytes(), options.maxGroupFiles(), parallelism);
    Optional<ObjectFormat> known = format(format);
    // An object that may be left out is left out, or fails, as a whole.
    boolean whole =
        known.isEmpty()
            || !known.get().piecesKnowRowIndexes() && (rowIndexes || isSkipping(options));
    long least = whole ? 0 : known.get().pieceBytes(target.decoding(), options.minSplitBytes());
    if (least == 0) {
      return planner.plan(splits);
    }
    ObjectPieces pieces =
        new ObjectPieces(known.get(), TableResolver.store(options), target.decoding());
    return planner.plan(pieces.aligned(planner.cut(splits, least)));
  }

  private static Optional<ObjectFormat> format(String name) {
    return name == null ? Optional.empty() : FormatRegistry.load().named(name);
  }

  private static boolean piecesKnowRowIndexes(String format) {
    return format(format).map(ObjectFormat::piecesKnowRowIndexes).orElse(true);
  }

  private static boolean isSkipping(ReadOptions options) {
    return options.onMissing() != BadObjectPolicy.FAIL
        || options.onChanged() != BadObjectPolicy.FAIL
        || options.onCorrupt() != BadObjectPolicy.FAIL;
  }

  private static boolean asksForRowIndexes(StructType required) {
    for (StructField field : required.fields()) {
      if (field.dataType() instanceof StructType struct
          && List.of(struct.fieldNames()).contains(OurColumns.ROW_INDEX)) {
        return true;
      }
    }
    return false;
  }

  /** Puts the pieces of each object together again, where its first one is. */
  private static List<FileGroup> joined(List<FileGroup> groups) {
    List<FileGroup> out = new ArrayList<>();
    for (FileGroup group : groups) {
      List<FileSplit> splits = new ArrayList<>();
      for (FileSplit split : group.splits()) {
        if (split.start() == 0) {
          boolean isWhole = split.isDelete() || split.length() == split.object().size();
          splits.add(isWhole ? split : FileSplit.whole(split.object()));
        }
      }
      if (!splits.isEmpty()) {
        out.add(new FileGroup(splits));
      }
    }
    return out;
  }

  private static List<FileGroup> remaining(List<FileGroup> groups, List<FileSplit> left) {
    Set<FileSplit> kept = new HashSet<>(left);
    List<FileGroup> out = new ArrayList<>();
    for (FileGroup group : groups) {
      List<FileSplit> splits = group.splits().stream().filter(kept::contains).toList();
      if (!splits.isEmpty()) {
        out.add(new FileGroup(splits));
      }
    }
    return out;
  }

  /** The file-level columns of one split. */
  private record SplitColumns(TableColumns columns, FileSplit split, Object[] partitionValues)
      implements FilePredicate.Columns {
    @Override
    public DataType type(String[] name) {
      return columns.fileLevelType(name);
    }

    @Override
    public Object value(String[] name) {
      return switch (columns.origin(name[0])) {
        case METADATA -> FileFacts.value(split, name[1]);
        case MODIFIED_TIME -> FileFacts.value(split, OurColumns.FILE_MODIFICATION_TIME);
        case CHANGE -> FileFacts.value(split, name[0]);
        case PARTITION -> partitionValues[columns.partitions().fieldIndex(name[0])];
        case DATA -> throw new IllegalStateException(name[0]);
      };
    }
  }
}

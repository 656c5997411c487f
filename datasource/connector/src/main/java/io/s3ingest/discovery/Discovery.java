package io.s3ingest.discovery;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.FormatRegistry;
import io.s3ingest.decode.ObjectFormat;
import io.s3ingest.error.Blame;
import io.s3ingest.error.DiscoveryErrors;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.listing.Exclusions;
import io.s3ingest.listing.KeyPatterns;
import io.s3ingest.listing.Listing;
import io.s3ingest.listing.ListingQuery;
import io.s3ingest.listing.ListingRoot;
import io.s3ingest.listing.ObjectFilter;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.schema.SchemaHints;
import io.s3ingest.store.ListRequest;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Turns folders into tables: lists them, tells their format, infers columns and partition columns.
 * Thread-safe; holds no listing. Failures are those of the store, and {@code NO_MATCHING_FILES},
 * {@code UNKNOWN_FORMAT}, {@code SCHEMA_MISMATCH}, {@code AMBIGUOUS_COLUMN_NAME}.
 */
public final class Discovery {
  private final ObjectStore store;
  private final FormatRegistry formats;
  private final ReadOptions options;
  private final DecodeOptions decode;
  private final SchemaHints hints;
  private final boolean caseSensitive;
  private final boolean partitionInference;
  private final ZoneId zone;

  /** Discovers what {@code options} ask for; session settings come from {@code decode}. */
  public Discovery(
      ObjectStore store, FormatRegistry formats, ReadOptions options, DecodeOptions decode) {
    this.store = store;
    this.formats = formats;
    this.options = options;
    this.decode = decode;
    this.hints = SchemaHints.parse(options.schemaHints());
    SQLConf conf = decode.sessionConf();
    this.caseSensitive = conf.caseSensitiveAnalysis();
    this.partitionInference = conf.partitionColumnTypeInferenceEnabled();
    this.zone = DateTimeUtils.getZoneId(conf.sessionLocalTimeZone());
  }

  /** Returns the one table that the options ask for, without a request. */
  public TableScope scope() {
    return TablePaths.table(options);
  }

  /** Lists the one table that the options ask for; objects of other formats are left out. */
  public TableFiles files() {
    return files(scope());
  }

  /** Lists a table; opens objects only if nothing else tells their format. */
  public TableFiles files(TableScope scope) {
    return select(scope, Listing.of(store, query(scope, ObjectFilter.NONE))).files();
  }

  /** Returns the query that lists a table whose format is known, for listing page by page. */
  public ListingQuery query(TableScope scope, String format) {
    return query(scope, new FormatRule(named(format), spelledOut(scope)));
  }

  /** Returns the query that lists a described table again, page by page. */
  public ListingQuery query(DiscoveredTable table) {
    ObjectFormat format = named(table.format());
    return query(table.scope(), new FormatRule(format, accepted(table.scope(), table.objects())));
  }

  private Set<String> spelledOut(TableScope scope) {
    return FormatRule.spelledOut(scope.roots(), options);
  }

  /** Where no name told the format, content did: then every extension there is one of it. */
  private Set<String> accepted(TableScope scope, List<ObjectRef> objects) {
    Set<String> out = new HashSet<>(spelledOut(scope));
    boolean byContent =
        options.fileFormat() == null
            && objects.stream().noneMatch(object -> formats.ofName(object.name()).isPresent());
    if (byContent) {
      objects.forEach(object -> out.add(FormatRegistry.extension(object.name())));
    }
    return out;
  }

  /** Infers the one table that the options ask for. */
  public DiscoveredTable describe() {
    return describe(scope());
  }

  /** Infers a table. */
  public DiscoveredTable describe(TableScope scope) {
    Selection selection = select(scope, Listing.of(store, query(scope, ObjectFilter.NONE)));
    return describe(selection);
  }

  /** Infers a table that {@link #tables} has listed. */
  public DiscoveredTable describe(TableFiles files) {
    ObjectFormat format =
        new FormatDetection(store, formats, options).detect(files.scope(), files.objects());
    return describe(new Selection(files, format, new Extensions(), files.objects().size()));
  }

  /**
   * Returns the one table that the options ask for, read with {@code given}: columns that have the
   * name of a {@code key=value} level are partition columns. Infers nothing.
   */
  public DiscoveredTable describe(StructType given) {
    return describe(scope(), given);
  }

  /**
   * Returns a table read with {@code given}, as above. Has no objects, and maybe no format, where
   * all that is there is too old or too new.
   */
  public DiscoveredTable describe(TableScope scope, StructType given) {
    Selection selection = select(scope, Listing.of(store, query(scope, ObjectFilter.NONE)));
    if (!onlyTimesExclude(selection)) {
      requireFound(selection);
    }
    PartitionInference levels = levels(selection.files().scope(), selection.files().objects());
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

  /** Lists the tables below bucket and prefix, by name. */
  public TableList tables() {
    return new TableGrouping(store, this, options).list();
  }

  /** Infers the tables below bucket and prefix, by name; a folder that fails is told apart. */
  public DiscoveredTables discover() {
    TableList list = tables();
    List<DiscoveredTable> tables = new ArrayList<>();
    List<DiscoveredTables.Failure> failures = new ArrayList<>();
    for (TableFiles files : list.tables()) {
      try {
        tables.add(describe(files));
      } catch (S3IngestException e) {
        if (e.condition().blame() != Blame.USER) {
          throw e;
        }
        failures.add(new DiscoveredTables.Failure(files.name(), e));
      }
    }
    return new DiscoveredTables(tables, failures, list.excluded().counts());
  }

  /** Finds one table by its name below bucket and prefix; fails with {@code TABLE_NOT_FOUND}. */
  public TableFiles table(String name) {
    List<TableFiles> all = tables().tables();
    for (TableFiles table : all) {
      if (table.name().equals(name)) {
        return table;
      }
    }
    throw DiscoveryErrors.tableNotFound(
        name,
        TablePaths.parent(options).uri(),
        all.stream().map(TableFiles::name).limit(10).collect(Collectors.joining(", ")));
  }

  /** The files of a table and their format, which is null where there are none. */
  private record Selection(TableFiles files, ObjectFormat format, Extensions found, long listed) {}

  private Selection select(TableScope scope, Listing listing) {
    FormatDetection detection = new FormatDetection(store, formats, options);
    Exclusions excluded = new Exclusions();
    excluded.addAll(listing.summary().excluded());
    Extensions found = new Extensions();
    listing.objects().forEach(found::add);
    ObjectFormat format =
        listing.objects().isEmpty()
            ? detection.given()
            : detection.detect(scope, listing.objects());
    List<ObjectRef> kept = new ArrayList<>();
    if (format != null) {
      ObjectFilter rule = new FormatRule(format, accepted(scope, listing.objects()));
      for (ObjectRef object : listing.objects()) {
        ExclusionReason reason = rule.exclude(object);
        if (reason == null) {
          kept.add(object);
        } else {
          excluded.add(reason, object);
        }
      }
    }
    TableFiles files = new TableFiles(scope, kept, excluded, listing.summary().storeTime());
    return new Selection(files, format, found, listing.summary().listed());
  }

  private DiscoveredTable describe(Selection selection) {
    Selection basis = selection;
    if (selection.files().objects().isEmpty() && onlyTimesExclude(selection)) {
      // Nothing new: the columns are those of what is there.
      TableScope scope = selection.files().scope();
      ListingQuery query = query(scope, ObjectFilter.NONE);
      basis =
          select(
              scope,
              Listing.of(
                  store,
                  new ListingQuery(
                      query.bucket(),
                      query.roots(),
                      query.patterns(),
                      null,
                      null,
                      query.filter())));
    }
    requireFound(basis);
    TableScope scope = basis.files().scope();
    List<ObjectRef> objects = basis.files().objects();
    PartitionInference levels = levels(scope, objects);
    StructType partitions = hints.applyToKnown(levels.schema(), caseSensitive);
    SchemaInference.Result inferred =
        new SchemaInference(store, options, decode, caseSensitive)
            .infer(scope, basis.format(), objects, hints);
    StructType data = new StructType();
    for (StructField field : hints.apply(inferred.schema(), caseSensitive).fields()) {
      if (!has(partitions, field.name())) {
        data = data.add(field);
      }
    }
    List<SchemaDifference> differences = new ArrayList<>(levels.differences());
    differences.addAll(inferred.differences());
    return table(
        new Selection(selection.files(), basis.format(), basis.found(), basis.listed()),
        data,
        partitions,
        differences);
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
        files.excluded().counts(),
        differences);
  }

  private PartitionInference levels(TableScope scope, List<ObjectRef> objects) {
    PartitionInference levels = new PartitionInference(caseSensitive, partitionInference, zone);
    if (options.partitionColumns()) {
      PartitionValues bases =
          new PartitionValues(scope.bases(), new StructType(), caseSensitive, zone);
      for (ObjectRef object : objects) {
        levels.add(object, bases.baseOf(object.key()));
      }
    }
    return levels;
  }

  private void requireFound(Selection selection) {
    TableFiles files = selection.files();
    if (!files.objects().isEmpty()) {
      return;
    }
    Map<ExclusionReason, Long> excluded = files.excluded().counts();
    String where = files.scope().where();
    if (selection.listed() == 0) {
      if (options.table() != null && options.paths().isEmpty()) {
        throw tableFolderNotFound();
      }
      throw DiscoveryErrors.nothingListed(where);
    }
    if (excluded.containsKey(ExclusionReason.OTHER_FORMAT)) {
      throw DiscoveryErrors.noneOfFormat(
          where, selection.format().name(), selection.found().toString());
    }
    throw DiscoveryErrors.allExcluded(
        where,
        excluded.entrySet().stream()
            .map(entry -> entry.getKey() + ": " + entry.getValue())
            .sorted()
            .collect(Collectors.joining(", ")));
  }

  private S3IngestException tableFolderNotFound() {
    ObjectPath parent = TablePaths.parent(options);
    List<String> folders =
        store
            .list(ListRequest.below(parent.bucket(), parent.key()).delimitedBy("/"))
            .commonPrefixes();
    String others =
        folders.stream()
            .map(folder -> folder.substring(parent.key().length(), folder.length() - 1))
            .filter(folder -> !ListingRoot.isHiddenName(folder))
            .limit(10)
            .collect(Collectors.joining(", "));
    return DiscoveryErrors.tableNotFound(options.table(), parent.uri(), others);
  }

  private static boolean onlyTimesExclude(Selection selection) {
    Set<ExclusionReason> reasons = selection.files().excluded().counts().keySet();
    return reasons.contains(ExclusionReason.MODIFIED_AFTER)
        || reasons.contains(ExclusionReason.MODIFIED_BEFORE);
  }

  ListingQuery query(TableScope scope, ObjectFilter filter) {
    return new ListingQuery(
        scope.bucket(),
        scope.roots(),
        new KeyPatterns(options.includePatterns(), options.excludePatterns()),
        options.modifiedAfter(),
        options.modifiedBefore(),
        filter);
  }

  ObjectFormat givenFormat() {
    return new FormatDetection(store, formats, options).given();
  }

  private ObjectFormat named(String format) {
    return formats
        .named(format)
        .orElseThrow(
            () ->
                DiscoveryErrors.unknownFormat(
                    format,
                    formats.formats().stream()
                        .map(ObjectFormat::name)
                        .sorted()
                        .collect(Collectors.joining(", "))));
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

package io.s3ingest.discovery;

import io.s3ingest.cursor.ObjectListing;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.FormatRegistry;
import io.s3ingest.error.Blame;
import io.s3ingest.error.DiscoveryErrors;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.listing.ListingQuery;
import io.s3ingest.listing.ObjectFilter;
import io.s3ingest.listing.PagedListing;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.options.SchemaCheck;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructType;

/**
 * Turns folders into tables: lists them, tells their format, infers columns and partition columns.
 * Thread-safe; holds no listing. Failures are those of the store, and {@code NO_MATCHING_FILES},
 * {@code TABLE_NOT_FOUND}, {@code AMBIGUOUS_TABLE_NAME}, {@code UNKNOWN_FORMAT}, {@code
 * SCHEMA_MISMATCH}, {@code AMBIGUOUS_COLUMN_NAME}.
 */
public final class Discovery {
  private static final int MOST_NAMED = 10;

  private final ObjectStore store;
  private final ReadOptions options;
  private final FormatRegistry formats;
  private final FileSelector selector;
  private final TableFinder finder;
  private final TableInference inference;

  /** Discovers what {@code options} ask for; session settings come from {@code decode}. */
  public Discovery(
      ObjectStore store, FormatRegistry formats, ReadOptions options, DecodeOptions decode) {
    this.store = store;
    this.options = options;
    this.selector = new FileSelector(store, formats, options);
    TableInference inference = new TableInference(store, options, decode);
    this.inference = inference;
    this.formats = formats;
    this.finder =
        new TableFinder(
            store,
            selector,
            options,
            base -> new TableTally(formats, inference::newLevels, key -> base));
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
    return selector.list(scope).files();
  }

  /** Tells the format of a table by what lies there now; empty if that is nothing. */
  public Optional<String> format(TableScope scope) {
    Selection selection = selector.list(scope);
    return selection.isEmpty() ? Optional.empty() : Optional.of(selection.format().name());
  }

  /** Returns those columns of {@code given} that are a {@code key=value} level of some object. */
  public List<String> levels(TableScope scope, List<ObjectRef> objects, StructType given) {
    return inference.levels(scope, objects, given);
  }

  /** Returns the query that lists a table whose format is known, for listing page by page. */
  public ListingQuery query(TableScope scope, String format) {
    return selector.query(scope, selector.rule(scope, format));
  }

  /** Returns the query that lists a described table again, page by page. */
  public ListingQuery query(DiscoveredTable table) {
    return selector.query(table.scope(), selector.rule(table));
  }

  /** Returns the objects of a table, to be listed page by page and described by what they show. */
  public TableListing listing(TableScope scope) {
    return new TableListing(
        this,
        scope,
        selector,
        () -> new TableTally(formats, inference::newLevels, inference.baseOf(scope)),
        new PagedListing(store, selector.query(scope, ObjectFilter.NONE)));
  }

  /** Returns the objects of a described table, to be listed page by page. */
  public ObjectListing listing(DiscoveredTable table) {
    return new PagedListing(store, query(table));
  }

  /** Infers the one table that the options ask for. */
  public DiscoveredTable describe() {
    return describe(scope());
  }

  /** Infers a table. */
  public DiscoveredTable describe(TableScope scope) {
    return describe(selector.list(scope));
  }

  /** Infers a table that {@link #tables} or {@link #files} has listed. */
  public DiscoveredTable describe(TableFiles files) {
    return describe(selector.select(files));
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
    Selection selection = selector.list(scope);
    if (!FileSelector.hasOtherTimes(selection.files())) {
      requireFiles(selection);
    }
    return inference.split(selection, given);
  }

  /** Returns where the tables below bucket and prefix lie, by name; lists as little as it can. */
  public List<TableScope> scopes() {
    return finder.scopes();
  }

  /** Finds a table below bucket and prefix by its name; fails with {@code TABLE_NOT_FOUND}. */
  public TableScope scope(String name) {
    Optional<TableScope> found = finder.scope(name);
    if (found.isPresent()) {
      return found.get();
    }
    throw DiscoveryErrors.tableNotFound(name, TablePaths.parent(options).uri(), namesOf(scopes()));
  }

  /**
   * Returns the folder that a table of this name would be, whether anything lies there or not;
   * empty where names of folders alone do not tell.
   */
  public Optional<TableScope> folder(String name) {
    return finder.folder(name);
  }

  /** Lists the tables below bucket and prefix, by name. */
  public TableList tables() {
    return finder.tables();
  }

  /** Lists a table below bucket and prefix; fails with {@code TABLE_NOT_FOUND}. */
  public TableFiles table(String name) {
    return files(scope(name));
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

  private DiscoveredTable describe(Selection selection) {
    Selection basis = selection;
    if (selection.isEmpty() && FileSelector.hasOtherTimes(selection.files())) {
      // Nothing new: the columns are those of what is there.
      basis = selector.listOfAllTimes(selection.files().scope());
    }
    requireFiles(basis);
    boolean sampled = basis.files().count() > basis.files().objects().size();
    if (sampled && options.schemaCheck() == SchemaCheck.STRICT) {
      basis = selector.list(basis.files().scope());
    }
    return inference.infer(selection.files(), basis);
  }

  private void requireFiles(Selection selection) {
    boolean nothing = selection.isEmpty() && selection.files().excluded().total() == 0;
    if (nothing && options.table() != null && options.paths().isEmpty()) {
      throw DiscoveryErrors.tableNotFound(
          options.table(), TablePaths.parent(options).uri(), namesOf(scopes()));
    }
    FileSelector.requireFiles(selection);
  }

  private static String namesOf(List<TableScope> scopes) {
    return scopes.stream()
        .map(TableScope::name)
        .limit(MOST_NAMED)
        .collect(Collectors.joining(", "));
  }
}

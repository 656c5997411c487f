package io.s3ingest.spark.read;

import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.FormatRegistry;
import io.s3ingest.discovery.Discovery;
import io.s3ingest.discovery.TableScope;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.options.RecordShape;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectStore;
import io.s3ingest.store.StoreAsOf;
import io.s3ingest.store.StoreRegistry;
import java.util.List;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;

/** Makes tables out of options: where the files are, and with which columns they are read. */
public final class TableResolver {
  private final String name;
  private final RawOptions raw;
  private final ReadOptions options;
  private final FileFinder files;

  private TableResolver(String name, RawOptions raw, ReadOptions options, FileFinder files) {
    this.name = name;
    this.raw = raw;
    this.options = options;
    this.files = files;
  }

  /** Resolves what the options of a read name: paths, a folder, or a plan. */
  public static TableResolver of(RawOptions raw) {
    ReadOptions options = raw.parse();
    FileFinder files = options.plan() != null ? new PlannedFiles() : finder(options, null);
    return new TableResolver(nameOf(options), raw, options, files);
  }

  /** Resolves a table that was found below the folder that the options name. */
  public static TableResolver of(RawOptions raw, TableScope scope) {
    ReadOptions options = raw.parse();
    return new TableResolver(scope.name(), raw, options, finder(options, scope));
  }

  private static FileFinder finder(ReadOptions options, TableScope scope) {
    FileFinder files =
        options.recordShape() == RecordShape.OBJECT
            ? new WholeObjects(scope)
            : new DiscoveredFiles(scope);
    return options.stream().readChangeFeed() ? new ChangedObjects(files) : files;
  }

  /** Returns the store as the read is to see it. */
  static ObjectStore store(ReadOptions options) {
    return StoreAsOf.of(StoreRegistry.open(options.store()), options.timestampAsOf());
  }

  /** Lists the tables below the folder that the options name. */
  public static List<TableScope> tablesBelow(RawOptions raw) {
    ReadOptions options = raw.parse();
    return discovery(options).scopes();
  }

  /** Finds one of them; fails with {@code TABLE_NOT_FOUND}. */
  public static TableScope tableBelow(RawOptions raw, String name) {
    return discovery(raw.parse()).scope(name);
  }

  /** Looks at the store and infers the columns. */
  public ResolvedTable infer() {
    String kept = options.stream().schemaLocation();
    if (kept == null || options.plan() != null) {
      return files.resolve(options, decoding(options));
    }
    return StreamOpener.installed()
        .keptSchema(
            kept, placeOf(files.scope(options)), () -> files.resolve(options, decoding(options)));
  }

  /**
   * Returns the table with these columns; asks the store nothing.
   *
   * @param knownBytes stored bytes by a listing that was just made; -1 if there was none
   */
  public S3IngestTable table(StructType schema, Transform[] partitioning, long knownBytes) {
    return new S3IngestTable(name, schema, partitioning, raw, files, knownBytes);
  }

  static DecodeOptions decoding(ReadOptions options) {
    return DecodeOptions.of(options, SessionSettings.sqlConf());
  }

  static Discovery discovery(ReadOptions options) {
    return new Discovery(store(options), FormatRegistry.load(), options, decoding(options));
  }

  /** Returns what is listed, as URIs. */
  static List<String> placeOf(TableScope scope) {
    return scope.roots().stream()
        .map(root -> new ObjectPath(scope.bucket(), root.text()).uri())
        .toList();
  }

  private static String nameOf(ReadOptions options) {
    if (options.plan() != null) {
      return options.plan();
    }
    if (!options.paths().isEmpty()) {
      int more = options.paths().size() - 1;
      return options.paths().get(0) + (more == 0 ? "" : " and " + more + " more");
    }
    String uri = new ObjectPath(options.bucket(), options.prefix()).uri();
    if (options.table() == null) {
      return uri;
    }
    return uri + (uri.endsWith("/") ? "" : "/") + options.table();
  }
}

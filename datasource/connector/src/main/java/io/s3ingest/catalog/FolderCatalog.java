package io.s3ingest.catalog;

import io.s3ingest.discovery.TableScope;
import io.s3ingest.error.CatalogErrors;
import io.s3ingest.error.ErrorCondition;
import io.s3ingest.error.OptionErrors;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.options.S3IngestOptions;
import io.s3ingest.spark.read.RawOptions;
import io.s3ingest.spark.read.ResolvedTable;
import io.s3ingest.spark.read.TableResolver;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.TableInfo;
import org.apache.spark.sql.connector.catalog.TableWritePrivilege;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Lists and loads the tables below one bucket and prefix, in the empty namespace; read-only. Each
 * call looks at the store anew, so that a new folder is a table at once.
 */
public class FolderCatalog implements TableCatalog, SupportsNamespaces {
  private String name;
  private CaseInsensitiveStringMap options;

  @Override
  public void initialize(String catalogName, CaseInsensitiveStringMap catalogOptions) {
    name = catalogName;
    options = catalogOptions;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Identifier[] listTables(String[] namespace) throws NoSuchNamespaceException {
    requireRoot(namespace);
    return TableResolver.tablesBelow(raw()).stream()
        .map(scope -> Identifier.of(namespace, scope.name()))
        .toArray(Identifier[]::new);
  }

  @Override
  public Table loadTable(Identifier identifier) throws NoSuchTableException {
    return load(identifier, raw());
  }

  /** Loads the table as it was; {@code timestamp} counts microseconds. */
  @Override
  public Table loadTable(Identifier identifier, long timestamp) throws NoSuchTableException {
    Instant time = Instant.EPOCH.plus(timestamp, ChronoUnit.MICROS);
    String option = S3IngestOptions.TIMESTAMP_AS_OF.name();
    return load(identifier, raw().with(Map.of(option, time.toString())));
  }

  @Override
  public Table loadTable(Identifier identifier, String version) {
    throw OptionErrors.noTableVersions(version);
  }

  private static Table load(Identifier identifier, RawOptions raw) throws NoSuchTableException {
    if (identifier.namespace().length > 0) {
      throw new NoSuchTableException(identifier);
    }
    TableScope scope;
    try {
      scope = TableResolver.tableBelow(raw, identifier.name());
    } catch (S3IngestException e) {
      if (e.condition() == ErrorCondition.TABLE_NOT_FOUND) {
        // Spark words a missing table itself, and IF EXISTS depends on it.
        throw new NoSuchTableException(identifier);
      }
      throw e;
    }
    TableResolver resolver = TableResolver.of(raw, scope);
    ResolvedTable resolved = resolver.infer();
    return resolver.table(resolved.schema(), new Transform[0], resolved.bytes());
  }

  @Override
  public Table loadTable(Identifier identifier, java.util.Set<TableWritePrivilege> privileges) {
    throw CatalogErrors.readOnly("write to table " + shown(identifier));
  }

  @Override
  public Table createTable(Identifier identifier, TableInfo table) {
    throw CatalogErrors.readOnly("create table " + shown(identifier));
  }

  @Override
  @SuppressWarnings("deprecation") // Without it the interface is not complete.
  public Table createTable(
      Identifier identifier,
      Column[] columns,
      Transform[] partitions,
      Map<String, String> properties) {
    throw CatalogErrors.readOnly("create table " + shown(identifier));
  }

  @Override
  @Deprecated
  public Table createTable(
      Identifier identifier,
      StructType schema,
      Transform[] partitions,
      Map<String, String> properties) {
    throw CatalogErrors.readOnly("create table " + shown(identifier));
  }

  @Override
  public Table alterTable(Identifier identifier, TableChange... changes) {
    throw CatalogErrors.readOnly("alter table " + shown(identifier));
  }

  @Override
  public boolean dropTable(Identifier identifier) {
    throw CatalogErrors.readOnly("drop table " + shown(identifier));
  }

  @Override
  public boolean purgeTable(Identifier identifier) {
    throw CatalogErrors.readOnly("drop table " + shown(identifier));
  }

  @Override
  public void renameTable(Identifier from, Identifier to) {
    throw CatalogErrors.readOnly("rename table " + shown(from));
  }

  @Override
  public String[][] listNamespaces() {
    return new String[0][];
  }

  @Override
  public String[][] listNamespaces(String[] namespace) throws NoSuchNamespaceException {
    requireRoot(namespace);
    return new String[0][];
  }

  @Override
  public boolean namespaceExists(String[] namespace) {
    return namespace.length == 0;
  }

  @Override
  public Map<String, String> loadNamespaceMetadata(String[] namespace)
      throws NoSuchNamespaceException {
    requireRoot(namespace);
    return Map.of();
  }

  @Override
  public void createNamespace(String[] namespace, Map<String, String> metadata) {
    throw CatalogErrors.readOnly("create namespace " + shown(namespace));
  }

  @Override
  public void alterNamespace(String[] namespace, NamespaceChange... changes) {
    throw CatalogErrors.readOnly("alter namespace " + shown(namespace));
  }

  @Override
  public boolean dropNamespace(String[] namespace, boolean cascade) {
    throw CatalogErrors.readOnly("drop namespace " + shown(namespace));
  }

  private RawOptions raw() {
    return RawOptions.of(options.asCaseSensitiveMap());
  }

  private static void requireRoot(String[] namespace) throws NoSuchNamespaceException {
    if (namespace.length > 0) {
      throw new NoSuchNamespaceException(namespace);
    }
  }

  private String shown(Identifier identifier) {
    return name + "." + identifier;
  }

  private String shown(String[] namespace) {
    return name + "." + String.join(".", namespace);
  }
}

package io.s3ingest.sync.iceberg;

import io.s3ingest.cursor.LedgerIO;
import io.s3ingest.cursor.PlanFile;
import io.s3ingest.error.SyncErrors;
import io.s3ingest.options.SyncOptions;
import io.s3ingest.schema.IngestColumns;
import io.s3ingest.sync.Destination;
import io.s3ingest.sync.LedgerPosition;
import io.s3ingest.sync.PipelineId;
import io.s3ingest.sync.Publication;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** An Iceberg table as a destination. */
final class IcebergDestination implements Destination {
  private static final int EVOLVE_ATTEMPTS = 5;

  private final Catalog catalog;
  private final TableIdentifier identifier;
  private final String name;
  private final SyncOptions options;
  private Table table;

  IcebergDestination(Catalog catalog, TableIdentifier identifier, SyncOptions options) {
    this.catalog = catalog;
    this.identifier = identifier;
    this.name = options.catalog() + "." + identifier;
    this.options = options;
    try {
      this.table = catalog.loadTable(identifier);
      this.table.refresh();
    } catch (NoSuchTableException e) {
      this.table = null;
    } catch (RuntimeException e) {
      throw SyncErrors.catalogFailed("load", name, e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean exists() {
    return table != null;
  }

  @Override
  public void create(StructType columns) {
    Schema schema = schema(columns);
    PartitionSpec spec = PartitionText.parse(options.partitionBy(), schema);
    try {
      if (catalog instanceof SupportsNamespaces namespaces
          && !namespaces.namespaceExists(identifier.namespace())) {
        createNamespace(namespaces);
      }
      table =
          catalog
              .buildTable(identifier, schema)
              .withPartitionSpec(spec)
              .withProperty(TableProperties.FORMAT_VERSION, String.valueOf(options.formatVersion()))
              .withProperty(
                  TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX + IngestColumns.SOURCE_KEY,
                  "full")
              // The least and the greatest hash leave no file out, and cost each row a comparison.
              .withProperty(
                  TableProperties.PARQUET_COLUMN_STATS_ENABLED_PREFIX
                      + IngestColumns.SOURCE_VERSION,
                  "false")
              .create();
    } catch (AlreadyExistsException e) {
      table = catalog.loadTable(identifier);
    } catch (RuntimeException e) {
      throw SyncErrors.catalogFailed("create", name, e);
    }
  }

  private void createNamespace(SupportsNamespaces namespaces) {
    try {
      namespaces.createNamespace(identifier.namespace());
    } catch (AlreadyExistsException e) {
      // Another sync of the same database was faster.
      return;
    }
  }

  private Schema schema(StructType columns) {
    try {
      return SparkSchemaUtil.convert(columns);
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      throw SyncErrors.incompatible(
          name,
          "Iceberg has no type for a column: " + e.getMessage(),
          "Set schemaHints to read it as another type.");
    }
  }

  @Override
  public StructType columns() {
    return SparkSchemaUtil.convert(table.schema());
  }

  @Override
  public void evolve(StructType changed) {
    Schema wanted = schema(changed);
    for (int attempt = 1; ; attempt++) {
      try {
        table.updateSchema().unionByNameWith(wanted).commit();
        return;
      } catch (CommitFailedException e) {
        if (attempt == EVOLVE_ATTEMPTS) {
          throw SyncErrors.busy(name, attempt, e);
        }
        table.refresh();
      } catch (IllegalArgumentException | IllegalStateException e) {
        throw SyncErrors.incompatible(
            name,
            "its columns cannot take the data's: " + e.getMessage(),
            "Set schemaHints to read them as the table has them, or sync into another table.");
      } catch (RuntimeException e) {
        throw SyncErrors.catalogFailed("change the columns of", name, e);
      }
    }
  }

  @Override
  public Fields fields() {
    table.refresh();
    Map<String, Integer> ids = new HashMap<>();
    for (Types.NestedField field : table.schema().columns()) {
      ids.put(field.name(), field.fieldId());
    }
    return new Fields(table.schema().schemaId(), ids);
  }

  @Override
  public String uuid() {
    return table.uuid().toString();
  }

  @Override
  public LedgerPosition position(String pipeline) {
    return PositionReader.read(table, pipeline);
  }

  @Override
  public String fence(String pipeline, boolean refresh) {
    table.refresh();
    return PipelineMarks.fence(table, pipeline, refresh);
  }

  @Override
  public Unfinished unfinishedRefresh(String pipeline) {
    return new RefreshPublisher(table, name, pipeline).unfinished();
  }

  @Override
  public long publishRefresh(String pipeline, String commitId) {
    return new RefreshPublisher(table, name, pipeline).publish(commitId);
  }

  @Override
  public void dropRefresh(String pipeline) {
    new RefreshPublisher(table, name, pipeline).drop();
  }

  @Override
  public Set<String> feeders() {
    return PositionReader.feeders(table);
  }

  @Override
  public long snapshotId() {
    return table.currentSnapshot() == null ? -1 : table.currentSnapshot().snapshotId();
  }

  @Override
  public LedgerIO ledger(String pipeline) {
    return new FileIOLedger(
        table.io(), location() + "/_s3ingest/" + PipelineId.folder(pipeline) + "/");
  }

  @Override
  public String stagingPath(String planId) {
    return Stager.folder(table, planId);
  }

  private String location() {
    String location = table.location();
    return location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
  }

  @Override
  public Staged stage(Dataset<Row> rows, PlanFile plan) {
    return new StagedFiles(
        table.io(),
        Stager.stage(table, rows, plan.planId(), plan.stagingPath(), options.targetFileBytes()));
  }

  @Override
  public Published publish(Publication publication) {
    return new Committer(table, name, publication).commit();
  }

  @Override
  public Set<String> orphans(Set<String> planIds) {
    table.refresh();
    Set<String> paths = new LinkedHashSet<>();
    planIds.forEach(id -> paths.add(stagingPath(id)));
    return OrphanFiles.below(table, paths);
  }

  @Override
  public void delete(Set<String> files) {
    OrphanFiles.delete(table, files);
  }

  @Override
  public Set<String> ledgerRoots(String pipeline) {
    table.refresh();
    Set<String> roots = new HashSet<>();
    for (Snapshot snapshot : table.snapshots()) {
      if (pipeline.equals(snapshot.summary().get(SnapshotKeys.PIPELINE))) {
        roots.add(snapshot.summary().get(SnapshotKeys.LEDGER));
      }
    }
    String property = table.properties().get(SnapshotKeys.property(pipeline, SnapshotKeys.LEDGER));
    if (property != null) {
      roots.add(property);
    }
    return roots;
  }
}

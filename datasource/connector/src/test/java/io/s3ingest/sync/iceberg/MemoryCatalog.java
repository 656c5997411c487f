package io.s3ingest.sync.iceberg;

import java.util.Map;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * Iceberg's catalog in memory, seen by one process after the other: a table belongs to the process
 * that loaded it, and its files and commits are watched in that process's name.
 */
final class MemoryCatalog extends InMemoryCatalog {
  private static final Map<String, String> PROPERTIES =
      Map.of(
          CatalogProperties.WAREHOUSE_LOCATION,
          "mem://warehouse",
          "table-default.write.metadata.delete-after-commit.enabled",
          "true",
          "table-default.write.metadata.previous-versions-max",
          "1",
          "table-default.commit.retry.min-wait-ms",
          "1",
          "table-default.commit.retry.max-wait-ms",
          "2");

  private final MemoryFiles.Disk disk;
  private Moment.Watch process = (moment, what) -> {};

  MemoryCatalog(MemoryFiles.Disk disk, String fileFormat) {
    this.disk = disk;
    Map<String, String> properties = new java.util.HashMap<>(PROPERTIES);
    properties.put("table-default.write.format.default", fileFormat);
    initialize("ice", properties);
  }

  /** Tables loaded from now on belong to this process. */
  void enter(Moment.Watch next) {
    process = next;
  }

  @Override
  protected TableOperations newTableOps(TableIdentifier table) {
    return new Watched(super.newTableOps(table), process, new MemoryFiles(disk, process));
  }

  /** Forgets a table with the files that Iceberg keeps by itself for all catalogs of the JVM. */
  void forget(TableIdentifier table) {
    if (tableExists(table)) {
      String metadata = super.newTableOps(table).refresh().metadataFileLocation();
      dropTable(table, false);
      try (InMemoryFileIO io = new InMemoryFileIO()) {
        io.deleteFile(metadata);
      }
    }
  }

  private record Watched(TableOperations inner, Moment.Watch watch, FileIO io)
      implements TableOperations {
    @Override
    public TableMetadata current() {
      return inner.current();
    }

    @Override
    public TableMetadata refresh() {
      watch.at(Moment.READ, "catalog");
      return inner.refresh();
    }

    @Override
    public void commit(TableMetadata base, TableMetadata metadata) {
      watch.at(Moment.COMMIT, "catalog");
      inner.commit(base, metadata);
      watch.at(Moment.ANSWER, "catalog");
    }

    @Override
    public String metadataFileLocation(String name) {
      return inner.metadataFileLocation(name);
    }

    @Override
    public LocationProvider locationProvider() {
      return inner.locationProvider();
    }

    @Override
    public TableOperations temp(TableMetadata uncommitted) {
      TableOperations temporary = inner.temp(uncommitted);
      FileIO files = io;
      return new TableOperations() {
        @Override
        public TableMetadata current() {
          return uncommitted;
        }

        @Override
        public TableMetadata refresh() {
          return temporary.refresh();
        }

        @Override
        public void commit(TableMetadata base, TableMetadata metadata) {
          temporary.commit(base, metadata);
        }

        @Override
        public FileIO io() {
          return files;
        }

        @Override
        public String metadataFileLocation(String name) {
          return temporary.metadataFileLocation(name);
        }

        @Override
        public LocationProvider locationProvider() {
          return LocationProviders.locationsFor(uncommitted.location(), uncommitted.properties());
        }
      };
    }
  }
}

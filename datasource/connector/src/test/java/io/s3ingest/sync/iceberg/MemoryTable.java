package io.s3ingest.sync.iceberg;

import io.s3ingest.cursor.LedgerIO;
import io.s3ingest.options.SyncOptions;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.sync.Destination;
import io.s3ingest.sync.RowStager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** One Iceberg table in memory, the processes that write it, and what is really in it. */
public final class MemoryTable implements AutoCloseable {
  private static final Moment.Watch NOBODY = (moment, what) -> {};

  private final TableIdentifier name = TableIdentifier.of(Namespace.of("db"), "users");
  private final MemoryFiles.Disk disk;
  private final MemoryCatalog catalog;
  private int foreignFiles;
  private long readAt = -1;
  private List<Row> read = List.of();

  /** A row: {@code key} and {@code version} are null for rows that no sync has written. */
  public record Row(long id, String key, String version) {}

  /** A catalog without the table; files are dated by {@code clock}. */
  public MemoryTable(Supplier<Instant> clock, String fileFormat) {
    this.disk = new MemoryFiles.Disk(clock);
    this.catalog = new MemoryCatalog(disk, fileFormat);
  }

  /** Opens the table in the name of a process, which is told of all that it does there. */
  public Destination open(SyncOptions options, Moment.Watch process) {
    catalog.enter(process);
    return new IcebergDestination(catalog, name, options);
  }

  /** Returns a stager of that process; the table need not exist yet. */
  public RowStager stager(Moment.Watch process, Function<ObjectRef, List<Long>> reader) {
    return new RowStager() {
      @Override
      public int parallelism() {
        return 2;
      }

      @Override
      public StagedRows stage(io.s3ingest.cursor.PlanFile plan, String uri) {
        catalog.enter(process);
        return new GenericStager(catalog.loadTable(name), reader).stage(plan, uri);
      }
    };
  }

  /** Returns whether any process has made the table. */
  public boolean exists() {
    return catalog.tableExists(name);
  }

  /** Returns all rows that a reader of the table gets now. */
  public List<Row> rows() {
    Table table = exists() ? table() : null;
    if (table == null || table.currentSnapshot() == null) {
      return List.of();
    }
    if (table.currentSnapshot().snapshotId() != readAt) {
      read = read(table);
      readAt = table.currentSnapshot().snapshotId();
    }
    return read;
  }

  private static List<Row> read(Table table) {
    List<Row> out = new ArrayList<>();
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
      for (Record row : rows) {
        out.add(
            new Row(
                (Long) row.getField("id"),
                (String) row.getField("_source_key"),
                (String) row.getField("_source_version")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out;
  }

  /** Appends one row that has no source, as another tool would; false if there is no table. */
  public boolean append(long id) {
    if (!exists()) {
      return false;
    }
    Table table = table();
    Record row = GenericRecord.create(table.schema());
    row.setField("id", id);
    DataFile file =
        GenericStager.write(
            table, table.location() + "/data/foreign-" + foreignFiles++, List.of(row));
    table.newAppend().appendFile(file).commit();
    return true;
  }

  /** Makes an older snapshot the current one. */
  public void rollback(long snapshot) {
    table().manageSnapshots().rollbackTo(snapshot).commit();
  }

  /** Returns the current snapshot's id, -1 for none. */
  public long snapshot() {
    Snapshot current = exists() ? table().currentSnapshot() : null;
    return current == null ? -1 : current.snapshotId();
  }

  /** Returns the summaries of all snapshots, by id. */
  public Map<Long, Map<String, String>> summaries() {
    Map<Long, Map<String, String>> out = new TreeMap<>();
    if (exists()) {
      table().snapshots().forEach(s -> out.put(s.snapshotId(), s.summary()));
    }
    return out;
  }

  /** Returns the files that some snapshot refers to, and that are gone. */
  public Set<String> lost() {
    Set<String> out = new TreeSet<>(referred());
    out.removeAll(disk.below(""));
    return out;
  }

  /** Returns the data and delete files that no snapshot refers to. */
  public Set<String> orphans() {
    if (!exists()) {
      return Set.of();
    }
    Set<String> out = new TreeSet<>(disk.below(table().location() + "/data/"));
    out.removeAll(referred());
    return out;
  }

  /** Returns the plans that are still there. */
  public List<String> plans() {
    return disk.below("").stream().filter(path -> path.contains("/plans/")).toList();
  }

  /** Opens the ledger's folder as nobody. */
  public LedgerIO ledger(SyncOptions options, String pipeline) {
    return open(options, NOBODY).ledger(pipeline);
  }

  /** Returns where a pipeline's ledger is, null for none. */
  public String ledgerRoot(String pipeline) {
    return exists() ? PositionReader.read(table(), pipeline).root() : null;
  }

  private Set<String> referred() {
    Set<String> out = new HashSet<>();
    if (!exists()) {
      return out;
    }
    Table table = table();
    Set<String> seen = new HashSet<>();
    for (Snapshot snapshot : table.snapshots()) {
      out.add(snapshot.manifestListLocation());
      for (ManifestFile manifest : snapshot.allManifests(table.io())) {
        if (seen.add(manifest.path())) {
          out.add(manifest.path());
          out.addAll(live(table, manifest));
        }
      }
    }
    return out;
  }

  private static List<String> live(Table table, ManifestFile manifest) {
    List<String> out = new ArrayList<>();
    try (var files =
        manifest.content() == org.apache.iceberg.ManifestContent.DATA
            ? ManifestFiles.read(manifest, table.io(), table.specs())
            : ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
      files.forEach(file -> out.add(file.location()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out;
  }

  private Table table() {
    catalog.enter(NOBODY);
    return catalog.loadTable(name);
  }

  @Override
  public void close() throws IOException {
    catalog.forget(name);
    catalog.close();
  }
}

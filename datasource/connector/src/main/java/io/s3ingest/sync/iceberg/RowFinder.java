package io.s3ingest.sync.iceberg;

import io.s3ingest.cursor.KeyOrder;
import io.s3ingest.schema.IngestColumns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.Deletes;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.encryption.EncryptingFileIO;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.formats.ReadBuilder;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Finds the live rows that certain objects have in a table. Data files are ruled out by the bounds
 * of {@code _source_key}; of the others this one column is read, a few files at a time. The column
 * is written object after object, so that it is a dictionary and runs: a file of 512 MB needs two
 * small reads and no cluster, and what is held is the positions of the files at work, as bitmaps.
 */
final class RowFinder {
  private static final int THREADS = 8;

  /** From here on Iceberg does not look into an IN list, and a range says as much. */
  private static final int MOST_LITERALS = 200;

  private final Table table;
  private final EncryptingFileIO io;
  private final NavigableSet<String> keys;
  private final Types.NestedField column;

  /** Live rows of a data file; {@code before} are the positions that are deleted already. */
  record Found(
      DataFile file, PartitionSpec spec, PositionDeleteIndex rows, PositionDeleteIndex before) {}

  RowFinder(Table table, Collection<String> keys) {
    this.table = table;
    this.io = EncryptingFileIO.combine(table.io(), table.encryption());
    this.keys = new TreeSet<>(KeyOrder.INSTANCE);
    this.keys.addAll(keys);
    this.column = table.schema().findField(IngestColumns.SOURCE_KEY);
  }

  /** Hands over the files of a snapshot that have rows of the keys, in no order, one by one. */
  void find(long snapshotId, Consumer<Found> sink) {
    boolean findable = column != null && column.type().typeId() == Type.TypeID.STRING;
    if (keys.isEmpty() || !findable) {
      return;
    }
    List<FileScanTask> candidates = candidates(snapshotId);
    if (candidates.isEmpty()) {
      return;
    }
    ExecutorService pool = Executors.newFixedThreadPool(Math.min(THREADS, candidates.size()));
    try {
      inParallel(candidates, pool, sink);
    } finally {
      pool.shutdownNow();
    }
  }

  private void inParallel(
      List<FileScanTask> candidates, ExecutorService pool, Consumer<Found> sink) {
    CompletionService<Found> reads = new ExecutorCompletionService<>(pool);
    int begun = 0;
    for (int done = 0; done < candidates.size(); done++) {
      while (begun < candidates.size() && begun - done < 2 * THREADS) {
        FileScanTask candidate = candidates.get(begun++);
        reads.submit(() -> rows(candidate));
      }
      try {
        Found found = reads.take().get();
        if (found.rows().isNotEmpty()) {
          sink.accept(found);
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while rows were looked for", e);
      }
    }
  }

  private List<FileScanTask> candidates(long snapshotId) {
    TableScan scan =
        table
            .newScan()
            .useSnapshot(snapshotId)
            .includeColumnStats(List.of(column.name()))
            .ignoreResiduals()
            .filter(within(keys));
    List<FileScanTask> out = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
      for (FileScanTask task : tasks) {
        if (!inBounds(task.file()).isEmpty()) {
          out.add(task);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out;
  }

  /** Returns the keys that a file may have rows of. */
  private NavigableSet<String> inBounds(DataFile file) {
    NavigableSet<String> out = keys;
    CharSequence lower = bound(file.lowerBounds() == null ? null : file.lowerBounds().get(id()));
    CharSequence upper = bound(file.upperBounds() == null ? null : file.upperBounds().get(id()));
    if (lower != null) {
      out = out.tailSet(lower.toString(), true);
    }
    if (upper != null && !out.isEmpty()) {
      boolean none = lower != null && KeyOrder.INSTANCE.compare(lower + "", upper + "") > 0;
      out = none ? out : out.headSet(upper.toString(), true);
    }
    return out;
  }

  private CharSequence bound(ByteBuffer value) {
    return value == null ? null : Conversions.fromByteBuffer(column.type(), value);
  }

  private int id() {
    return column.fieldId();
  }

  private Expression within(NavigableSet<String> some) {
    if (some.size() <= MOST_LITERALS) {
      return Expressions.in(column.name(), some.toArray());
    }
    return Expressions.and(
        Expressions.greaterThanOrEqual(column.name(), some.first()),
        Expressions.lessThanOrEqual(column.name(), some.last()));
  }

  private Found rows(FileScanTask task) {
    DataFile file = task.file();
    List<DeleteFile> deletes =
        task.deletes().stream()
            .filter(delete -> delete.content() == FileContent.POSITION_DELETES)
            .toList();
    PositionDeleteIndex before =
        deletes.isEmpty()
            ? PositionDeleteIndex.empty()
            : new BaseDeleteLoader(io::newInputFile).loadPositionDeletes(deletes, file.location());
    try (CloseableIterable<Record> read = open(file, inBounds(file))) {
      CloseableIterable<Record> wanted =
          CloseableIterable.filter(
              read,
              row -> {
                Object key = row.get(0);
                return key != null
                    && keys.contains(key.toString())
                    && !before.isDeleted(row.get(1, Long.class));
              });
      PositionDeleteIndex rows =
          Deletes.toPositionIndex(
              CloseableIterable.transform(wanted, row -> row.get(1, Long.class)));
      return new Found(file, table.specs().get(file.specId()), rows, before);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CloseableIterable<Record> open(DataFile file, NavigableSet<String> some) {
    Types.NestedField key = Types.NestedField.optional(id(), column.name(), Types.StringType.get());
    ReadBuilder<Record, Object> builder =
        FormatModelRegistry.readBuilder(file.format(), Record.class, io.newInputFile(file));
    builder
        .project(new Schema(key, MetadataColumns.ROW_POSITION))
        .filter(within(some))
        .reuseContainers();
    String names = table.properties().get(TableProperties.DEFAULT_NAME_MAPPING);
    if (names != null) {
      builder.withNameMapping(NameMappingParser.fromJson(names));
    }
    return builder.build();
  }
}

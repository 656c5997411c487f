package io.s3ingest.spark.read;

import io.s3ingest.cursor.FileGroup;
import io.s3ingest.cursor.FileSplit;
import io.s3ingest.cursor.ObjectListing;
import io.s3ingest.discovery.Discovery;
import io.s3ingest.discovery.TableScope;
import io.s3ingest.listing.ArrivalListing;
import io.s3ingest.listing.ObjectFilter;
import io.s3ingest.listing.PagedListing;
import io.s3ingest.metric.SplitCountAccumulator;
import io.s3ingest.options.ArrivalOptions;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.options.RecordShape;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.types.StructType;

/**
 * Reads exactly the objects that it is given with the columns of one table, again and again. Lists
 * nothing by itself.
 */
public final class ExactReads {
  private final ScanTarget target;
  private final StructType output;

  /** Tasks, and what reads them. */
  public record Tasks(List<InputPartition> partitions, PartitionReaderFactory readers) {
    public Tasks {
      partitions = List.copyOf(partitions);
    }
  }

  ExactReads(ScanTarget target) {
    this.target = target;
    // Spark prunes nothing from a stream: behind the columns of the table it expects all hidden
    // ones, and leaves out itself what the query does not name.
    StructType all = target.columns().schema();
    boolean changes = target.options().stream().readChangeFeed();
    for (MetadataColumn hidden : OurColumns.hidden(all, target.caseSensitive(), changes)) {
      all = all.add(hidden.name(), hidden.dataType(), hidden.isNullable());
    }
    this.output = all;
  }

  /** Returns the table's name for people. */
  public String name() {
    return target.name();
  }

  /** Returns what the table is read with. */
  public ReadOptions options() {
    return target.options();
  }

  /** Returns the columns of the table, ours included and hidden ones not. */
  public StructType schema() {
    return target.columns().schema();
  }

  /** Returns the columns that are read from files and folders. */
  public StructType given() {
    return target.columns().given();
  }

  /** Returns the columns that are known to come from folders before any is seen. */
  public List<String> knownPartitions() {
    return List.copyOf(target.columns().partitionNames());
  }

  /** Returns whether the columns were inferred just now. */
  public boolean schemaInferred() {
    return target.knownBytes() >= 0;
  }

  /** Returns where the table lies; fails if it is a plan. */
  public TableScope scope() {
    return target.files().scope(target.options());
  }

  /** Returns what is listed, as URIs. */
  public List<String> place() {
    return TableResolver.placeOf(scope());
  }

  /** Returns a discovery with the options of the table. */
  public Discovery discovery() {
    return TableResolver.discovery(target.options());
  }

  /** Returns the objects of the table as they lie and arrive in the store now, page by page. */
  public ObjectListing listing(String format) {
    ObjectListing all = new PagedListing(store(), discovery().query(scope(), format));
    ArrivalOptions arrival = target.options().arrival();
    return arrival.atOnce() ? all : new ArrivalListing(all, store(), arrival, Clock.systemUTC());
  }

  /** Packs objects into tasks, in this order. */
  public List<FileGroup> group(String format, List<ObjectRef> objects) {
    return groupSplits(format, objects.stream().map(FileSplit::whole).toList());
  }

  /** Packs what is to be read into tasks, in this order. */
  public List<FileGroup> groupSplits(String format, List<FileSplit> splits) {
    // The rows of a stream have all hidden columns, row indexes among them.
    return ScanPlan.grouped(format, splits, target, true, SessionSettings.parallelism());
  }

  /** Returns the store as the table sees it. */
  public ObjectStore store() {
    return TableResolver.store(target.options());
  }

  /** Returns whether changes are read: of objects as a whole, or because they are asked for. */
  public boolean readsChanges() {
    return target.options().stream().readChangeFeed()
        || target.options().recordShape() == RecordShape.OBJECT;
  }

  /** Returns the format that changes are read in; null while there is nothing to tell it by. */
  public String changeFormat() {
    return ChangeFilter.format(target.options(), discovery(), scope());
  }

  /** Returns which versions take part in the changes. */
  public ObjectFilter changeFilter(String format) {
    return ChangeFilter.of(target.options(), discovery(), scope(), format);
  }

  /** Returns those columns of the table that are a {@code key=value} level of some object. */
  public List<String> levels(List<FileSplit> splits) {
    return target.options().recordShape() == RecordShape.OBJECT
        ? List.of()
        : discovery().levels(scope(), splits.stream().map(FileSplit::object).toList(), given());
  }

  /**
   * Returns the tasks of these groups.
   *
   * @param partitionNames the columns that come from folders
   * @param counts where the tasks tell what became of each split; null for nowhere
   */
  public Tasks tasks(
      String format,
      List<FileGroup> groups,
      Set<String> partitionNames,
      SplitCountAccumulator counts) {
    FoundFiles found =
        FoundFiles.planned(format, groups, List.copyOf(partitionNames), scope().bases());
    ScanPlan plan = ScanPlan.of(target, found, List.of(), output, 1);
    return new Tasks(plan.partitions(), new S3IngestReaderFactory(plan.spec(), counts));
  }
}

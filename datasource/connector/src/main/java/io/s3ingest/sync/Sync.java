package io.s3ingest.sync;

import io.s3ingest.error.SyncErrors;
import io.s3ingest.listing.ArrivalListing;
import io.s3ingest.options.ArrivalOptions;
import io.s3ingest.options.BadObjectPolicy;
import io.s3ingest.options.CleanSource;
import io.s3ingest.options.ConfigOption;
import io.s3ingest.options.OptionSet;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.options.S3IngestOptions;
import io.s3ingest.options.SyncMode;
import io.s3ingest.options.SyncOptions;
import io.s3ingest.store.StoreRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;

/**
 * Lands streams in Iceberg tables: what is new since the sync before, exactly once, or everything
 * anew. A sync that dies at any point is run again and brings nothing twice and loses nothing. Not
 * thread-safe; several may run at once, also on the same table.
 */
public final class Sync {
  private final SparkSession spark;
  private final SyncOptions options;
  private final SyncListener listener;
  private final DestinationProvider destinations;
  private final Clock clock;

  /** A sync of this session; Iceberg must be on the class path. */
  public Sync(SparkSession spark, SyncOptions options, SyncListener listener) {
    this(spark, options, listener, Clock.systemUTC());
  }

  /** A sync whose time is that of {@code clock}. */
  Sync(SparkSession spark, SyncOptions options, SyncListener listener, Clock clock) {
    this.clock = clock;
    this.spark = spark;
    this.options = options;
    this.listener = InstalledListeners.with(listener);
    this.destinations = DestinationProvider.find();
  }

  /**
   * Returns the options with which a stream is discovered for a sync: a bad object does not keep
   * the others from being taken, it is quarantined when its turn comes.
   */
  public static Map<String, String> discoveryOptions(Map<String, String> source) {
    Map<String, String> out = new TreeMap<>(source);
    OptionSet set = OptionSet.of(source, S3IngestOptions.ALL, OptionSet.Unknown.IGNORE);
    for (ConfigOption<?> policy :
        List.of(
            S3IngestOptions.ON_CORRUPT, S3IngestOptions.ON_MISSING, S3IngestOptions.ON_CHANGED)) {
      if (!set.has(policy)) {
        out.put(policy.name(), BadObjectPolicy.SKIP.toString());
      }
    }
    return out;
  }

  /** Syncs a stream. */
  public SyncReport run(SyncSource source) {
    return run(source, null);
  }

  /**
   * Syncs a stream.
   *
   * @param imported up to when another tool has taken the stream, considered only where the table
   *     has no ledger; null for none
   */
  public SyncReport run(SyncSource source, Instant imported) {
    return table(arriving(source), options, ChangePolicy.of(options), cleaner(source))
        .run(imported, UUID.randomUUID().toString());
  }

  /**
   * Takes the named objects again, whether they have changed or not: their rows take the place of
   * those that the table has of them, once. Also takes quarantined and new ones that are named, and
   * fills a table again that was emptied. Other objects are left to the next sync.
   */
  public SyncReport reprocess(SyncSource source, ObjectSelection named) {
    return named(source, ChangePolicy.reprocessing(named)).run(null, UUID.randomUUID().toString());
  }

  /** Returns what {@link #reprocess} would take; changes nothing. */
  public List<NamedObject> reprocessDryRun(SyncSource source, ObjectSelection named) {
    return named(source, ChangePolicy.reprocessing(named)).preview();
  }

  /**
   * Lets the named objects count as done as they are now: no sync reads them, until they change.
   * Rows that the table has of older versions stay.
   */
  public SyncReport markAsDone(SyncSource source, ObjectSelection named) {
    return named(source, ChangePolicy.marking(named)).run(null, UUID.randomUUID().toString());
  }

  /** Returns what {@link #markAsDone} would mark; changes nothing. */
  public List<NamedObject> markAsDoneDryRun(SyncSource source, ObjectSelection named) {
    return named(source, ChangePolicy.marking(named)).preview();
  }

  private TableSync named(SyncSource source, ChangePolicy policy) {
    return table(source, options.in(SyncMode.INCREMENTAL), policy, null);
  }

  private TableSync table(
      SyncSource source, SyncOptions how, ChangePolicy policy, SourceCleaner cleaner) {
    String table = how.tableFor(source.stream());
    Destination destination = destinations.open(spark, how, table);
    String pipeline =
        how.pipeline() != null
            ? how.pipeline()
            : PipelineId.of(
                source.bucket(), source.prefix(), source.naming(), how.database() + "." + table);
    return new TableSync(
        source,
        readOptions(source),
        how,
        destination,
        new SparkStager(spark, source.options(), destination),
        pipeline,
        listener,
        clock,
        policy,
        cleaner);
  }

  private SyncSource arriving(SyncSource source) {
    ReadOptions read = readOptions(source);
    ArrivalOptions arrival = options.arrival().atOnce() ? read.arrival() : options.arrival();
    if (arrival.atOnce()) {
      return source;
    }
    source.leaveOut(ArrivalListing.announcements(arrival));
    return source.over(
        new ArrivalListing(source.listing(), StoreRegistry.open(read.store()), arrival, clock));
  }

  private SourceCleaner cleaner(SyncSource source) {
    if (options.cleanSource().mode() == CleanSource.Mode.OFF) {
      return null;
    }
    return new SourceCleaner(
        StoreRegistry.open(readOptions(source).store()), source, options.cleanSource(), clock);
  }

  private static ReadOptions readOptions(SyncSource source) {
    ReadOptions read = ReadOptions.of(source.options(), Map.of(), OptionSet.Unknown.IGNORE);
    if (read.timestampAsOf() != null) {
      throw SyncErrors.noTimeTravel(read.timestampAsOf().toString());
    }
    return read;
  }
}

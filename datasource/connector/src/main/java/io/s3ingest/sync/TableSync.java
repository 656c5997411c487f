package io.s3ingest.sync;

import io.s3ingest.cursor.Ledger;
import io.s3ingest.cursor.LedgerDiff;
import io.s3ingest.cursor.LedgerIO;
import io.s3ingest.cursor.ObjectChange;
import io.s3ingest.cursor.ObjectListing;
import io.s3ingest.error.CursorErrors;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.error.SyncErrors;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.options.SyncMode;
import io.s3ingest.options.SyncOptions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One sync of one stream, from the listing to the last commit. */
final class TableSync {
  private static final Logger LOG = LoggerFactory.getLogger(TableSync.class);

  /** The value of {@code adopt} that feeds a table beside other pipelines. */
  private static final String BESIDE = "none";

  private final SyncSource source;
  private final ReadOptions read;
  private final SyncOptions options;
  private final Destination destination;
  private final RowStager rows;
  private final String pipeline;
  private final SyncListener listener;
  private final Clock clock;
  private final ChangePolicy policy;
  private final SourceCleaner cleaner;
  private final boolean refresh;

  private String expected;
  private String adopted;
  private Ledger ledger;
  private RefreshBranch resumed;

  TableSync(
      SyncSource source,
      ReadOptions read,
      SyncOptions options,
      Destination destination,
      RowStager rows,
      String pipeline,
      SyncListener listener,
      Clock clock) {
    this(
        source,
        read,
        options,
        destination,
        rows,
        pipeline,
        listener,
        clock,
        ChangePolicy.of(options),
        null);
  }

  /** A sync with another policy than that of the options; {@code cleaner} may be null. */
  TableSync(
      SyncSource source,
      ReadOptions read,
      SyncOptions options,
      Destination destination,
      RowStager rows,
      String pipeline,
      SyncListener listener,
      Clock clock,
      ChangePolicy policy,
      SourceCleaner cleaner) {
    this.policy = policy;
    this.cleaner = cleaner;
    this.source = source;
    this.read = read;
    this.options = options;
    this.destination = destination;
    this.rows = rows;
    this.pipeline = pipeline;
    this.listener = listener;
    this.clock = clock;
    this.refresh = options.mode() == SyncMode.FULL_REFRESH;
  }

  SyncReport run(Instant imported, String runId) {
    listener.reached(SyncStep.STARTED, source.stream());
    Ledger other = destination.exists() ? locate() : null;
    if (resumed != null) {
      try (LedgerDiff diff = ledger.diff(source.listing())) {
        if (diff.count(ObjectChange.Kind.OVERWRITTEN) + diff.count(ObjectChange.Kind.VANISHED)
            == 0) {
          return run(Starting.of(diff, policy), runId);
        }
      }
      // Rows of objects that are no longer so are on the branch: it has to begin anew.
      resumed = null;
      expected = null;
      ledger = null;
    }
    try (LedgerDiff diff = diff(imported, other)) {
      boolean nothing = diff.listed() == diff.excludedCount();
      if (nothing && ledger == null && other == null) {
        // Fails, saying why there is nothing.
        source.schema();
      }
      return run(starting(diff, imported, other), runId);
    }
  }

  /** Finds what is named and what is known of it; changes nothing. */
  List<NamedObject> preview() {
    Ledger other = destination.exists() ? locate() : null;
    List<NamedObject> out = new ArrayList<>();
    try (LedgerDiff diff = diff(null, other)) {
      policy.check(
          source, destination.name(), other != null ? other : ledger, diff, this::neighbours);
      for (ObjectChange change :
          diff.changes(ObjectChange.Kind.NEW, ObjectChange.Kind.OVERWRITTEN)) {
        out.add(NamedObject.of(change));
      }
    }
    return out;
  }

  private SyncReport run(Starting starting, String runId) {
    listener.reached(SyncStep.LISTED, source.stream());
    SyncTally tally = new SyncTally(source, destination.name(), pipeline, starting);
    if (!starting.hasWork() && !starting.urgent() && !refresh) {
      return cleaned(tally.report(ledger), ledger);
    }
    SyncSource source = starting.taken() > 0 || refresh ? this.source : this.source.unread();
    ColumnPlan columns = prepare(source);
    if (ledger == null) {
      ledger = Ledger.empty(io(), pipeline, destination.uuid());
    }
    listener.reached(SyncStep.TABLE_READY, source.stream());
    RunPlans plans = new RunPlans(io());
    SyncCommits commits =
        new SyncCommits(
            source, destination, pipeline, plans, listener, tally, ledger, expected, clock);
    Leftovers leftovers = new Leftovers(destination, pipeline, options.cleanAfter(), clock);
    if (refresh) {
      commits.refresh(
          resumed != null ? resumed : new RefreshBranch(destination.snapshotId(), recipe()));
    }
    leftovers.clean(commits::fence, refresh);
    listener.reached(SyncStep.CLEANED, source.stream());
    SliceStager stager =
        new SliceStager(
            source, read, destination, rows, columns, plans, runId, pipeline, listener, clock);
    listener.planned(source.stream(), starting.taken(), starting.diff().takenBytes());
    Iterator<List<ObjectChange>> slices =
        starting.slices(options.maxFilesPerCommit(), options.maxBytesPerCommit());
    commits.append(slices, stager, adopted);
    if (refresh) {
      commits.publishRefresh();
    }
    leftovers.sweep(commits.ledger().root().sequence());
    listener.reached(SyncStep.SWEPT, source.stream());
    listener.reached(SyncStep.DONE, source.stream());
    return cleaned(tally.report(commits.ledger()), commits.ledger());
  }

  private SyncReport cleaned(SyncReport report, Ledger committed) {
    return cleaner == null || committed == null
        ? report
        : report.with(cleaner.clean(committed, io()));
  }

  /** Opens the ledger, and returns that of a pipeline to adopt or null. */
  private Ledger locate() {
    Set<String> others = new TreeSet<>(destination.feeders());
    others.remove(pipeline);
    LedgerPosition position = destination.position(pipeline);
    if (refresh) {
      others.remove(options.adopt() == null ? "" : options.adopt());
      if (!others.isEmpty()) {
        throw SyncErrors.refreshOfShared(destination.name(), pipeline, others.iterator().next());
      }
      resume();
      return null;
    }
    if (position.unclear() != null) {
      throw CursorErrors.ledgerUnknown(destination.name(), pipeline, position.unclear());
    }
    if (position.root() != null) {
      expected = position.root();
      ledger = open(io(), expected);
      return null;
    }
    return others.isEmpty() && options.adopt() == null ? null : adopt(others);
  }

  /** Goes on with a refresh that died, if its rows were read as this one would read them. */
  private void resume() {
    Destination.Unfinished unfinished = destination.unfinishedRefresh(pipeline);
    if (unfinished == null
        || !unfinished.publishable()
        || !unfinished.branch().recipe().equals(recipe())) {
      return;
    }
    try {
      ledger = open(io(), unfinished.root());
    } catch (S3IngestException e) {
      LOG.warn("The refresh of {} begins anew", destination.name(), e);
      return;
    }
    expected = unfinished.root();
    resumed = unfinished.branch();
  }

  private String recipe() {
    return RefreshRecipe.of(source);
  }

  private Ledger adopt(Set<String> others) {
    String adopt = options.adopt();
    if (BESIDE.equals(adopt)) {
      return null;
    }
    if (adopt == null) {
      throw SyncErrors.otherPipeline(destination.name(), pipeline, others.iterator().next());
    }
    LedgerPosition position = destination.position(adopt);
    if (!others.contains(adopt) || position.root() == null) {
      throw SyncErrors.nothingToAdopt(destination.name(), adopt);
    }
    adopted = adopt;
    return open(destination.ledger(adopt), position.root());
  }

  private Ledger open(LedgerIO io, String root) {
    Ledger opened = Ledger.open(io, root);
    if (!opened.root().tableUuid().equals(destination.uuid())) {
      throw CursorErrors.invalidLedger(
          io.uri(root), "it belongs to the table with id " + opened.root().tableUuid(), null);
    }
    return opened;
  }

  private LedgerDiff diff(Instant imported, Ledger other) {
    Ledger known = other != null ? other : ledger;
    ObjectListing listing = policy.over(source.listing(), known);
    if (refresh || known == null) {
      return Ledger.empty(null, pipeline, "").diff(listing, refresh ? null : imported);
    }
    return policy.again() ? known.again(listing) : known.diff(listing);
  }

  private Starting starting(LedgerDiff diff, Instant imported, Ledger other) {
    Ledger known = other != null ? other : ledger;
    policy.check(source, destination.name(), known, diff, this::neighbours);
    if (diff.count(ObjectChange.Kind.IMPORTED) > 0) {
      return Starting.imported(diff, policy, imported);
    }
    Starting starting = Starting.of(diff, policy);
    if (policy.marks()) {
      starting.change().mark(diff, "marked-" + UUID.randomUUID(), clock.instant());
    }
    return other == null ? starting : starting.adopting(other);
  }

  /** Returns the ledgers of those that feed the table beside this pipeline. */
  private Map<String, Ledger> neighbours() {
    Map<String, Ledger> out = new TreeMap<>();
    if (!destination.exists() || refresh) {
      return out;
    }
    for (String feeder : destination.feeders()) {
      LedgerPosition position = destination.position(feeder);
      if (!feeder.equals(pipeline) && !feeder.equals(adopted) && position.root() != null) {
        out.put(feeder, open(destination.ledger(feeder), position.root()));
      }
    }
    return out;
  }

  private ColumnPlan prepare(SyncSource source) {
    ColumnPlan.refuseOurNames(source.schema(), source.where());
    if (!destination.exists()) {
      destination.create(ColumnPlan.newTable(source.schema()));
    }
    ColumnPlan columns =
        ColumnPlan.of(destination.columns(), source.schema(), source.format(), destination.name());
    if (columns.changed().length() == 0) {
      return columns;
    }
    destination.evolve(columns.changed());
    return ColumnPlan.of(
        destination.columns(), source.schema(), source.format(), destination.name());
  }

  private LedgerIO io() {
    return destination.ledger(pipeline);
  }
}

package io.s3ingest.sync;

import io.s3ingest.cursor.Ledger;
import io.s3ingest.cursor.LedgerDiff;
import io.s3ingest.cursor.LedgerIO;
import io.s3ingest.error.CursorErrors;
import io.s3ingest.error.SyncErrors;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.options.SyncMode;
import io.s3ingest.options.SyncOptions;
import io.s3ingest.store.ObjectRef;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One sync of one stream, from the listing to the last commit. */
final class TableSync {
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
  private final boolean refresh;

  private String expected;
  private String adopted;
  private Ledger ledger;

  TableSync(
      SyncSource source,
      ReadOptions read,
      SyncOptions options,
      Destination destination,
      RowStager rows,
      String pipeline,
      SyncListener listener,
      Clock clock) {
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
    Ledger other = destination.exists() ? locate() : null;
    Starting starting = starting(imported, other);
    SyncTally tally = new SyncTally(source, destination.name(), pipeline, starting);
    if (starting.candidates().isEmpty() && !starting.urgent() && !refresh) {
      return tally.report(ledger);
    }
    long startSnapshot = destination.exists() ? destination.snapshotId() : -1;
    ColumnPlan columns = prepare();
    if (ledger == null) {
      ledger = Ledger.empty(io(), pipeline, destination.uuid());
    }
    if (refresh) {
      ledger = ledger.restarted();
    }
    listener.reached(SyncStep.TABLE_READY, source.stream());
    RunPlans plans = new RunPlans(io());
    SyncCommits commits =
        new SyncCommits(
            source, destination, pipeline, plans, listener, tally, ledger, expected, clock);
    if (!refresh) {
      commits.clean(options.cleanAfter());
    }
    SliceStager stager =
        new SliceStager(
            source, read, destination, rows, columns, plans, runId, pipeline, listener, clock);
    List<List<ObjectRef>> slices = slices(starting);
    listener.planned(
        source.stream(),
        starting.candidates().size(),
        starting.candidates().stream().mapToLong(ObjectRef::size).sum());
    if (refresh) {
      commits.replaceAll(slices, stager, startSnapshot);
    } else {
      commits.append(slices, stager, adopted);
    }
    listener.reached(SyncStep.DONE, source.stream());
    return tally.report(commits.ledger());
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

  private Starting starting(Instant imported, Ledger other) {
    if (refresh) {
      return Starting.all(source.objects());
    }
    Ledger base = other != null ? other : ledger;
    if (base == null) {
      return imported == null
          ? Starting.all(source.objects())
          : Starting.imported(source.objects(), imported);
    }
    LedgerDiff diff = base.diff(source.objects(), source.view());
    if (!diff.overwritten().isEmpty()) {
      throw SyncErrors.overwritten(
          destination.name(),
          diff.overwritten().stream().map(known -> known.object().uri()).toList());
    }
    Starting starting = Starting.of(diff);
    return other == null ? starting : Starting.of(diff).adopting(other);
  }

  /** What failed before comes last, in slices of its own: it would fail the others' tasks again. */
  private List<List<ObjectRef>> slices(Starting starting) {
    Map<Boolean, List<ObjectRef>> failedBefore =
        starting.candidates().stream()
            .collect(
                Collectors.partitioningBy(object -> starting.retries().containsKey(object.key())));
    List<List<ObjectRef>> out = new ArrayList<>();
    for (List<ObjectRef> part : List.of(failedBefore.get(false), failedBefore.get(true))) {
      out.addAll(Slices.of(part, options.maxFilesPerCommit(), options.maxBytesPerCommit()));
    }
    return out;
  }

  private ColumnPlan prepare() {
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

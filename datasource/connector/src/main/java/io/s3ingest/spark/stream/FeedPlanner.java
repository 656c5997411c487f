package io.s3ingest.spark.stream;

import io.s3ingest.changes.Change;
import io.s3ingest.changes.ChangePosition;
import io.s3ingest.changes.ChangeScan;
import io.s3ingest.cursor.ChangeType;
import io.s3ingest.cursor.FileSplit;
import io.s3ingest.cursor.PlanFile;
import io.s3ingest.cursor.SplitChange;
import io.s3ingest.cursor.StreamHeader;
import io.s3ingest.discovery.TableScope;
import io.s3ingest.spark.read.ExactReads;
import io.s3ingest.spark.stream.FeedState.Phase;
import io.s3ingest.store.ObjectRef;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans the next batch of a feed of changes: first what is there, in the order of keys, then what
 * happens. What was given out of each key is known by version, so that no clock decides what is
 * new.
 */
final class FeedPlanner implements Planner {
  private static final Logger LOG = LoggerFactory.getLogger(FeedPlanner.class);

  /** Batches that Spark keeps in its own logs, so that a query can be taken back by hand. */
  private static final int KEPT_BATCHES = 100;

  private final ExactReads reads;
  private final StreamLog log;
  private final Clock clock;
  private final LongSupplier nanos;
  private final Deque<FileSplit> backlog = new ArrayDeque<>();

  private FeedState state;
  private ChangeScan scan;
  private ChangePosition start;
  private String format;
  private long snapshotLeft;
  private long listed;
  private long atStart;
  private boolean looked;
  private long lookEnded;
  private boolean ends;

  FeedPlanner(ExactReads reads, StreamLog log, Clock clock, LongSupplier nanos) {
    this.reads = reads;
    this.log = log;
    this.clock = clock;
    this.nanos = nanos;
  }

  @Override
  public void begin() {
    String from = reads.options().stream().start();
    ChangePosition.start(from);
    StreamStart.log(log, reads, true, from, clock.instant());
    resume();
  }

  @Override
  public void resume() {
    if (state != null) {
      return;
    }
    StreamHeader header = StreamStart.check(log, reads, true);
    start = ChangePosition.start(header.startingFrom());
    TableScope scope = reads.scope();
    scan = ChangeScan.open(reads.store(), scope.bucket(), scope.roots());
    switch (scan.versioning()) {
      case ENABLED -> {}
      case SUSPENDED ->
          LOG.warn(
              "Versioning of {} is suspended: of several writes between two looks only the last is"
                  + " seen.",
              scan.uri());
      case NEVER ->
          LOG.warn(
              "{} keeps no versions: deletes are seen by comparing listings only, and of several"
                  + " writes between two looks the last one only.",
              scan.uri());
    }
    state = FeedState.open(log);
    format = log.last() > 0 ? log.batch(log.last()).format() : null;
  }

  @Override
  public void endWithWhatIsThere() {
    ends = true;
  }

  /** A change that was skipped stays given out: what comes after it is a change of its own. */
  @Override
  public void settle(long upTo, Map<String, String> skipped) {
    resume();
    if (state.isWorthWriting()) {
      state.write(state.phase(), reads.scope().bucket(), clock.instant());
      state.clean();
      log.dropBefore(Math.min(state.batch(), upTo - KEPT_BATCHES) + 1);
    }
  }

  @Override
  public boolean plan(Admission limit) {
    resume();
    look();
    List<FileSplit> splits = new ArrayList<>();
    long bytes = 0;
    while (!backlog.isEmpty() && limit.admits(splits.size(), bytes, backlog.peek().length())) {
      FileSplit split = backlog.remove();
      bytes += split.length();
      splits.add(split);
      snapshotLeft -= split.change().isSnapshot() ? 1 : 0;
    }
    if (splits.isEmpty()) {
      return false;
    }
    TableScope scope = reads.scope();
    Set<String> partitions = new LinkedHashSet<>(reads.knownPartitions());
    if (log.last() > 0) {
      partitions.addAll(log.batch(log.last()).partitionColumns());
    }
    partitions.addAll(reads.levels(splits));
    String stream = log.requireHeader().stream();
    PlanFile plan =
        new PlanFile(
            stream + "-" + (log.last() + 1),
            stream,
            (snapshotLeft > 0 ? Phase.SNAPSHOT : Phase.CHANGES).toString(),
            clock.instant(),
            format,
            scope.bucket(),
            scope.bases().get(0),
            reads.given().json(),
            new ArrayList<>(partitions),
            -1,
            Map.of(),
            null,
            reads.groupSplits(format, splits));
    log.append(plan);
    state.apply(plan);
    return true;
  }

  private void look() {
    boolean due =
        backlog.isEmpty()
            && (!looked
                || !ends
                    && nanos.getAsLong() - lookEnded
                        >= reads.options().stream().pollingInterval().toNanos());
    if (!due) {
      return;
    }
    if (format == null) {
      format = reads.changeFormat();
    }
    if (format != null) {
      find();
    }
    lookEnded = nanos.getAsLong();
    looked = true;
  }

  private void find() {
    boolean first = !state.begun();
    ChangePosition from =
        first ? start : state.phase() == Phase.SNAPSHOT ? state.snapshotPlace(start) : null;
    ChangeScan.Found found = scan.look(state.known(), from, reads.changeFilter(format));
    listed = found.listed();
    if (from != null) {
      // What the look passed by must stay passed by, whatever becomes of this process.
      Phase phase = found.snapshot().isEmpty() ? Phase.CHANGES : Phase.SNAPSHOT;
      state.write(phase, reads.scope().bucket(), clock.instant());
    }
    if (found.atStart() > 0) {
      atStart = found.atStart();
      LOG.warn(
          "{} keys below {} were last written in exactly second {} of startingPosition: they count"
              + " as given out.",
          atStart,
          scan.uri(),
          start.second());
    }
    long newest = first && start.snapshot() ? Math.max(0, start.second()) : state.newestSecond();
    for (ObjectRef object : found.snapshot()) {
      newest = Math.max(newest, object.lastModified().getEpochSecond());
      backlog.add(
          FileSplit.of(
              object, new SplitChange(ChangeType.INSERT, ChangePosition.snapshotMark(newest))));
    }
    snapshotLeft = found.snapshot().size();
    for (Change change : found.changes()) {
      backlog.add(change.split());
    }
  }

  @Override
  public Map<String, String> metrics(long consumed) {
    long files = backlog.size();
    long bytes = 0;
    for (FileSplit split : backlog) {
      bytes += split.length();
    }
    for (long batch = Math.max(consumed + 1, log.first()); batch <= log.last(); batch++) {
      for (ObjectRef object : TakenObjects.objects(log.batch(batch))) {
        files++;
        bytes += object.size();
      }
    }
    Map<String, String> out = new TreeMap<>();
    out.put("numFilesOutstanding", String.valueOf(files));
    out.put("numBytesOutstanding", String.valueOf(bytes));
    out.put("numVersionsListed", String.valueOf(listed));
    out.put("numObjectsAtStartingSecond", String.valueOf(atStart));
    return out;
  }
}

package io.s3ingest.spark.stream;

import io.s3ingest.cursor.ObjectListing;
import io.s3ingest.cursor.PlanFile;
import io.s3ingest.cursor.StreamHeader;
import io.s3ingest.discovery.TableScope;
import io.s3ingest.error.StreamErrors;
import io.s3ingest.options.StartingFrom;
import io.s3ingest.options.StreamOverwrite;
import io.s3ingest.spark.read.ExactReads;
import io.s3ingest.store.ObjectRef;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Plans the next batch of a stream: lists, leaves out what is taken, obeys limits, logs. */
final class BatchPlanner implements Planner {
  /** Batches that Spark keeps in its own logs, so that a query can be taken back by hand. */
  private static final int KEPT_BATCHES = 100;

  private final ExactReads reads;
  private final StreamLog log;
  private final FolderWatch watch;
  private final Clock clock;
  private final Backlog backlog = new Backlog();

  private TakenObjects taken;
  private StreamMetrics.Seen seen = StreamMetrics.Seen.NOTHING;
  private boolean ends;
  private Instant end;

  BatchPlanner(ExactReads reads, StreamLog log, FolderWatch watch, Clock clock) {
    this.reads = reads;
    this.log = log;
    this.watch = watch;
    this.clock = clock;
  }

  @Override
  public void begin() {
    String from = reads.options().stream().startingFrom().toString();
    StreamStart.log(log, reads, false, from, clock.instant());
    resume();
  }

  @Override
  public void resume() {
    if (taken != null) {
      return;
    }
    StreamHeader header = StreamStart.check(log, reads, false);
    if (log.last() > 0) {
      watch.expect(log.batch(log.last()).format());
    }
    taken = TakenObjects.open(log);
    if (taken == null) {
      StartingFrom start = StartingFrom.parse(header.startingFrom());
      taken =
          watch.look(
              listing -> TakenObjects.begin(log, new BeforeStart(listing, start), clock.instant()));
    }
  }

  @Override
  public void endWithWhatIsThere() {
    ends = true;
  }

  @Override
  public void settle(long upTo, Map<String, String> skipped) {
    resume();
    long before = taken.settled();
    taken.settle(upTo, skipped, clock.instant());
    if (taken.settled() > before) {
      log.dropBefore(Math.min(taken.settled(), upTo - KEPT_BATCHES) + 1);
      taken.clean();
    }
  }

  @Override
  public boolean plan(Admission limit) {
    resume();
    look();
    List<ObjectRef> objects = backlog.take(limit);
    if (objects.isEmpty()) {
      return false;
    }
    long number = log.last() + 1;
    TableScope scope = reads.scope();
    Set<String> partitions = new LinkedHashSet<>(reads.knownPartitions());
    if (log.last() > 0) {
      partitions.addAll(log.batch(log.last()).partitionColumns());
    }
    partitions.addAll(reads.discovery().levels(scope, objects, reads.given()));
    String stream = log.requireHeader().stream();
    PlanFile plan =
        new PlanFile(
            stream + "-" + number,
            stream,
            stream,
            clock.instant(),
            watch.format(),
            scope.bucket(),
            scope.bases().get(0),
            reads.given().json(),
            new ArrayList<>(partitions),
            -1,
            Map.of(),
            null,
            reads.group(watch.format(), objects));
    log.append(plan);
    taken.add(plan);
    return true;
  }

  private void look() {
    boolean due;
    if (backlog.hasNext()) {
      due = watch.pace().stale();
    } else {
      due = backlog.isCut() || (ends ? end == null : watch.pace().due());
    }
    if (due) {
      seen = watch.look(this::fill);
    }
  }

  private StreamMetrics.Seen fill(ObjectListing listing) {
    StreamOverwrite policy = reads.options().stream().onOverwrite();
    Filling filling = new Filling(policy == StreamOverwrite.APPEND);
    backlog.clear();
    TakenObjects.Listed listed = taken.compare(listing, filling);
    if (policy == StreamOverwrite.FAIL && filling.overwritten > 0) {
      throw StreamErrors.overwritten(filling.firstOverwritten.uri(), filling.overwritten - 1);
    }
    backlog.ready();
    if (ends && end == null) {
      end = backlog.newest() == null ? Instant.MIN : backlog.newest();
    }
    return new StreamMetrics.Seen(
        listed.objects(),
        policy == StreamOverwrite.IGNORE ? filling.overwritten : 0,
        filling.skipped,
        listed.storeTime());
  }

  /** Puts what is to be read into the backlog. */
  private final class Filling implements TakenObjects.Findings {
    private final boolean takesOverwritten;
    private ObjectRef firstOverwritten;
    private long overwritten;
    private long skipped;

    Filling(boolean takesOverwritten) {
      this.takesOverwritten = takesOverwritten;
    }

    @Override
    public void fresh(ObjectRef object) {
      if (end == null || !object.lastModified().isAfter(end)) {
        backlog.add(object);
      }
    }

    @Override
    public void overwritten(ObjectRef object) {
      overwritten++;
      firstOverwritten = firstOverwritten == null ? object : firstOverwritten;
      if (takesOverwritten) {
        fresh(object);
      }
    }

    @Override
    public void skippedBefore(ObjectRef object) {
      skipped++;
    }
  }

  @Override
  public Map<String, String> metrics(long consumed) {
    return StreamMetrics.of(seen, backlog, watch, log, consumed);
  }
}

package io.s3ingest.sync;

import io.s3ingest.cursor.Ledger;
import io.s3ingest.cursor.LedgerChange;
import io.s3ingest.cursor.LedgerEntry;
import io.s3ingest.cursor.LedgerRoot;
import io.s3ingest.cursor.LedgerWriter;
import io.s3ingest.cursor.ObjectChange;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.error.SyncErrors;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Commits slices with the ledgers that know them, and clears up behind runs that died. */
final class SyncCommits {
  private final SyncSource source;
  private final Destination destination;
  private final String pipeline;
  private final RunPlans plans;
  private final SyncListener listener;
  private final SyncTally tally;
  private final Clock clock;
  private Ledger ledger;
  private String expected;
  private String fence;
  private RefreshBranch refresh;

  SyncCommits(
      SyncSource source,
      Destination destination,
      String pipeline,
      RunPlans plans,
      SyncListener listener,
      SyncTally tally,
      Ledger ledger,
      String expected,
      Clock clock) {
    this.source = source;
    this.destination = destination;
    this.pipeline = pipeline;
    this.plans = plans;
    this.listener = listener;
    this.tally = tally;
    this.ledger = ledger;
    this.expected = expected;
    this.clock = clock;
    this.fence = destination.fence(pipeline, false);
  }

  Ledger ledger() {
    return ledger;
  }

  /** Each slice becomes a commit of its own. */
  void append(Iterator<List<ObjectChange>> slices, SliceStager stager, String adopted) {
    LedgerChange change = tally.starting().change();
    boolean urgent = tally.starting().urgent();
    String forgets = adopted;
    boolean first = true;
    while (first || slices.hasNext()) {
      // What another pipeline knew is committed before anything is laid over it.
      boolean takesOver = first && adopted != null;
      List<ObjectChange> objects = takesOver || !slices.hasNext() ? List.of() : slices.next();
      first = false;
      SliceResult slice = staged(objects, stager);
      boolean news = settle(change, objects, slice);
      if (!news && !urgent) {
        plans.delete(slice.planId());
        continue;
      }
      commit(slice, change, forgets);
      change = new LedgerChange();
      urgent = false;
      forgets = null;
    }
    tally.requireAllOffered();
  }

  /** Puts all that follows on the branch of a refresh, made now if {@code expected} is null. */
  void refresh(RefreshBranch branch) {
    refresh = branch;
    fence = destination.fence(pipeline, true);
    if (expected != null) {
      return;
    }
    String commitId = UUID.randomUUID().toString();
    LedgerRoot root =
        LedgerWriter.write(
            ledger, new LedgerChange(), commitId, clock.instant(), ledger.root().epoch());
    tally.committed(null, publish(commitId, root, null, null), Duration.ZERO);
    listener.reached(SyncStep.BRANCH_CREATED, source.stream());
  }

  /** Makes the branch the state of the table. */
  void publishRefresh() {
    tally.published(destination.publishRefresh(pipeline, ledger.root().commitId()));
    refresh = null;
    fence = destination.fence(pipeline, false);
    listener.reached(SyncStep.PUBLISHED, source.stream());
  }

  private SliceResult staged(List<ObjectChange> objects, SliceStager stager) {
    Instant begin = clock.instant();
    SliceResult slice = stager.stage(objects, fence);
    tally.staged(slice, Duration.between(begin, clock.instant()));
    listener.staged(source.stream(), slice.taken().size(), slice.bytes(), slice.rowCount());
    return slice;
  }

  /** Records problems; returns whether the slice says anything that the ledger does not know. */
  private boolean settle(LedgerChange change, List<ObjectChange> objects, SliceResult slice) {
    boolean news = !slice.settled().isEmpty();
    if (slice.problems().isEmpty()) {
      return news;
    }
    for (ObjectChange object : objects) {
      ObjectProblem problem = object.taken() ? slice.problems().get(object.object()) : null;
      if (problem == null) {
        continue;
      }
      if (problem.outcome() == ObjectProblem.Outcome.CORRUPT) {
        String error = problem.message();
        LedgerEntry skipped =
            object.known() == null
                ? LedgerEntry.marked(object.object(), slice.planId(), clock.instant(), error)
                : LedgerEntry.skipped(object.object(), object.known(), error);
        change.take(skipped, object.known());
        news = true;
      }
      if (problem.outcome() != ObjectProblem.Outcome.QUARANTINED) {
        continue;
      }
      LedgerEntry before = object.failed();
      if (before != null && problem.message().equals(before.error())) {
        continue;
      }
      int attempts = before == null ? 1 : before.attempts() + 1;
      change.hold(LedgerEntry.quarantined(object.object(), attempts, problem.message()));
      news = true;
    }
    return news;
  }

  private void commit(SliceResult slice, LedgerChange change, String forgets) {
    Instant begin = clock.instant();
    for (ObjectChange settled : slice.settled()) {
      if (settled.taken()) {
        long rows = slice.rows().get(settled.key());
        change.take(
            LedgerEntry.ingested(settled.object(), rows, slice.planId(), begin), settled.known());
      } else {
        change.remove(settled.known());
      }
    }
    LedgerRoot root =
        LedgerWriter.write(ledger, change, slice.planId(), begin, ledger.root().epoch());
    listener.reached(SyncStep.LEDGER_WRITTEN, source.stream());
    Destination.Published published;
    try {
      published = publish(slice.planId(), root, slice, forgets);
    } catch (S3IngestException e) {
      if (!SyncErrors.mayBeReferred(e)) {
        discard(slice);
      }
      throw e;
    }
    SyncStep reached = refresh == null ? SyncStep.COMMITTED : SyncStep.SLICE_COMMITTED;
    listener.reached(reached, source.stream());
    tally.committed(slice, published, Duration.between(begin, clock.instant()));
    plans.delete(slice.planId());
    listener.reached(SyncStep.PLAN_DELETED, source.stream());
    listener.committed(
        source.stream(), slice.taken().size(), slice.rowCount(), published.snapshotId());
  }

  /** Commits, and goes on from there; without a slice nothing but the ledger. */
  private Destination.Published publish(
      String commitId, LedgerRoot root, SliceResult slice, String forgets) {
    Ledger next = Ledger.open(destination.ledger(pipeline), root.path());
    boolean staged = slice != null && slice.staged() != null;
    Destination.Published published =
        destination.publish(
            new Publication(
                commitId,
                pipeline,
                expected,
                fence,
                root.path(),
                tally.counts(slice),
                staged ? slice.fieldIds() : Map.of(),
                staged ? List.of(slice.staged()) : List.of(),
                refresh,
                forgets,
                slice == null ? Set.of() : removes(slice)));
    expected = root.path();
    ledger = next;
    fence = destination.fence(pipeline, refresh != null);
    return published;
  }

  private Set<String> removes(SliceResult slice) {
    Set<String> removes = new HashSet<>();
    for (ObjectChange settled : slice.settled()) {
      if (tally.starting().policy().removesRows(settled)) {
        removes.add(settled.key());
      }
    }
    return removes;
  }

  private void discard(SliceResult slice) {
    if (slice.staged() != null) {
      slice.staged().discard();
    }
    plans.delete(slice.planId());
  }

  /** Commits a new epoch, so that a run that only slept cannot commit any more. */
  void fence() {
    String commitId = UUID.randomUUID().toString();
    LedgerRoot root =
        LedgerWriter.write(
            ledger, new LedgerChange(), commitId, clock.instant(), ledger.root().epoch() + 1);
    publish(commitId, root, null, null);
    listener.reached(SyncStep.FENCED, source.stream());
  }
}

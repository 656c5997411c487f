package io.s3ingest.sync;

import io.s3ingest.cursor.Ledger;
import io.s3ingest.cursor.LedgerChange;
import io.s3ingest.cursor.LedgerCleaner;
import io.s3ingest.cursor.LedgerEntry;
import io.s3ingest.cursor.LedgerIO;
import io.s3ingest.cursor.LedgerRoot;
import io.s3ingest.cursor.LedgerWriter;
import io.s3ingest.cursor.ObjectChange;
import io.s3ingest.error.CursorErrors;
import io.s3ingest.error.ErrorCondition;
import io.s3ingest.error.S3IngestException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Commits slices with the ledgers that know them, and clears up behind runs that died. */
final class SyncCommits {
  /** After these, something may still become visible: nothing is deleted. */
  private static final Set<ErrorCondition> UNKNOWN =
      Set.of(ErrorCondition.COMMIT_UNKNOWN, ErrorCondition.CATALOG_FAILED);

  private final SyncSource source;
  private final Destination destination;
  private final String pipeline;
  private final RunPlans plans;
  private final SyncListener listener;
  private final SyncTally tally;
  private final Clock clock;
  private Ledger ledger;
  private String expected;

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
      commit(List.of(slice), change, slice.planId(), null, forgets);
      change = new LedgerChange();
      urgent = false;
      forgets = null;
    }
  }

  /** All slices become one commit that replaces the rows of the table. */
  void replaceAll(Iterator<List<ObjectChange>> slices, SliceStager stager, long since) {
    List<SliceResult> staged = new ArrayList<>();
    LedgerChange change = new LedgerChange();
    try {
      while (slices.hasNext()) {
        List<ObjectChange> objects = slices.next();
        SliceResult slice = staged(objects, stager);
        staged.add(slice);
        settle(change, objects, slice);
      }
    } catch (RuntimeException e) {
      discard(staged);
      throw e;
    }
    commit(staged, change, UUID.randomUUID().toString(), since, null);
  }

  private SliceResult staged(List<ObjectChange> objects, SliceStager stager) {
    Instant begin = clock.instant();
    SliceResult slice = stager.stage(objects);
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
      if (problem == null || problem.outcome() != ObjectProblem.Outcome.QUARANTINED) {
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

  private void commit(
      List<SliceResult> slices,
      LedgerChange change,
      String commitId,
      Long replaces,
      String forgets) {
    Instant begin = clock.instant();
    Map<String, Integer> fieldIds = new LinkedHashMap<>();
    List<Destination.Staged> staged = new ArrayList<>();
    Set<String> removes = new HashSet<>();
    for (SliceResult slice : slices) {
      for (ObjectChange settled : slice.settled()) {
        if (settled.taken()) {
          long rows = slice.rows().get(settled.key());
          change.take(
              LedgerEntry.ingested(settled.object(), rows, commitId, begin), settled.known());
        } else {
          change.remove(settled.known());
        }
        if (tally.starting().policy().removesRows(settled)) {
          removes.add(settled.key());
        }
      }
      if (slice.staged() != null) {
        staged.add(slice.staged());
        fieldIds.putAll(slice.fieldIds());
      }
    }
    LedgerRoot root = LedgerWriter.write(ledger, change, commitId, begin, ledger.root().epoch());
    listener.reached(SyncStep.LEDGER_WRITTEN, source.stream());
    Destination.Published published;
    try {
      published =
          destination.publish(
              new Publication(
                  commitId,
                  pipeline,
                  expected,
                  root.path(),
                  tally.counts(slices),
                  fieldIds,
                  staged,
                  replaces,
                  forgets,
                  removes));
    } catch (S3IngestException e) {
      if (!UNKNOWN.contains(e.condition())) {
        discard(slices);
      }
      throw e;
    }
    listener.reached(SyncStep.COMMITTED, source.stream());
    tally.committed(slices, published, Duration.between(begin, clock.instant()));
    slices.forEach(slice -> plans.delete(slice.planId()));
    moveTo(root);
    long files = slices.stream().mapToLong(slice -> slice.taken().size()).sum();
    long rows = slices.stream().mapToLong(SliceResult::rowCount).sum();
    listener.committed(source.stream(), files, rows, published.snapshotId());
  }

  private void discard(List<SliceResult> slices) {
    for (SliceResult slice : slices) {
      if (slice.staged() != null) {
        slice.staged().discard();
      }
      plans.delete(slice.planId());
    }
  }

  private void moveTo(LedgerRoot root) {
    expected = root.path();
    ledger = Ledger.open(destination.ledger(pipeline), expected);
  }

  /**
   * Deletes what runs older than {@code age} staged and never committed. A commit of a new epoch
   * comes first, so that one of them that only slept cannot commit any more.
   */
  void clean(Duration age) {
    LedgerIO io = destination.ledger(pipeline);
    Instant before = clock.instant().minus(age);
    Map<String, String> dead = new LinkedHashMap<>();
    try {
      for (LedgerIO.Item item : io.list("plans")) {
        if (!item.written().isAfter(before)) {
          String name = item.path().substring("plans/".length());
          dead.put(name.replace(".json", ""), item.path());
        }
      }
      if (dead.isEmpty()) {
        return;
      }
      if (!destination.orphans(dead.keySet()).isEmpty()) {
        fence();
        destination.delete(destination.orphans(dead.keySet()));
      }
      for (String path : dead.values()) {
        io.delete(path);
      }
      LedgerCleaner.clean(io, destination.ledgerRoots(pipeline), before);
    } catch (IOException e) {
      throw CursorErrors.ledgerNotWritten(io.uri("plans"), e);
    }
  }

  private void fence() {
    String commitId = UUID.randomUUID().toString();
    LedgerRoot root =
        LedgerWriter.write(
            ledger, new LedgerChange(), commitId, clock.instant(), ledger.root().epoch() + 1);
    destination.publish(
        new Publication(
            commitId,
            pipeline,
            expected,
            root.path(),
            tally.counts(List.of()),
            Map.of(),
            List.of(),
            null,
            null));
    moveTo(root);
  }
}

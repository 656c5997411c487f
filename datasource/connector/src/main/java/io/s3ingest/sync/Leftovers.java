package io.s3ingest.sync;

import io.s3ingest.cursor.LedgerCleaner;
import io.s3ingest.cursor.LedgerIO;
import io.s3ingest.cursor.PlanFileCodec;
import io.s3ingest.error.CursorErrors;
import io.s3ingest.error.S3IngestException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What runs of a pipeline that died have left behind: plans, and what was staged for them. A plan
 * that others have overtaken can never be committed, whether its run is dead or asleep, and is
 * cleaned at once. Any other may still be committed by a run that only sleeps, so it stays until it
 * is old, and is fenced off before it is cleaned.
 */
final class Leftovers {
  /** Reading all roots for each small commit would cost more than the few files that it frees. */
  private static final int LEDGER_SWEEP = 16;

  private final Destination destination;
  private final String pipeline;
  private final Duration age;
  private final Clock clock;

  /** Counts what is older than {@code age} as that of a dead run. */
  Leftovers(Destination destination, String pipeline, Duration age, Clock clock) {
    this.destination = destination;
    this.pipeline = pipeline;
    this.age = age;
    this.clock = clock;
  }

  /**
   * Cleans before a run stages anything.
   *
   * @param fence commits a new epoch where this run commits
   * @param refresh whether that is the branch of a refresh
   */
  void clean(Runnable fence, boolean refresh) {
    Instant before = clock.instant().minus(age);
    if (!refresh) {
      dropDeadRefresh(before);
    }
    List<Plan> plans = plans();
    String own = destination.fence(pipeline, refresh);
    Set<String> old =
        ids(plans, plan -> own.equals(plan.fence()) && !plan.written().isAfter(before));
    if (!old.isEmpty() && !destination.orphans(old).isEmpty()) {
      fence.run();
    }
    delete(overtaken(plans));
  }

  /** Cleans behind the plans that the commits of this run have overtaken. */
  void sweep(long sequence) {
    List<Plan> plans = plans();
    List<Plan> overtaken = overtaken(plans);
    delete(overtaken);
    boolean due = !overtaken.isEmpty() || sequence % LEDGER_SWEEP == 0;
    if (due && overtaken.size() == plans.size()) {
      LedgerIO io = destination.ledger(pipeline);
      try {
        LedgerCleaner.clean(io, destination.ledgerRoots(pipeline), clock.instant().minus(age));
      } catch (IOException e) {
        throw CursorErrors.ledgerNotWritten(io.uri("roots"), e);
      }
    }
  }

  private record Plan(String id, String path, Instant written, String fence) {}

  private void dropDeadRefresh(Instant before) {
    Destination.Unfinished refresh = destination.unfinishedRefresh(pipeline);
    if (refresh != null && !refresh.newest().isAfter(before)) {
      destination.dropRefresh(pipeline);
    }
  }

  private List<Plan> plans() {
    LedgerIO io = destination.ledger(pipeline);
    List<Plan> out = new ArrayList<>();
    try {
      for (LedgerIO.Item item : io.list("plans")) {
        Plan plan = plan(io, item);
        if (plan != null) {
          out.add(plan);
        }
      }
    } catch (IOException e) {
      throw CursorErrors.ledgerNotWritten(io.uri("plans"), e);
    }
    return out;
  }

  /** Returns null for one that its run, which is alive, has just committed. */
  private static Plan plan(LedgerIO io, LedgerIO.Item item) throws IOException {
    String id = item.path().substring("plans/".length()).replace(".json", "");
    try {
      byte[] content = io.read(item.path());
      String fence = PlanFileCodec.decode(content, io.uri(item.path())).fence();
      return new Plan(id, item.path(), item.written(), fence);
    } catch (FileNotFoundException e) {
      return null;
    } catch (S3IngestException e) {
      return new Plan(id, item.path(), item.written(), null);
    }
  }

  /** The fences are asked for after the plans were listed: what is not current then never is. */
  private List<Plan> overtaken(List<Plan> plans) {
    if (plans.isEmpty()) {
      return plans;
    }
    Set<String> current =
        Set.of(destination.fence(pipeline, false), destination.fence(pipeline, true));
    return plans.stream()
        .filter(plan -> plan.fence() != null && !current.contains(plan.fence()))
        .toList();
  }

  private static Set<String> ids(List<Plan> plans, Predicate<Plan> wanted) {
    return plans.stream()
        .filter(wanted)
        .map(Plan::id)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private void delete(List<Plan> plans) {
    if (plans.isEmpty()) {
      return;
    }
    destination.delete(destination.orphans(ids(plans, plan -> true)));
    LedgerIO io = destination.ledger(pipeline);
    try {
      for (Plan plan : plans) {
        io.delete(plan.path());
      }
    } catch (IOException e) {
      throw CursorErrors.ledgerNotWritten(io.uri("plans"), e);
    }
  }
}

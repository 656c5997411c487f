package io.s3ingest.cursor;

import io.s3ingest.metric.SplitCountAccumulator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The runs of this driver, by run id: how {@code format("s3ingest")} opens the plan that sync hands
 * to it, and where its tasks report their counts. Lives on the driver only.
 */
public final class RunRegistry {
  private static final Map<String, Run> RUNS = new ConcurrentHashMap<>();

  private RunRegistry() {}

  /** A run that sync has open. */
  public interface Run {
    /** Reads the plan file at {@code uri}. */
    PlanFile openPlan(String uri);

    /** Returns the sink for the counts of this run's tasks, registered with Spark. */
    SplitCountAccumulator counts();
  }

  /** Makes a run known; the handle forgets it again. */
  public static Registration register(String runId, Run run) {
    RUNS.put(runId, run);
    return () -> RUNS.remove(runId);
  }

  /** Returns a run, or null if this driver has none of that id. */
  public static Run find(String runId) {
    return RUNS.get(runId);
  }

  /** Forgets a run when closed. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}

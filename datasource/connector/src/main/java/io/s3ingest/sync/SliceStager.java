package io.s3ingest.sync;

import io.s3ingest.cursor.FileGroup;
import io.s3ingest.cursor.FileSplit;
import io.s3ingest.cursor.ObjectChange;
import io.s3ingest.cursor.PlanFile;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.FormatRegistry;
import io.s3ingest.decode.ObjectFormat;
import io.s3ingest.decode.ObjectPieces;
import io.s3ingest.error.BadObjectsException;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.error.SyncErrors;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.plan.FileGroupPlanner;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.StoreRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stages the rows of one slice: plans, reads, checks the counts. A bad object is recorded and left
 * out of a new plan; only plans that fail without naming a new one are counted against a limit.
 */
final class SliceStager {
  private static final Logger LOG = LoggerFactory.getLogger(SliceStager.class);
  private static final int IDLE_PLANS = 3;

  /** Where records begin does not depend on the session. */
  private static final Map<String, String> ANY_SESSION =
      Map.of("spark.sql.session.timeZone", "UTC");

  private final SyncSource source;
  private final ReadOptions read;
  private final Destination destination;
  private final RowStager rows;
  private final ColumnPlan columns;
  private final RunPlans plans;
  private final String runId;
  private final String pipeline;
  private final SyncListener listener;
  private final Clock clock;
  private final BadObjectRules rules;

  SliceStager(
      SyncSource source,
      ReadOptions read,
      Destination destination,
      RowStager rows,
      ColumnPlan columns,
      RunPlans plans,
      String runId,
      String pipeline,
      SyncListener listener,
      Clock clock) {
    this.source = source;
    this.read = read;
    this.destination = destination;
    this.rows = rows;
    this.columns = columns;
    this.plans = plans;
    this.runId = runId;
    this.pipeline = pipeline;
    this.listener = listener;
    this.clock = clock;
    this.rules = BadObjectRules.of(source.options());
  }

  /**
   * Stages the objects among the changes; those that only lose their rows are passed on.
   *
   * @param fence the state of the destination that they are to be committed to
   */
  SliceResult stage(List<ObjectChange> changes, String fence) {
    List<ObjectRef> slice = new ArrayList<>();
    for (ObjectChange change : changes) {
      if (change.taken()) {
        slice.add(change.object());
      }
    }
    Map<ObjectRef, ObjectProblem> problems = new LinkedHashMap<>();
    int idle = 0;
    while (true) {
      List<ObjectRef> left = new ArrayList<>(slice);
      left.removeAll(problems.keySet());
      PlanFile plan = plan(left, fence);
      // Also where nothing is read: deletes may be staged under the plan's name.
      String uri = plans.write(plan);
      if (left.isEmpty()) {
        return new SliceResult(
            plan.planId(), changes, null, plan.fieldIds(), List.of(), Map.of(), problems);
      }
      listener.reached(SyncStep.PLANNED, source.stream());
      try {
        RowStager.StagedRows staged = rows.stage(plan, uri);
        listener.reached(SyncStep.STAGED, source.stream());
        return checked(plan, changes, left, staged, problems);
      } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
        abandon(plan);
        BadObjectsException bad = BadObjectsException.in(e);
        if (bad == null) {
          S3IngestException known = S3IngestException.in(e);
          throw known != null ? known : SyncErrors.stagingFailed(destination.name(), e);
        }
        if (!record(bad, left, problems) && ++idle == IDLE_PLANS) {
          throw SyncErrors.noProgress(destination.name(), e);
        }
      }
    }
  }

  private SliceResult checked(
      PlanFile plan,
      List<ObjectChange> changes,
      List<ObjectRef> left,
      RowStager.StagedRows staged,
      Map<ObjectRef, ObjectProblem> problems) {
    CountCheck.pieces(plan.groups(), staged.counts(), destination.name());
    Map<String, Long> counts =
        CountCheck.rows(left, staged.counts(), staged.files().rows(), destination.name());
    listener.reached(SyncStep.COUNTED, source.stream());
    return new SliceResult(
        plan.planId(), changes, staged.files(), plan.fieldIds(), left, counts, problems);
  }

  private PlanFile plan(List<ObjectRef> objects, String fence) {
    List<FileSplit> splits = new ArrayList<>();
    objects.forEach(object -> splits.add(FileSplit.whole(object)));
    FileGroupPlanner planner =
        FileGroupPlanner.forWriting(read.maxGroupBytes(), read.maxGroupFiles(), rows.parallelism());
    List<FileGroup> groups = planner.plan(cut(planner, splits));
    Destination.Fields fields = destination.fields();
    String planId = UUID.randomUUID().toString();
    return new PlanFile(
        planId,
        pipeline,
        runId,
        clock.instant(),
        source.format(),
        source.bucket(),
        source.base(),
        columns.read().json(),
        source.partitionColumns(),
        fields.schemaId(),
        fields.ids(),
        destination.stagingPath(planId),
        fence,
        groups);
  }

  private List<FileSplit> cut(FileGroupPlanner planner, List<FileSplit> splits) {
    DecodeOptions decoding = DecodeOptions.of(read, ANY_SESSION);
    ObjectFormat format = FormatRegistry.load().named(source.format()).orElse(null);
    long least = format == null ? 0 : format.pieceBytes(decoding, read.minSplitBytes());
    return least == 0
        ? splits
        : new ObjectPieces(format, StoreRegistry.open(read.store()), decoding)
            .aligned(planner.cut(splits, least));
  }

  /** Deletes what a plan that will never be committed has left, or leaves it to a later run. */
  private void abandon(PlanFile plan) {
    try {
      destination.delete(destination.orphans(Set.of(plan.planId())));
    } catch (RuntimeException e) {
      // The failure that led here is the one to tell; a later run finds the plan file and cleans.
      LOG.warn("Staged files of plan {} could not be deleted now", plan.planId(), e);
      return;
    }
    plans.delete(plan.planId());
  }

  /** Returns whether an object was named that was not before. */
  private boolean record(
      BadObjectsException bad, List<ObjectRef> left, Map<ObjectRef, ObjectProblem> problems) {
    Map<String, ObjectRef> byKey = new TreeMap<>();
    left.forEach(object -> byKey.put(object.key(), object));
    boolean any = false;
    for (BadObjectsException.BadObject failure : bad.objects()) {
      ObjectRef object = byKey.get(failure.key());
      if (object == null) {
        continue;
      }
      ObjectProblem.Outcome outcome = rules.outcome(failure.condition());
      if (outcome == null) {
        throw bad;
      }
      ObjectProblem problem =
          new ObjectProblem(outcome, object.uri(), failure.condition(), failure.message());
      problems.put(object, problem);
      listener.problem(source.stream(), problem);
      any = true;
    }
    return any;
  }
}

package io.s3ingest.sync;

import io.s3ingest.cursor.FileGroup;
import io.s3ingest.cursor.FileSplit;
import io.s3ingest.error.SyncErrors;
import io.s3ingest.metric.SplitCount;
import io.s3ingest.store.ObjectRef;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Proves that what was found in the objects is what was staged. */
final class CountCheck {
  /** What becomes of each listed object; one of these. */
  private static final List<String> OUTCOMES =
      List.of("ingested", "unchanged", "pending", "ignored", "quarantined", "excluded", "skipped");

  private CountCheck() {}

  /** Refuses counts of which the listed objects are not the sum. */
  static void objects(Map<String, Long> counts, String where, String table) {
    long sum = 0;
    boolean negative = false;
    StringBuilder said = new StringBuilder();
    for (String outcome : OUTCOMES) {
      long count = counts.get(outcome);
      sum += count;
      negative |= count < 0;
      said.append(said.isEmpty() ? "" : ", ").append(count).append(' ').append(outcome);
    }
    long listed = counts.get("listed");
    if (negative || sum != listed) {
      throw SyncErrors.unbalanced(
          where, table, "%d objects were listed, and there are %s".formatted(listed, said));
    }
  }

  /** Refuses counts in which a piece is missing. */
  static void pieces(List<FileGroup> planned, Collection<SplitCount> counts, String table) {
    Set<String> reported = new HashSet<>();
    counts.forEach(count -> reported.add(count.id()));
    for (FileGroup group : planned) {
      for (FileSplit split : group.splits()) {
        if (!reported.contains(SplitCount.id(split.object().key(), split.start()))) {
          String why = "no task reported what begins at byte " + split.start();
          throw SyncErrors.unbalanced(split.object().uri(), table, why);
        }
      }
    }
  }

  /**
   * Returns the rows of each object by key.
   *
   * @param stagedRows what the staged files say they hold
   */
  static Map<String, Long> rows(
      List<ObjectRef> planned, Collection<SplitCount> counts, long stagedRows, String table) {
    Map<String, long[]> sums = new TreeMap<>();
    for (SplitCount count : counts) {
      long[] sum = sums.computeIfAbsent(count.key(), key -> new long[3]);
      sum[0] += count.framed();
      sum[1] += count.emitted();
      sum[2] += count.rejected();
    }
    Map<String, Long> rows = new TreeMap<>();
    long emitted = 0;
    for (ObjectRef object : planned) {
      long[] sum = sums.get(object.key());
      if (sum == null) {
        throw SyncErrors.unbalanced(object.uri(), table, "no task reported the object");
      }
      if (sum[0] != sum[1] + sum[2]) {
        throw SyncErrors.unbalanced(
            object.uri(),
            table,
            "%d records were found, %d emitted and %d rejected".formatted(sum[0], sum[1], sum[2]));
      }
      rows.put(object.key(), sum[1]);
      emitted += sum[1];
    }
    if (emitted != stagedRows) {
      String where = planned.isEmpty() ? table : planned.get(0).uri();
      String more = planned.size() > 1 ? " and %d more".formatted(planned.size() - 1) : "";
      throw SyncErrors.unbalanced(
          where + more,
          table,
          "%d records were emitted and %d staged".formatted(emitted, stagedRows));
    }
    return rows;
  }
}

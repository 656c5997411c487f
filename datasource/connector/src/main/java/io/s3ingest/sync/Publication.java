package io.s3ingest.sync;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one commit makes visible.
 *
 * @param expected the root that must still be the pipeline's; null for none
 * @param fence what {@link Destination#fence} must still say
 * @param next the root that it becomes
 * @param counts of the snapshot summary, without the prefix of its keys
 * @param fieldIds what the staged files hold; refused if one means another name by now
 * @param refresh the branch that it goes to; null for the table's own state. Without an expected
 *     root the branch is made anew, with no rows of the table on it
 * @param forgets a pipeline whose memory this one takes over; null for none
 * @param removes keys of objects whose rows, as far as the table has them, go with this commit;
 *     none on the branch of a refresh
 */
public record Publication(
    String commitId,
    String pipeline,
    String expected,
    String fence,
    String next,
    Map<String, String> counts,
    Map<String, Integer> fieldIds,
    List<Destination.Staged> staged,
    RefreshBranch refresh,
    String forgets,
    Set<String> removes) {
  public Publication {
    counts = Map.copyOf(counts);
    fieldIds = Map.copyOf(fieldIds);
    staged = List.copyOf(staged);
    removes = Set.copyOf(removes);
    if (refresh != null && !removes.isEmpty()) {
      throw new IllegalArgumentException("a refresh has no rows to remove");
    }
  }

  /** Returns whether this commit begins a refresh. */
  public boolean beginsRefresh() {
    return refresh != null && expected == null;
  }
}

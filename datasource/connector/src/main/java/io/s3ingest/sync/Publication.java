package io.s3ingest.sync;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one commit makes visible.
 *
 * @param expected the root that must still be the pipeline's; null for none
 * @param next the root that it becomes
 * @param counts of the snapshot summary, without the prefix of its keys
 * @param fieldIds what the staged files hold; refused if one means another name by now
 * @param replaces all rows of the table are replaced, if since this snapshot (-1 for an empty
 *     table) others have only compacted; null to append
 * @param forgets a pipeline whose memory this one takes over; null for none
 * @param removes keys of objects whose rows, as far as the table has them, go with this commit
 */
public record Publication(
    String commitId,
    String pipeline,
    String expected,
    String next,
    Map<String, String> counts,
    Map<String, Integer> fieldIds,
    List<Destination.Staged> staged,
    Long replaces,
    String forgets,
    Set<String> removes) {
  public Publication {
    counts = Map.copyOf(counts);
    fieldIds = Map.copyOf(fieldIds);
    staged = List.copyOf(staged);
    removes = Set.copyOf(removes);
  }

  /** A publication that removes no rows of single objects. */
  public Publication(
      String commitId,
      String pipeline,
      String expected,
      String next,
      Map<String, String> counts,
      Map<String, Integer> fieldIds,
      List<Destination.Staged> staged,
      Long replaces,
      String forgets) {
    this(commitId, pipeline, expected, next, counts, fieldIds, staged, replaces, forgets, Set.of());
  }
}

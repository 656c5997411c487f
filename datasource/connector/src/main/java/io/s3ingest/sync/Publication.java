package io.s3ingest.sync;

import java.util.List;
import java.util.Map;

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
    String forgets) {
  public Publication {
    counts = Map.copyOf(counts);
    fieldIds = Map.copyOf(fieldIds);
    staged = List.copyOf(staged);
  }
}

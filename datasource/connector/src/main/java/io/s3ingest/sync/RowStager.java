package io.s3ingest.sync;

import io.s3ingest.cursor.PlanFile;
import io.s3ingest.metric.SplitCount;
import java.util.Collection;
import java.util.List;

/** Turns the objects of a plan into data files that no snapshot has. Not thread-safe. */
public interface RowStager {
  /** Returns how many groups of a plan are worked on at once. */
  int parallelism();

  /**
   * Reads every object of a plan that is written at {@code uri}, and writes its rows below the
   * plan's staging path. What a failed call has left there is the caller's to delete.
   *
   * @throws io.s3ingest.error.BadObjectsException somewhere in the causes, if objects cannot be
   *     read
   */
  StagedRows stage(PlanFile plan, String uri);

  /**
   * What was staged.
   *
   * @param counts what the reading found, at least one for each object
   */
  record StagedRows(Destination.Staged files, Collection<SplitCount> counts) {
    public StagedRows {
      counts = List.copyOf(counts);
    }
  }
}

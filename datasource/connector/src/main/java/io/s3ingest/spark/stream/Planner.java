package io.s3ingest.spark.stream;

import java.util.Map;

/** Plans the batches of a stream into its log. */
interface Planner {
  /** Begins the stream unless it has begun before. */
  void begin();

  /** Goes on where the log ends; refuses a log that is of something else. */
  void resume();

  /** Plans nothing that is newer than what the next look shows. */
  void endWithWhatIsThere();

  /**
   * Moves batches that have run out of the way.
   *
   * @param skipped why objects of the last of them were not read, by key
   */
  void settle(long upTo, Map<String, String> skipped);

  /** Logs the next batch; false if there is nothing to read now. */
  boolean plan(Admission limit);

  /** Returns what the query's progress shows of this source. */
  Map<String, String> metrics(long consumed);
}

package io.s3ingest.sync;

/**
 * Hears how a sync goes on, on the thread that runs it. What it throws ends the sync there, as a
 * crash would. Listeners that are services of this interface on the class path hear every sync.
 */
public interface SyncListener {
  /** Hears nothing. */
  SyncListener SILENT = new SyncListener() {};

  /** The objects of all slices of a stream are known. */
  default void planned(String stream, long files, long bytes) {}

  /** A slice is staged. */
  default void staged(String stream, long files, long bytes, long rows) {}

  /** A slice is committed. */
  default void committed(String stream, long files, long rows, long snapshotId) {}

  /** An object is left out of this sync; the sync goes on. */
  default void problem(String stream, ObjectProblem problem) {}

  /** A step is reached. */
  default void reached(SyncStep step, String stream) {}
}

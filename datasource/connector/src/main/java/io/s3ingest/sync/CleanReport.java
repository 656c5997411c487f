package io.s3ingest.sync;

import io.s3ingest.options.CleanSource;
import java.util.List;

/**
 * What a sync did with source objects whose rows are committed.
 *
 * @param dryRun whether it was only found out what would be done
 * @param cleaned how many objects were tagged, moved or deleted, or would be
 * @param keys the first of them in key order
 * @param changed how many had other content by then, or were gone, and were left to the next sync
 * @param failures the first messages of what failed; the next sync tries again
 * @param failed how many failed
 */
public record CleanReport(
    CleanSource.Mode mode,
    boolean dryRun,
    long cleaned,
    List<String> keys,
    long changed,
    List<String> failures,
    long failed) {
  /** Nothing was to be cleaned. */
  public static final CleanReport NONE =
      new CleanReport(CleanSource.Mode.OFF, false, 0, List.of(), 0, List.of(), 0);

  public CleanReport {
    keys = List.copyOf(keys);
    failures = List.copyOf(failures);
  }
}

package io.s3ingest.spark.stream;

import io.s3ingest.store.ObjectRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** What the progress of a query shows of one stream. */
final class StreamMetrics {
  /**
   * What the last listing showed.
   *
   * @param storeTime the store's clock when it began; null if the store has none
   */
  record Seen(long listed, long overwrittenIgnored, long quarantined, Instant storeTime) {
    static final Seen NOTHING = new Seen(0, 0, 0, null);
  }

  private StreamMetrics() {}

  /** Counts what is not read yet: what waits, and what is logged behind the consumed batch. */
  static Map<String, String> of(
      Seen seen, Backlog backlog, FolderWatch watch, StreamLog log, long consumed) {
    long files = backlog.files();
    long bytes = backlog.bytes();
    Instant oldest = backlog.oldest();
    for (long batch = Math.max(consumed + 1, log.first()); batch <= log.last(); batch++) {
      for (ObjectRef object : TakenObjects.objects(log.batch(batch))) {
        files++;
        bytes += object.size();
        oldest =
            oldest == null || object.lastModified().isBefore(oldest)
                ? object.lastModified()
                : oldest;
      }
    }
    Map<String, String> out = new TreeMap<>();
    out.put("numFilesOutstanding", String.valueOf(files));
    out.put("numBytesOutstanding", String.valueOf(bytes));
    out.put("numFilesListed", String.valueOf(seen.listed()));
    out.put("numFilesOverwrittenIgnored", String.valueOf(seen.overwrittenIgnored()));
    out.put("numFilesQuarantined", String.valueOf(seen.quarantined()));
    if (oldest != null && seen.storeTime() != null) {
      Duration age = Duration.between(oldest, seen.storeTime()).plus(watch.pace().age());
      out.put("oldestOutstandingFileAgeMs", String.valueOf(Math.max(0, age.toMillis())));
    }
    return out;
  }
}

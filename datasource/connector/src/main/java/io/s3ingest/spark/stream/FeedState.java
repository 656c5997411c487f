package io.s3ingest.spark.stream;

import io.s3ingest.changes.ChangePosition;
import io.s3ingest.changes.KeyState;
import io.s3ingest.cursor.FileGroup;
import io.s3ingest.cursor.FileSplit;
import io.s3ingest.cursor.KeyOrder;
import io.s3ingest.cursor.LedgerIO;
import io.s3ingest.cursor.PlanFile;
import io.s3ingest.cursor.PlanFileCodec;
import io.s3ingest.error.StreamErrors;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a feed of changes has given out of each key: a file of the checkpoint, and the logged
 * batches behind it. {@code docs/format/stream.md} specifies the file.
 */
final class FeedState {
  /** How far a feed is. */
  enum Phase {
    SNAPSHOT("snapshot"),
    CHANGES("changes");

    private final String text;

    Phase(String text) {
      this.text = text;
    }

    static Phase of(PlanFile plan) {
      return plan.runId().equals(SNAPSHOT.text) ? SNAPSHOT : CHANGES;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final String FOLDER = "feed";
  private static final int MOST_BATCHES_BEHIND = 100;
  private static final int FEWEST_CHANGES_BEHIND = 1000;
  private static final String NO_COLUMNS = "{\"type\":\"struct\",\"fields\":[]}";

  private final StreamLog log;
  private final Map<String, KeyState> known = new HashMap<>();
  private Phase phase = Phase.SNAPSHOT;
  private List<String> files = new ArrayList<>();
  private long batch = -1;
  private long changesBehind;

  private FeedState(StreamLog log) {
    this.log = log;
  }

  /** Opens what the log says; {@link #begun} tells whether there was a first look. */
  static FeedState open(StreamLog log) {
    FeedState out = new FeedState(log);
    try {
      out.files =
          new ArrayList<>(
              log.files().list(FOLDER).stream().map(LedgerIO.Item::path).sorted().toList());
      if (out.files.isEmpty()) {
        if (log.last() > 0) {
          throw invalid(log, FOLDER, "it is empty, and batches are logged beside it");
        }
        return out;
      }
      out.read(out.files.get(out.files.size() - 1));
    } catch (IOException e) {
      throw StreamErrors.invalidCheckpoint(
          log.files().uri(FOLDER), "reading failed: " + e.getMessage(), e);
    }
    return out;
  }

  private void read(String path) throws IOException {
    String name = path.substring(FOLDER.length() + 1);
    if (!name.matches("[0-9]{10}-[0-9]{4}\\.json")) {
      throw invalid(log, path, "it is no file of a feed");
    }
    batch = Long.parseLong(name.substring(0, 10));
    if (log.first() > batch + 1 || log.last() < batch) {
      throw invalid(
          log,
          "batches",
          "batches %d to %d are there, and the feed's state ends with batch %d"
              .formatted(log.first(), log.last(), batch));
    }
    PlanFile state = PlanFileCodec.decode(log.files().read(path), log.files().uri(path));
    apply(state);
    changesBehind = 0;
    for (long number = batch + 1; number <= log.last(); number++) {
      apply(log.batch(number));
    }
  }

  private static RuntimeException invalid(StreamLog log, String path, String why) {
    return StreamErrors.invalidCheckpoint(log.files().uri(path), why, null);
  }

  /** Counts what a batch that was just logged has given out. */
  void apply(PlanFile plan) {
    for (FileGroup group : plan.groups()) {
      for (FileSplit split : group.splits()) {
        if (split.start() == 0) {
          known.put(split.object().key(), KeyState.of(split));
          changesBehind++;
        }
      }
    }
    phase = Phase.of(plan);
  }

  /** Returns whether the first look was written down. */
  boolean begun() {
    return batch >= 0;
  }

  Phase phase() {
    return phase;
  }

  Map<String, KeyState> known() {
    return known;
  }

  /** Returns where the snapshot goes on. */
  ChangePosition snapshotPlace(ChangePosition start) {
    String key = start.key();
    if (log.last() > 0) {
      for (FileGroup group : log.batch(log.last()).groups()) {
        for (FileSplit split : group.splits()) {
          String other = split.object().key();
          if (split.change().isSnapshot() && KeyOrder.INSTANCE.compare(other, key) > 0) {
            key = other;
          }
        }
      }
    }
    return new ChangePosition(key, true, Long.MIN_VALUE);
  }

  /** Returns the newest second that a snapshot has shown so far. */
  long newestSecond() {
    long newest = 0;
    for (KeyState last : known.values()) {
      newest = Math.max(newest, last.lastModified().getEpochSecond());
    }
    return newest;
  }

  /** Writes everything down as of the last logged batch. */
  void write(Phase now, String bucket, Instant time) {
    List<FileSplit> splits = new ArrayList<>(known.size());
    known.forEach((key, last) -> splits.add(last.split(bucket, key)));
    String stream = log.requireHeader().stream();
    PlanFile plan =
        new PlanFile(
            stream + "-" + log.last(),
            stream,
            now.toString(),
            time,
            "state",
            bucket,
            "",
            NO_COLUMNS,
            List.of(),
            -1,
            Map.of(),
            null,
            splits.isEmpty() ? List.of() : List.of(new FileGroup(splits)));
    int attempt = 0;
    String path = path(log.last(), attempt);
    while (files.contains(path)) {
      path = path(log.last(), ++attempt);
    }
    log.create(path, PlanFileCodec.encode(plan));
    files.add(path);
    phase = now;
    batch = log.last();
    changesBehind = 0;
  }

  private static String path(long batch, int attempt) {
    return "%s/%010d-%04d.json".formatted(FOLDER, batch, attempt);
  }

  /**
   * Returns whether so much was logged since the last file that a new one is worth writing: then
   * each change is written a bounded number of times, and few batches are read at a start.
   */
  boolean isWorthWriting() {
    return begun()
        && (log.last() - batch >= MOST_BATCHES_BEHIND
            || changesBehind >= Math.max(FEWEST_CHANGES_BEHIND, known.size() / 2));
  }

  /** Returns the batch up to which the file goes. */
  long batch() {
    return batch;
  }

  /** Deletes all files but the last two. */
  void clean() {
    while (files.size() > 2) {
      String oldest = files.get(0);
      try {
        log.files().delete(oldest);
      } catch (IOException e) {
        throw StreamErrors.checkpointNotWritten(log.files().uri(oldest), e);
      }
      files.remove(0);
    }
  }
}

package io.s3ingest.spark.stream;

import io.s3ingest.cursor.FileGroup;
import io.s3ingest.cursor.FileSplit;
import io.s3ingest.cursor.KeyOrder;
import io.s3ingest.cursor.Ledger;
import io.s3ingest.cursor.LedgerChange;
import io.s3ingest.cursor.LedgerCleaner;
import io.s3ingest.cursor.LedgerDiff;
import io.s3ingest.cursor.LedgerEntry;
import io.s3ingest.cursor.LedgerIO;
import io.s3ingest.cursor.LedgerRoot;
import io.s3ingest.cursor.LedgerWriter;
import io.s3ingest.cursor.ObjectChange;
import io.s3ingest.cursor.ObjectListing;
import io.s3ingest.cursor.PlanFile;
import io.s3ingest.error.StreamErrors;
import io.s3ingest.store.ObjectRef;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The objects that a stream has taken: those of a ledger, and those of the logged batches behind
 * it.
 */
final class TakenObjects {
  private static final int BATCHES_AT_ONCE = 10;
  private static final Instant FOR_EVER = Instant.ofEpochSecond(1L << 40);

  private final StreamLog log;
  private final Map<String, ObjectRef> logged = new HashMap<>();
  private Ledger ledger;
  private String previousRoot;
  private long settled;

  /**
   * A listing in passing.
   *
   * @param storeTime the store's clock when it began; null if the store has none
   */
  record Listed(long objects, Instant storeTime) {}

  /** Takes what a listing shows and is not taken. */
  interface Findings {
    void fresh(ObjectRef object);

    /** Something else is taken under this key. */
    void overwritten(ObjectRef object);

    /** Exactly this object was skipped before. */
    void skippedBefore(ObjectRef object);
  }

  private TakenObjects(StreamLog log, Ledger ledger) {
    this.log = log;
    this.ledger = ledger;
  }

  /** Opens what the log says; null if the first start has not come to its end. */
  static TakenObjects open(StreamLog log) {
    String newest = newestRoot(log.files());
    boolean fromTheBeginning = log.requireHeader().startingFrom().equals("earliest");
    if (newest == null && !fromTheBeginning && log.last() == 0) {
      return null;
    }
    String stream = log.requireHeader().stream();
    Ledger ledger =
        newest == null
            ? Ledger.empty(log.files(), stream, stream)
            : Ledger.open(log.files(), newest);
    TakenObjects out = new TakenObjects(log, ledger);
    out.settled = newest == null ? 0 : batchOf(ledger.root(), log);
    if (log.first() > out.settled + 1 || log.last() < out.settled) {
      throw StreamErrors.invalidCheckpoint(
          log.files().uri("batches"),
          "batches %d to %d are there, and the ledger ends with batch %d"
              .formatted(log.first(), log.last(), out.settled),
          null);
    }
    for (long batch = out.settled + 1; batch <= log.last(); batch++) {
      out.add(log.batch(batch));
    }
    return out;
  }

  /** Begins with what a listing shows now as taken. */
  static TakenObjects begin(StreamLog log, ObjectListing before, Instant now) {
    String stream = log.requireHeader().stream();
    TakenObjects out = new TakenObjects(log, Ledger.empty(log.files(), stream, stream));
    try (LedgerDiff diff = out.ledger.diff(before, FOR_EVER)) {
      LedgerChange change = new LedgerChange();
      change.learn(diff, EnumSet.of(ObjectChange.Kind.IMPORTED));
      out.write(change, 0, now);
    }
    return out;
  }

  private static String newestRoot(LedgerIO files) {
    try {
      return files.list("roots").stream()
          .map(LedgerIO.Item::path)
          .max(String::compareTo)
          .orElse(null);
    } catch (IOException e) {
      throw StreamErrors.invalidCheckpoint(
          files.uri("roots"), "reading failed: " + e.getMessage(), e);
    }
  }

  private static long batchOf(LedgerRoot root, StreamLog log) {
    try {
      return Long.parseLong(root.commitId());
    } catch (NumberFormatException e) {
      throw StreamErrors.invalidCheckpoint(
          log.files().uri(root.path()), "its commitId is no number of a batch", e);
    }
  }

  /** Counts the objects of a batch that was just logged as taken. */
  void add(PlanFile plan) {
    objects(plan).forEach(object -> logged.put(object.key(), object));
  }

  /** Walks a listing and tells what of it is not taken, in the order of keys. */
  Listed compare(ObjectListing listing, Findings findings) {
    try (LedgerDiff diff = ledger.diff(listing)) {
      for (ObjectChange change :
          diff.changes(ObjectChange.Kind.NEW, ObjectChange.Kind.OVERWRITTEN)) {
        ObjectRef object = change.object();
        ObjectRef since = logged.get(object.key());
        if (since != null && same(since, object)) {
          continue;
        }
        if (change.failed() != null) {
          findings.skippedBefore(object);
        } else if (since != null || change.known() != null) {
          findings.overwritten(object);
        } else {
          findings.fresh(object);
        }
      }
      return new Listed(diff.listed() - diff.excludedCount(), diff.storeTime());
    }
  }

  private static boolean same(ObjectRef one, ObjectRef other) {
    return one.etag().equals(other.etag()) && one.size() == other.size();
  }

  /**
   * Moves batches that have run into the ledger, when there are enough of them or an object was
   * skipped.
   *
   * @param skipped why objects of these batches were not read, by key
   */
  void settle(long upTo, Map<String, String> skipped, Instant now) {
    if (upTo <= settled || upTo - settled < BATCHES_AT_ONCE && skipped.isEmpty()) {
      return;
    }
    Map<String, ObjectRef> last = new TreeMap<>(KeyOrder.INSTANCE);
    Map<String, Long> batchOf = new HashMap<>();
    for (long batch = settled + 1; batch <= upTo; batch++) {
      for (ObjectRef object : objects(log.batch(batch))) {
        last.put(object.key(), object);
        batchOf.put(object.key(), batch);
      }
    }
    Map<String, LedgerEntry> before = new HashMap<>();
    try (LedgerDiff diff = ledger.diff(new GivenObjects(List.copyOf(last.values())))) {
      diff.changes(ObjectChange.Kind.OVERWRITTEN)
          .forEach(known -> before.put(known.key(), known.known()));
    }
    LedgerChange change = new LedgerChange();
    for (ObjectRef object : last.values()) {
      String reason = skipped.get(object.key());
      LedgerEntry known = before.get(object.key());
      if (reason != null) {
        change.hold(LedgerEntry.quarantined(object, 1, reason));
        continue;
      }
      LedgerEntry entry =
          LedgerEntry.ingested(object, -1, String.valueOf(batchOf.get(object.key())), now);
      change.take(entry, known);
    }
    write(change, upTo, now);
    logged.clear();
    for (long batch = settled + 1; batch <= log.last(); batch++) {
      add(log.batch(batch));
    }
  }

  private void write(LedgerChange change, long batch, Instant now) {
    String path = ledger.root().sequence() == 0 ? null : ledger.root().path();
    LedgerRoot root = LedgerWriter.write(ledger, change, String.valueOf(batch), now, 0);
    ledger = Ledger.open(log.files(), root.path());
    settled = batch;
    previousRoot = path;
  }

  /** Returns up to which batch the ledger goes. */
  long settled() {
    return settled;
  }

  /** Deletes ledger files that are not needed any more. */
  void clean() {
    Set<String> needed =
        previousRoot == null
            ? Set.of(ledger.root().path())
            : Set.of(ledger.root().path(), previousRoot);
    try {
      LedgerCleaner.clean(log.files(), needed, Instant.MAX);
    } catch (IOException e) {
      throw StreamErrors.checkpointNotWritten(log.files().uri(""), e);
    }
  }

  /** Returns the objects of a batch, each once. */
  static List<ObjectRef> objects(PlanFile plan) {
    List<ObjectRef> out = new ArrayList<>();
    for (FileGroup group : plan.groups()) {
      for (FileSplit split : group.splits()) {
        if (split.start() == 0) {
          out.add(split.object());
        }
      }
    }
    return out;
  }
}

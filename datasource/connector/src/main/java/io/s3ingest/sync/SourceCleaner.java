package io.s3ingest.sync;

import io.s3ingest.cursor.EntryStatus;
import io.s3ingest.cursor.Ledger;
import io.s3ingest.cursor.LedgerEntry;
import io.s3ingest.cursor.LedgerIO;
import io.s3ingest.error.ChangeErrors;
import io.s3ingest.error.ErrorCondition;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.options.CleanSource;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tags, moves or deletes source objects whose rows are committed and whose retention has passed.
 * Runs behind the commits of a sync, and never makes it fail: what is left is tried by the next.
 */
final class SourceCleaner {
  private static final Logger LOG = LoggerFactory.getLogger(SourceCleaner.class);
  private static final String MARKS = "cleaned";
  private static final String TAG = "s3ingest";
  private static final String TAG_VALUE = "ingested";
  private static final int THREADS = 8;
  private static final int BATCH = 256;
  private static final int MOST_NAMED = 1000;

  private enum Done {
    CLEANED,
    CHANGED
  }

  private final ObjectStore store;
  private final SyncSource source;
  private final CleanSource options;
  private final ObjectPath target;
  private final Clock clock;
  private final List<String> keys = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private long cleaned;
  private long changed;
  private long failed;

  /** Fails if moved objects would land where the source, or another bucket, is. */
  SourceCleaner(ObjectStore store, SyncSource source, CleanSource options, Clock clock) {
    this.store = store;
    this.source = source;
    this.options = options;
    this.clock = clock;
    this.target = options.mode() == CleanSource.Mode.MOVE ? target(source, options.moveTo()) : null;
  }

  private static ObjectPath target(SyncSource source, String moveTo) {
    ObjectPath given =
        moveTo.contains(":/") ? ObjectPath.parse(moveTo) : new ObjectPath(source.bucket(), moveTo);
    String folder = given.key().isEmpty() || given.key().endsWith("/") ? "" : "/";
    ObjectPath target = new ObjectPath(given.bucket(), given.key() + folder);
    if (!target.bucket().equals(source.bucket())) {
      throw ChangeErrors.moveTarget(moveTo, "it is in another bucket than " + source.where());
    }
    for (String prefix : source.prefix().split(",", -1)) {
      String root = folder(prefix);
      if (target.key().startsWith(root)) {
        throw ChangeErrors.moveTarget(
            moveTo,
            "it lies below s3://%s/%s, so that moved objects would be taken again"
                .formatted(source.bucket(), root));
      }
    }
    return target;
  }

  /** Returns the folder that a prefix, a path or a glob lies in, with its slash. */
  private static String folder(String prefix) {
    String key = prefix.contains(":/") ? ObjectPath.parse(prefix).key() : prefix;
    String plain = key.replaceFirst("^/+", "");
    String fixed = plain.replaceFirst("[*?\\[{].*", "");
    if (fixed.length() < plain.length()) {
      return fixed.substring(0, fixed.lastIndexOf('/') + 1);
    }
    return fixed.isEmpty() || fixed.endsWith("/") ? fixed : fixed + "/";
  }

  /** Cleans what the ledger, which must be the committed one, has had for long enough. */
  CleanReport clean(Ledger ledger, LedgerIO io) {
    Instant until = clock.instant().minus(options.retention());
    Instant after = options.mode() == CleanSource.Mode.TAG ? tagged(io) : Instant.MIN;
    Iterator<LedgerEntry> entries = ledger.entries().iterator();
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<ObjectRef> batch = new ArrayList<>();
      while (entries.hasNext()) {
        LedgerEntry entry = entries.next();
        if (ripe(entry, after, until)) {
          batch.add(object(entry));
        }
        if (batch.size() == BATCH || !entries.hasNext()) {
          run(batch, pool);
          batch.clear();
        }
      }
    } finally {
      pool.shutdownNow();
    }
    if (options.mode() == CleanSource.Mode.TAG && failed == 0 && !options.dryRun()) {
      note(io, until);
    }
    if (failed > 0) {
      LOG.warn("{} objects below {} could not be cleaned: {}", failed, source.where(), failures);
    }
    return new CleanReport(
        options.mode(), options.dryRun(), cleaned, keys, changed, failures, failed);
  }

  private static boolean ripe(LedgerEntry entry, Instant after, Instant until) {
    return entry.status() == EntryStatus.INGESTED
        && entry.commitTime() != null
        && entry.size() > 0
        && entry.commitTime().isAfter(after)
        && !entry.commitTime().isAfter(until);
  }

  private ObjectRef object(LedgerEntry entry) {
    return new ObjectRef(
        source.bucket(), entry.key(), entry.size(), entry.etag(), null, entry.lastModified());
  }

  private void run(List<ObjectRef> batch, ExecutorService pool) {
    List<Future<Done>> running = new ArrayList<>();
    for (ObjectRef object : batch) {
      running.add(pool.submit(() -> clean(object)));
    }
    for (int i = 0; i < batch.size(); i++) {
      try {
        if (running.get(i).get() == Done.CLEANED) {
          cleaned++;
          if (keys.size() < MOST_NAMED) {
            keys.add(batch.get(i).key());
          }
        } else {
          changed++;
        }
      } catch (ExecutionException e) {
        failed++;
        if (failures.size() < MOST_NAMED) {
          failures.add(e.getCause().getMessage());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private Done clean(ObjectRef object) {
    try {
      store.requireCurrent(object);
      if (options.dryRun()) {
        return Done.CLEANED;
      }
      switch (options.mode()) {
        case TAG -> tag(object);
        case MOVE -> move(object);
        case DELETE -> store.delete(object);
        case OFF -> throw new IllegalStateException("nothing is to be cleaned");
      }
      return Done.CLEANED;
    } catch (S3IngestException e) {
      if (e.condition() == ErrorCondition.OBJECT_CHANGED
          || e.condition() == ErrorCondition.OBJECT_NOT_FOUND) {
        return Done.CHANGED;
      }
      throw e;
    }
  }

  private void tag(ObjectRef object) {
    ObjectPath path = new ObjectPath(object.bucket(), object.key());
    Map<String, String> tags = new TreeMap<>(store.tags(path));
    if (!TAG_VALUE.equals(tags.put(TAG, TAG_VALUE))) {
      store.tag(path, tags);
    }
  }

  /** Nothing that is there already is lost: another version goes beside it. */
  private void move(ObjectRef object) {
    ObjectPath to = new ObjectPath(target.bucket(), target.key() + object.key());
    Optional<ObjectRef> there = store.find(to);
    if (there.isPresent() && !there.get().etag().equals(object.etag())) {
      to = new ObjectPath(to.bucket(), to.key() + "." + object.etag());
    }
    String etag = store.copy(object, to);
    ObjectRef copy = store.find(to).orElse(null);
    if (copy == null || copy.size() != object.size() || !copy.etag().equals(etag)) {
      throw ChangeErrors.copyNotProven(object.uri(), to.uri());
    }
    store.delete(object);
  }

  /** Returns up to which commit time all objects have their tag. */
  private static Instant tagged(LedgerIO io) {
    Instant out = Instant.MIN;
    try {
      for (LedgerIO.Item item : io.list(MARKS)) {
        String name = item.path().substring(item.path().lastIndexOf('-') + 1);
        Instant time = Instant.ofEpochMilli(Long.parseLong(name));
        out = time.isAfter(out) ? time : out;
      }
      return out;
    } catch (IOException | NumberFormatException e) {
      return Instant.MIN;
    }
  }

  private static void note(LedgerIO io, Instant until) {
    try {
      List<LedgerIO.Item> before = io.list(MARKS);
      String name = MARKS + "/tag-" + until.toEpochMilli();
      if (before.stream().noneMatch(item -> item.path().equals(name))) {
        io.create(name, new byte[0]);
      }
      for (LedgerIO.Item item : before) {
        if (!item.path().equals(name)) {
          io.delete(item.path());
        }
      }
    } catch (IOException e) {
      LOG.warn("It could not be noted what is tagged; the next sync looks at it again", e);
    }
  }
}

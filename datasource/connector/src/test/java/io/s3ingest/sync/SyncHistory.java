package io.s3ingest.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.s3ingest.cursor.EntryStatus;
import io.s3ingest.cursor.Ledger;
import io.s3ingest.cursor.LedgerEntry;
import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.decode.FormatRegistry;
import io.s3ingest.discovery.DiscoveredTable;
import io.s3ingest.discovery.Discovery;
import io.s3ingest.error.ErrorCondition;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.options.OptionSet;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.options.SyncOptions;
import io.s3ingest.sync.iceberg.MemoryTable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.spark.sql.types.StructType;

/**
 * Plays a history with the sync as it is, on a bucket, a catalog and a stager in memory, and holds
 * the table against a model after each step.
 */
final class SyncHistory {
  private static final String PIPELINE = "p";

  /** So many small files a ledger may have, whatever its history; {@code docs/format/ledger.md}. */
  private static final int MOST_DELTAS = 16;

  private static final StructType SCHEMA = StructType.fromDDL("id BIGINT");
  private static final Map<String, String> SOURCE =
      Map.of("bucket", ModelBucket.NAME, "prefix", "data/", "table", "users", "fileFormat", "csv");
  private static final ReadOptions READ =
      ReadOptions.of(Sync.discoveryOptions(SOURCE), Map.of(), OptionSet.Unknown.REJECT);
  private static final DecodeOptions DECODE =
      DecodeOptions.of(READ, Map.of("spark.sql.session.timeZone", "UTC"));
  private static final FormatRegistry FORMATS = FormatRegistry.load();

  /** What a history is made of; its text can be played again. */
  record Script(SyncModel.Policy policy, String fileFormat, List<HistoryStep> steps) {
    @Override
    public String toString() {
      StringBuilder out = new StringBuilder("\npolicy " + policy + " " + fileFormat + "\n");
      steps.forEach(step -> out.append(step).append('\n'));
      return out.toString();
    }

    static Script parse(String text) {
      List<String> lines = text.strip().lines().map(String::strip).toList();
      String[] head = lines.get(0).split(" ");
      return new Script(
          SyncModel.Policy.valueOf(head[1]),
          head[2],
          lines.subList(1, lines.size()).stream().map(HistoryStep::parse).toList());
    }
  }

  /** What histories have met, to show that they go where they should. */
  static final class Figures {
    private final Map<String, Long> counts = new ConcurrentSkipListMap<>();

    void count(String what) {
      counts.merge(what, 1L, Long::sum);
    }

    Map<String, Long> counts() {
      return counts;
    }
  }

  private record Saved(long snapshot, SyncModel.Memory memory) {}

  private final Script script;
  private final Figures figures;
  private final ModelBucket bucket = new ModelBucket();
  private final SyncModel model;
  private final MemoryTable table;
  private final List<Saved> saved = new ArrayList<>();
  private long foreignId = -1;

  /** A deletion failed, or a run that was overtaken died: left to the removal of orphan files. */
  private boolean mayLeaveFiles;

  private SyncHistory(Script script, Figures figures) {
    this.script = script;
    this.figures = figures;
    this.model = new SyncModel(script.policy());
    this.table = new MemoryTable(bucket::now, script.fileFormat());
  }

  /** Plays a history to its end, and then one sync in peace; fails where the model is violated. */
  static void play(Script script, Figures figures) {
    SyncHistory history = new SyncHistory(script, figures);
    try (MemoryTable closed = history.table) {
      for (HistoryStep step : script.steps()) {
        history.play(step);
      }
      history.end();
    } catch (IOException | RuntimeException | AssertionError e) {
      throw new AssertionError("in the history:" + script + e.getMessage(), e);
    }
  }

  private void play(HistoryStep step) {
    figures.count(step.getClass().getSimpleName());
    if (step instanceof HistoryStep.Put put) {
      bucket.put(put.key(), put.version());
    } else if (step instanceof HistoryStep.Begin begin) {
      bucket.begin(begin.key(), begin.version());
    } else if (step instanceof HistoryStep.Complete complete) {
      bucket.complete(complete.key());
    } else if (step instanceof HistoryStep.Delete delete) {
      bucket.delete(delete.key());
    } else if (step instanceof HistoryStep.Tick tick) {
      bucket.tick(tick.seconds());
    } else if (step instanceof HistoryStep.Foreign) {
      appendForeign();
    } else if (step instanceof HistoryStep.Rollback rollback) {
      rollback(rollback.syncs());
    } else if (step instanceof HistoryStep.SyncRun sync) {
      sync(sync, 0);
      save();
    }
  }

  private void appendForeign() {
    if (table.append(foreignId)) {
      model.append(foreignId--);
    }
  }

  private void save() {
    long snapshot = table.snapshot();
    if (snapshot != -1) {
      saved.removeIf(s -> s.snapshot() == snapshot);
      saved.add(new Saved(snapshot, model.remember()));
    }
  }

  private void rollback(int syncs) {
    int to = saved.size() - 1 - syncs;
    if (to >= 0) {
      table.rollback(saved.get(to).snapshot());
      model.restore(saved.get(to).memory());
      saved.subList(to + 1, saved.size()).clear();
      observe();
    }
  }

  private void observe() {
    model.observe(table.rows());
  }

  /** Runs a sync; returns its report, or null if it failed as it may. */
  private SyncReport sync(HistoryStep.SyncRun step, int depth) {
    Map<Integer, Set<Integer>> shown = bucket.watch();
    List<Long> foreign = model.foreign();
    List<Long> early = new ArrayList<>();
    ModelProcess process =
        new ModelProcess(
            step.events(),
            event -> {
              figures.count(event.act() + " at " + event.at());
              switch (event.act()) {
                case PUT -> bucket.put(event.key(), event.version());
                case DELETE -> bucket.delete(event.key());
                case FOREIGN -> appendForeign();
                case RIVAL -> rival(step, shown, event, depth);
                default -> throw new IllegalStateException(event.toString());
              }
            },
            () -> early.addAll(model.foreign()));
    Set<Long> before = table.summaries().keySet();
    SyncReport report = null;
    try {
      try {
        report = run(step, process);
      } finally {
        process.end();
      }
      figures.count("syncs that end well");
    } catch (ModelProcess.Died e) {
      died(process);
    } catch (ModelProcess.Broken e) {
      figures.count("failures as injected");
    } catch (S3IngestException e) {
      allow(e, process, shown, step);
    }
    bucket.leave(shown);
    mayLeaveFiles |= process.met().stream().anyMatch(SyncHistory::failsToDelete);
    mayLeaveFiles |= report == null && process.met().stream().anyMatch(SyncHistory::sleeps);
    if (report != null) {
      boolean refuses = !step.refresh() && model.refuses(shown);
      assertThat(refuses).as("an overwritten object passed unseen").isFalse();
      model.hasSynced(shown, step.refresh());
      balanced(report, shown);
    } else {
      model.mayHaveSynced(shown, step.refresh());
    }
    if (step.refresh()) {
      early.addAll(foreign);
      if (report != null) {
        model.refreshed(foreign);
      }
      model.mayHaveRefreshed(early);
    }
    balanced(before);
    observe();
    return report;
  }

  private static boolean failsToDelete(HistoryStep.Event event) {
    return event.act() == HistoryStep.Act.FAIL && event.at().startsWith("DELETE");
  }

  private static boolean sleeps(HistoryStep.Event event) {
    return event.act() == HistoryStep.Act.RIVAL;
  }

  private void died(ModelProcess process) {
    HistoryStep.Event last = process.met().get(process.met().size() - 1);
    figures.count("DIE at " + last.at());
  }

  private void rival(
      HistoryStep.SyncRun sleeping,
      Map<Integer, Set<Integer>> shown,
      HistoryStep.Event event,
      int depth) {
    if (depth > 0) {
      return;
    }
    model.mayHaveSynced(shown, sleeping.refresh());
    if (sleeping.refresh()) {
      model.mayHaveRefreshed(model.foreign());
    }
    boolean clean = event.version() % 2 == 0;
    HistoryStep.SyncRun rival =
        new HistoryStep.SyncRun(sleeping.slice(), 0, clean, false, false, List.of());
    sync(rival, depth + 1);
  }

  private SyncReport run(HistoryStep.SyncRun step, ModelProcess process) {
    SyncOptions options = options(step);
    Clock clock =
        Clock.offset(Clock.fixed(bucket.now(), ZoneOffset.UTC), Duration.ofHours(step.skewHours()));
    bucket.store().beforePage(() -> process.at("PAGE")).listedInReverse(step.reversed());
    Discovery discovery = new Discovery(bucket.store(), FORMATS, READ, DECODE);
    DiscoveredTable found = discovery.describe(SCHEMA);
    SyncSource source = SyncSource.of(found, discovery.listing(found), READ, SOURCE);
    Destination destination = table.open(options, process);
    RowStager stager =
        table.stager(
            process,
            object -> {
              process.at("OPEN");
              return bucket.read(object);
            });
    return new TableSync(source, READ, options, destination, stager, PIPELINE, process, clock)
        .run(null, UUID.randomUUID().toString());
  }

  private SyncOptions options(HistoryStep.SyncRun step) {
    Map<String, String> raw = new TreeMap<>(script.policy().options());
    raw.put("catalog", "ice");
    raw.put("database", "db");
    raw.put("pipeline", PIPELINE);
    raw.put("maxFilesPerCommit", String.valueOf(step.slice()));
    raw.put("cleanAfter", step.clean() ? "0s" : "24h");
    raw.put("syncMode", step.refresh() ? "full_refresh" : "incremental");
    return SyncOptions.of(raw);
  }

  /** Fails unless something that has happened explains the failure. */
  private void allow(
      S3IngestException failure,
      ModelProcess process,
      Map<Integer, Set<Integer>> shown,
      HistoryStep.SyncRun step) {
    ErrorCondition condition = failure.condition();
    figures.count(condition.publicName());
    Set<HistoryStep.Act> acts = new HashSet<>();
    process.met().forEach(event -> acts.add(event.act()));
    boolean explained =
        switch (condition) {
          case OBJECT_OVERWRITTEN ->
              script.policy() == SyncModel.Policy.FAIL
                  && shown.entrySet().stream()
                      .anyMatch(e -> model.overwritten(e.getKey(), e.getValue()));
          case NO_MATCHING_FILES, TABLE_NOT_FOUND ->
              shown.values().stream().allMatch(v -> v.contains(ModelBucket.ABSENT));
          case COMMIT_UNDONE -> acts.contains(HistoryStep.Act.RIVAL);
          case CONCURRENT_SYNC ->
              acts.contains(HistoryStep.Act.RIVAL)
                  || step.refresh() && acts.contains(HistoryStep.Act.FOREIGN);
          default -> acts.contains(HistoryStep.Act.FAIL);
        };
    if (!explained) {
      fail("nothing explains this failure: " + failure.getMessage(), failure);
    }
  }

  private static void balanced(SyncReport report, Map<Integer, Set<Integer>> shown) {
    long excluded = report.excluded().values().stream().mapToLong(Long::longValue).sum();
    long pending = report.pending().values().stream().mapToLong(Long::longValue).sum();
    assertThat(
            pending
                + report.ignored()
                + report.ingested()
                + report.unchanged()
                + report.quarantined()
                + report.skipped()
                + excluded)
        .as("every listed object has one outcome: %s", report)
        .isEqualTo(report.listed());
    if (shown.values().stream().allMatch(versions -> versions.size() == 1)) {
      long there = shown.values().stream().filter(v -> !v.contains(ModelBucket.ABSENT)).count();
      assertThat(report.listed() - excluded).as("objects listed: %s", report).isEqualTo(there);
    }
  }

  /** The summary of each new commit of ours says what became of every object. */
  private void balanced(Set<Long> before) {
    table
        .summaries()
        .forEach(
            (id, summary) -> {
              if (before.contains(id) || !summary.containsKey("s3ingest.pipeline")) {
                return;
              }
              long sum = 0;
              for (String outcome :
                  List.of(
                      "ingested",
                      "unchanged",
                      "pending",
                      "ignored",
                      "quarantined",
                      "excluded",
                      "skipped")) {
                sum += Long.parseLong(summary.get("s3ingest." + outcome));
              }
              assertThat(sum).as("%s", summary).isEqualTo(number(summary, "s3ingest.listed"));
              assertThat(number(summary, "s3ingest.rows"))
                  .as("%s", summary)
                  .isEqualTo(number(summary, "added-records"));
            });
  }

  private static long number(Map<String, String> summary, String key) {
    return Long.parseLong(summary.getOrDefault(key, "0"));
  }

  /** One sync in peace brings everything; a second one has nothing to do. */
  private void end() {
    bucket.tick(1);
    settle();
    bucket.put(ModelBucket.LAST, 0);
    SyncReport report = sync(HistoryStep.SyncRun.quiet(), 0);
    assertThat(report).as("the last sync").isNotNull();
    SyncReport again = sync(HistoryStep.SyncRun.quiet(), 0);
    assertThat(again.commits()).as("a sync with nothing new commits nothing").isZero();
    assertThat(table.lost()).as("files of snapshots that are gone").isEmpty();
    if (!mayLeaveFiles) {
      assertThat(table.orphans()).as("files of no snapshot").isEmpty();
    }
    assertThat(table.plans()).as("plans left over").isEmpty();
    ledgerIsTheModel();
  }

  /** Takes away what the policy does not let pass. */
  private void settle() {
    if (script.policy() == SyncModel.Policy.FAIL) {
      for (int key = 0; key < ModelBucket.SIZE; key++) {
        if (model.overwritten(key, List.of(bucket.version(key)))) {
          bucket.delete(key);
        }
      }
    }
  }

  private void ledgerIsTheModel() {
    Map<String, LedgerEntry> entries = new TreeMap<>();
    Ledger ledger =
        Ledger.open(
            table.ledger(options(HistoryStep.SyncRun.quiet()), PIPELINE),
            table.ledgerRoot(PIPELINE));
    assertThat(ledger.root().deltas()).hasSizeLessThanOrEqualTo(MOST_DELTAS);
    ledger.forEach(
        entry -> {
          if (entry.status() != EntryStatus.REMOVED) {
            entries.put(entry.key(), entry);
          }
        });
    for (int key = 0; key <= ModelBucket.LAST; key++) {
      LedgerEntry entry = entries.remove(ModelBucket.key(key));
      Set<String> allowed = new HashSet<>();
      for (SyncModel.State state : model.states(key)) {
        allowed.add(state.taken() == ModelBucket.ABSENT ? "none" : bucket.etag(key, state.taken()));
      }
      assertThat(entry == null ? "none" : entry.etag())
          .as("ledger's entry of %s", ModelBucket.key(key))
          .isIn(allowed);
    }
    assertThat(entries).as("entries of no key").isEmpty();
  }
}

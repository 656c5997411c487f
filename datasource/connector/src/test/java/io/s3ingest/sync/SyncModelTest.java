package io.s3ingest.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.iceberg.util.ThreadPools;

/**
 * Random histories of a bucket and of those who write the table, synced by the sync as it is: after
 * each the table must be what a model says. A history that fails is printed as a script, which
 * {@code -Ds3ingest.model.script=<file>} plays again.
 */
final class SyncModelTest {
  private static final String EXAMPLE =
      """
      policy MIRROR parquet
      put k0 v0
      begin k1 v4
      put k2 v1
      sync slice=1 skew=-3 clean reversed COMMIT#1:FOREIGN(k0,v0) LEDGER_WRITTEN#2:DIE(k0,v0)
      complete k1
      delete k2
      tick 7
      put k0 v5
      foreign
      sync slice=2 skew=9 ANSWER#1:FAIL(k0,v0) OPEN#1:PUT(k3,v1)
      sync slice=100 skew=0 clean refresh STAGED#1:RIVAL(k0,v2)
      rollback 1
      """;

  private static final int PLAYERS = 8;
  private static final SyncHistory.Figures FIGURES = new SyncHistory.Figures();

  @BeforeContainer
  static void needsWorkers() {
    assertThat(ThreadPools.WORKER_THREAD_POOL_SIZE)
        .as("threads of Iceberg; give -Diceberg.worker.num-threads=256, as Maven does")
        .isGreaterThan(100);
  }

  /** Few, because they run one by one; a history that fails is shrunk. */
  @Property(tries = 100, seed = "7")
  void theTableIsTheModelAfterEveryHistory(@ForAll("scripts") SyncHistory.Script script) {
    SyncHistory.play(script, FIGURES);
  }

  /**
   * Many, side by side, because most of a history's time is Iceberg's waiting for its own threads.
   * {@code -Ds3ingest.model.histories} and {@code -Ds3ingest.model.seed} say how many and which.
   */
  @Example
  void theTableIsTheModelAfterThousandsOfHistories() throws InterruptedException {
    int histories = Integer.getInteger("s3ingest.model.histories", 2_000);
    long seed = Long.getLong("s3ingest.model.seed", 7);
    System.out.printf("%,d histories of -Ds3ingest.model.seed=%d%n", histories, seed);
    RandomGenerator<SyncHistory.Script> scripts = scripts().generator(1000, true);
    ThreadPoolExecutor players =
        new ThreadPoolExecutor(
            PLAYERS,
            PLAYERS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(PLAYERS),
            new ThreadPoolExecutor.CallerRunsPolicy());
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < histories && failures.isEmpty(); i++) {
      SyncHistory.Script script = scripts.next(new Random(seed + i)).value();
      players.execute(
          () -> {
            AssertionError failure = failure(script, FIGURES);
            if (failure != null) {
              failures.add(shrunk(script, failure));
            }
          });
      if (i % 10_000 == 9_999) {
        System.out.printf("%,d histories%n", i + 1);
      }
    }
    players.shutdown();
    assertThat(players.awaitTermination(10, TimeUnit.MINUTES)).isTrue();
    if (!failures.isEmpty()) {
      fail(failures.peek().getMessage(), failures.peek());
    }
  }

  private static AssertionError failure(SyncHistory.Script script, SyncHistory.Figures figures) {
    try {
      SyncHistory.play(script, figures);
      return null;
    } catch (AssertionError e) {
      return e;
    }
  }

  /** Leaves out what the failure does not need. */
  private static AssertionError shrunk(SyncHistory.Script script, AssertionError found) {
    SyncHistory.Script smallest = script;
    AssertionError failure = found;
    for (int i = script.steps().size() - 1; i >= 0; i--) {
      List<HistoryStep> fewer = new ArrayList<>(smallest.steps());
      fewer.remove(i);
      SyncHistory.Script smaller =
          new SyncHistory.Script(script.policy(), script.fileFormat(), fewer);
      AssertionError still = failure(smaller, new SyncHistory.Figures());
      if (still != null) {
        smallest = smaller;
        failure = still;
      }
    }
    return failure;
  }

  /** Plays a script again: that of a failure at hand, or one in which every mode is met. */
  @Example
  void playsAScript() throws IOException {
    String file = System.getProperty("s3ingest.model.script");
    String script = file == null ? EXAMPLE : Files.readString(Path.of(file));
    SyncHistory.Script parsed = SyncHistory.Script.parse(script);
    assertThat(parsed.toString().strip()).isEqualTo(script.strip());
    AssertionError failure = failure(parsed, new SyncHistory.Figures());
    if (failure != null) {
      throw shrunk(parsed, failure);
    }
  }

  @AfterContainer
  static void printFigures() {
    FIGURES.counts().forEach((what, count) -> System.out.printf("%,10d  %s%n", count, what));
  }

  @Provide
  Arbitrary<SyncHistory.Script> scripts() {
    return Combinators.combine(
            Arbitraries.of(SyncModel.Policy.values()),
            Arbitraries.frequency(Tuple.of(4, "avro"), Tuple.of(1, "parquet")),
            steps().list().ofMinSize(2).ofMaxSize(30))
        .as(SyncHistory.Script::new);
  }

  private static Arbitrary<HistoryStep> steps() {
    Arbitrary<Integer> keys = Arbitraries.integers().between(0, ModelBucket.SIZE - 1);
    Arbitrary<Integer> versions = Arbitraries.integers().between(0, ModelBucket.VERSIONS - 1);
    return Arbitraries.frequencyOf(
        Tuple.of(8, Combinators.combine(keys, versions).as(HistoryStep.Put::new)),
        Tuple.of(2, Combinators.combine(keys, versions).as(HistoryStep.Begin::new)),
        Tuple.of(2, keys.map(HistoryStep.Complete::new)),
        Tuple.of(2, keys.map(HistoryStep.Delete::new)),
        Tuple.of(2, Arbitraries.integers().between(1, 4000).map(HistoryStep.Tick::new)),
        Tuple.of(1, Arbitraries.create(HistoryStep.Foreign::new)),
        Tuple.of(1, Arbitraries.integers().between(0, 3).map(HistoryStep.Rollback::new)),
        Tuple.of(6, syncs(keys, versions)));
  }

  private static Arbitrary<HistoryStep> syncs(
      Arbitrary<Integer> keys, Arbitrary<Integer> versions) {
    Arbitrary<HistoryStep.Event> events =
        Combinators.combine(
                Arbitraries.of(HistoryStep.places()),
                Arbitraries.frequencyOf(
                    Tuple.of(3, Arbitraries.just(1)),
                    Tuple.of(2, Arbitraries.integers().between(2, 12))),
                Arbitraries.of(HistoryStep.Act.values()),
                keys,
                versions)
            .as(HistoryStep.Event::new)
            .filter(SyncModelTest::possible);
    return Combinators.combine(
            Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.integers().between(1, 3)),
                Tuple.of(1, Arbitraries.just(100))),
            Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(0)),
                Tuple.of(1, Arbitraries.integers().between(-30, 30))),
            Arbitraries.of(true, false),
            Arbitraries.frequency(Tuple.of(9, false), Tuple.of(1, true)),
            Arbitraries.frequency(Tuple.of(4, false), Tuple.of(1, true)),
            events.list().ofMaxSize(3))
        .as(HistoryStep.SyncRun::new);
  }

  /** A listing fails as a whole and is tried by the store; that is another test's. */
  private static boolean possible(HistoryStep.Event event) {
    boolean moment =
        java.util.Arrays.stream(io.s3ingest.sync.iceberg.Moment.values())
            .anyMatch(m -> m.name().equals(event.at()));
    return event.act() != HistoryStep.Act.FAIL || moment || event.at().equals("OPEN");
  }
}

package io.s3ingest.sync;

import static io.s3ingest.testing.ScriptedS3.ANY_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.s3ingest.error.ErrorCondition;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.testing.FakeBucket;
import io.s3ingest.testing.Op;
import io.s3ingest.testing.ScriptedS3;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a store does wrong, through a whole sync and through a read by a user: it is tried again or
 * reported, and never changes what is read.
 */
final class StoreFaultsTest {
  private static final String PLAIN = "data/users/a.csv";
  private static final Duration LATE = Duration.ofSeconds(30);
  private static final Set<ErrorCondition> STORE_IS_TO_BLAME =
      Set.of(
          ErrorCondition.STORE_FAILED,
          ErrorCondition.STORE_THROTTLED,
          ErrorCondition.STORE_UNREACHABLE,
          ErrorCondition.TRUNCATED_BODY);

  private final ScriptedS3 server = ScriptedS3.start();
  private final FakeBucket bucket = server.bucket("b");
  private final SyncLake lake = new SyncLake(server);

  /** What goes wrong with an answer. */
  enum Wrong {
    INTERNAL_ERROR((server, at) -> server.failNext(at.op(), at.key(), 500, at.times())),
    SLOW_DOWN((server, at) -> server.failNext(at.op(), at.key(), 503, "SlowDown", at.times())),
    RESET((server, at) -> server.resetNext(at.op(), at.key(), at.times())),
    SILENCE((server, at) -> server.slowNext(at.op(), at.key(), LATE, at.times())),
    CUT_BEFORE_THE_FIRST_BYTE((server, at) -> server.cutNext(at.op(), at.key(), 0, at.times())),
    CUT_BEHIND_A_LINE((server, at) -> server.cutNext(at.op(), at.key(), 7, at.times())),
    CUT_AT_THE_LAST_BYTE((server, at) -> server.cutNext(at.op(), at.key(), 8, at.times())),
    TOO_LONG((server, at) -> server.announceWrongLength(at.op(), at.key(), 7, at.times())),
    TOO_SHORT((server, at) -> server.announceWrongLength(at.op(), at.key(), -2, at.times()));

    private final BiConsumer<ScriptedS3, At> script;

    Wrong(BiConsumer<ScriptedS3, At> script) {
      this.script = script;
    }
  }

  private record At(Op op, String key, int times) {}

  private void next(Wrong wrong, Op op, String key, int times) {
    wrong.script.accept(server, new At(op, key, times));
  }

  @BeforeEach
  void fill() {
    bucket.put(PLAIN, "id\n1\n2\n3\n");
    bucket.put("data/users/c.csv", "id\n7\n");
    lake.sourceOptions.put("retryCount", "2");
    lake.sourceOptions.put("schemaHints", "id INT");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Waits no longer than needed, where waiting is what is tested. */
  private Dataset<Row> table(Wrong wrong) {
    if (wrong == Wrong.SILENCE) {
      lake.sourceOptions.put("readTimeout", "1s");
      lake.sourceOptions.put("retryCount", "4");
    }
    return lake.spark.read().format("s3ingest").options(lake.sourceOptions).load().select("id");
  }

  private static List<String> rows(Dataset<Row> table) {
    return table.collectAsList().stream().map(Row::toString).sorted().toList();
  }

  private SyncReport sync(SyncSource source) {
    return lake.sync(source, SyncListener.SILENT);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "TOO_.*")
  void anObjectIsReadAgainAndComesWhole(Wrong wrong) {
    Dataset<Row> table = table(wrong);
    next(wrong, Op.GET, PLAIN, 2);
    assertThat(rows(table)).containsExactly("[1]", "[2]", "[3]", "[7]");
    SyncSource source = lake.source();
    next(wrong, Op.GET, PLAIN, 2);
    assertThat(sync(source).ingested()).isEqualTo(2);
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]", "[3]", "[7]");
  }

  @ParameterizedTest
  @EnumSource
  void aPageIsAskedForAgainAndComesWhole(Wrong wrong) {
    Dataset<Row> table = table(wrong);
    next(wrong, Op.LIST, ANY_KEY, 2);
    assertThat(rows(table)).containsExactly("[1]", "[2]", "[3]", "[7]");
    SyncSource source = lake.source();
    next(wrong, Op.LIST, ANY_KEY, 2);
    assertThat(sync(source).ingested()).isEqualTo(2);
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]", "[3]", "[7]");
  }

  @ParameterizedTest
  @EnumSource(
      names = {"INTERNAL_ERROR", "SLOW_DOWN", "RESET", "SILENCE", "CUT_BEFORE_THE_FIRST_BYTE"})
  void anObjectThatCannotBeHadFailsTheReadAndTheSyncAndIsTakenByTheNext(Wrong wrong) {
    bucket.remove(PLAIN);
    lake.sync();
    bucket.put(PLAIN, "id\n1\n2\n3\n");
    Dataset<Row> table = table(wrong);
    SyncSource source = lake.source();
    next(wrong, Op.GET, PLAIN, 100);
    assertThat(failure(() -> rows(table))).isIn(STORE_IS_TO_BLAME);
    assertThat(failure(() -> sync(source))).isIn(STORE_IS_TO_BLAME);
    assertThat(lake.rows("id")).containsExactly("[7]");
    server.heal();
    assertThat(lake.sync().ingested()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]", "[3]", "[7]");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "(TOO|CUT)_.*")
  void aPageThatCannotBeHadFailsTheReadAndTheSyncAndIsNoEmptyFolder(Wrong wrong) {
    lake.syncOptions.put("onDelete", "delete");
    lake.syncOptions.put("maxDeleteFraction", "1");
    lake.sync();
    bucket.put("data/users/d.csv", "id\n8\n");
    Dataset<Row> table = table(wrong);
    SyncSource source = lake.source();
    next(wrong, Op.LIST, ANY_KEY, 100);
    assertThat(failure(() -> rows(table))).isIn(STORE_IS_TO_BLAME);
    assertThat(failure(() -> sync(source))).isIn(STORE_IS_TO_BLAME);
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]", "[3]", "[7]");
    server.heal();
    assertThat(lake.sync().ingested()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]", "[3]", "[7]", "[8]");
  }

  @ParameterizedTest
  @EnumSource(names = {"TOO_LONG", "TOO_SHORT"})
  void anObjectOfAnotherLengthThanListedCountsAsChanged(Wrong wrong) {
    Dataset<Row> table = table(wrong);
    SyncSource source = lake.source();
    next(wrong, Op.GET, PLAIN, 100);
    assertThat(failure(() -> rows(table))).isEqualTo(ErrorCondition.OBJECT_CHANGED);
    assertThat(sync(source).problems())
        .extracting(ObjectProblem::outcome)
        .containsExactly(ObjectProblem.Outcome.CHANGED);
    assertThat(lake.rows("id")).containsExactly("[7]");
    server.heal();
    assertThat(lake.sync().ingested()).isEqualTo(1);
    assertThat(lake.rows("id")).containsExactly("[1]", "[2]", "[3]", "[7]");
  }

  private static ErrorCondition failure(Runnable action) {
    S3IngestException failure = S3IngestException.in(catchThrowable(action::run));
    assertThat(failure).isNotNull();
    return failure.condition();
  }
}

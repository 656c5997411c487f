package io.s3ingest.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3ingest.error.ErrorCondition;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.sync.iceberg.MemoryTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** The histories of {@link SyncModelTest} on a real server and with Spark: fewer and shorter. */
final class SyncHistoryIT {
  private static final long SEED = 20_261_121;
  private static final List<SyncModel.Policy> POLICIES = List.of(SyncModel.Policy.values());
  private static final int HISTORIES = Integer.getInteger("s3ingest.model.spark", 50);

  private final Map<String, Integer> figures = new TreeMap<>();

  @Test
  void theTableIsTheModelAfterEveryHistory() {
    for (int i = 0; i < HISTORIES; i++) {
      Random random = new Random(SEED + i);
      SyncModel.Policy policy = POLICIES.get(i % POLICIES.size());
      List<String> told = new ArrayList<>(List.of("history " + i + ", policy " + policy));
      try {
        new Played(policy, told).play(random);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(String.join("\n", told) + "\n" + e.getMessage(), e);
      }
    }
    System.out.println(HISTORIES + " histories with Spark, seed " + SEED + ": " + figures);
  }

  /** One history, told line by line. */
  private final class Played {
    private final SyncLake lake = new SyncLake();
    private final SyncModel model;
    private final List<String> told;
    private final Map<Integer, Integer> objects = new HashMap<>();

    Played(SyncModel.Policy policy, List<String> told) {
      this.model = new SyncModel(policy);
      this.told = told;
      lake.syncOptions.putAll(policy.options());
      lake.syncOptions.put("cleanAfter", "0s");
      lake.sourceOptions.put("schemaHints", "id BIGINT");
    }

    void play(Random random) {
      for (int round = 0; round < 3; round++) {
        for (int change = 1 + random.nextInt(4); change > 0; change--) {
          change(random.nextInt(ModelBucket.SIZE), random.nextInt(ModelBucket.VERSIONS + 1));
        }
        lake.syncOptions.put("maxFilesPerCommit", String.valueOf(1 + random.nextInt(3)));
        SyncStep[] steps = SyncStep.values();
        sync(random.nextBoolean() ? steps[random.nextInt(steps.length)] : null);
      }
      for (int key = 0; key < ModelBucket.SIZE; key++) {
        if (model.policy() == SyncModel.Policy.FAIL
            && model.overwritten(key, List.of(version(key)))) {
          delete(key);
        }
      }
      put(ModelBucket.LAST, 0);
      assertThat(sync(null)).as("the last sync").isNotNull();
      assertThat(sync(null).commits()).isZero();
    }

    private void change(int key, int version) {
      if (version == ModelBucket.VERSIONS) {
        delete(key);
      } else {
        put(key, version);
      }
    }

    private void put(int key, int version) {
      told.add("put k" + key + " v" + version);
      String content = "id\n";
      if (version == ModelBucket.EMPTY) {
        content = "";
      } else if (version == ModelBucket.BAD) {
        content = "id\nx\n";
      }
      for (long id : ModelBucket.ids(key, version)) {
        content += id + "\n";
      }
      byte[] body = content.getBytes(StandardCharsets.UTF_8);
      lake.store.put(lake.bucket, ModelBucket.key(key), body);
      objects.put(key, version);
    }

    private void delete(int key) {
      told.add("delete k" + key);
      lake.delete(ModelBucket.key(key).substring("data/users/".length()));
      objects.remove(key);
    }

    private int version(int key) {
      return ModelBucket.takesPart(key, objects.getOrDefault(key, ModelBucket.ABSENT));
    }

    private SyncReport sync(SyncStep deadly) {
      told.add("sync, dying at " + deadly);
      Map<Integer, Set<Integer>> shown = new HashMap<>();
      for (int key = 0; key <= ModelBucket.LAST; key++) {
        shown.put(key, Set.of(version(key)));
      }
      SyncReport report = null;
      try {
        report = lake.sync(dyingAt(deadly));
        assertThat(model.refuses(shown)).as("an overwritten object passed unseen").isFalse();
        model.hasSynced(shown, false);
        figures.merge("ended well", 1, Integer::sum);
      } catch (ModelProcess.Died e) {
        model.mayHaveSynced(shown, false);
        figures.merge("died at " + deadly, 1, Integer::sum);
      } catch (S3IngestException e) {
        ErrorCondition overwritten = ErrorCondition.OBJECT_OVERWRITTEN;
        boolean nothing = shown.values().stream().allMatch(v -> v.contains(ModelBucket.ABSENT));
        assertThat(e.condition() == overwritten ? model.refuses(shown) : nothing)
            .as(e.getMessage())
            .isTrue();
        figures.merge(e.getCondition(), 1, Integer::sum);
      }
      model.observe(rows());
      return report;
    }

    private List<MemoryTable.Row> rows() {
      if (!lake.spark.catalog().tableExists(lake.table())) {
        return List.of();
      }
      List<MemoryTable.Row> out = new ArrayList<>();
      String sql = "SELECT id, _source_key, _source_version FROM " + lake.table();
      for (Row row : lake.spark.sql(sql).collectAsList()) {
        out.add(new MemoryTable.Row(row.getLong(0), row.getString(1), row.getString(2)));
      }
      return out;
    }
  }

  private static SyncListener dyingAt(SyncStep deadly) {
    return new SyncListener() {
      @Override
      public void reached(SyncStep step, String stream) {
        if (step == deadly) {
          throw new ModelProcess.Died();
        }
      }
    };
  }
}

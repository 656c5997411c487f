package io.s3ingest.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.testing.TestSpark;
import io.s3ingest.testing.TestStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FolderCatalogIT {
  private static final AtomicInteger CATALOGS = new AtomicInteger();

  private final TestStore store = TestStore.shared();
  private final SparkSession spark = TestSpark.session().newSession();
  private final String lake = "lake" + CATALOGS.incrementAndGet();
  private String bucket;

  @BeforeEach
  void configure() {
    bucket = store.newBucket();
    store.put(bucket, "data/users/day=2024-01-02/a.csv", "id,name\n1,Ada\n");
    store.put(bucket, "data/orders/a.jsonl", "{\"id\":7}\n{\"id\":8}\n");
    String prefix = "spark.sql.catalog." + lake;
    spark.conf().set(prefix, "io.s3ingest.S3IngestCatalog");
    spark.conf().set(prefix + ".bucket", bucket);
    spark.conf().set(prefix + ".prefix", "data/");
    store.options().forEach((key, value) -> spark.conf().set(prefix + "." + key, value));
  }

  @Test
  void showsFoldersAsTables() {
    assertThat(sql("SHOW TABLES IN %s"))
        .containsExactlyInAnyOrder("[,orders,false]", "[,users,false]");
    assertThat(sql("SHOW NAMESPACES IN %s")).isEmpty();
  }

  @Test
  void queriesATable() {
    assertThat(sql("SELECT id, name, day FROM %s.users")).containsExactly("[1,Ada,2024-01-02]");
    assertThat(sql("SELECT u.name, o.id FROM %1$s.users u JOIN %1$s.orders o ON o.id > 7"))
        .containsExactly("[Ada,8]");
    assertThat(sql("SELECT _metadata.file_name FROM %s.orders"))
        .containsExactly("[a.jsonl]", "[a.jsonl]");
  }

  @Test
  void describesATable() {
    assertThat(sql("DESCRIBE %s.users"))
        .containsExactly(
            "[id,int,null]",
            "[name,string,null]",
            "[day,date,null]",
            "[_last_modified_time,timestamp,null]");
  }

  @Test
  void seesANewFolderAtOnce() {
    sql("SHOW TABLES IN %s");
    store.put(bucket, "data/new/a.csv", "x\n1\n");
    assertThat(sql("SELECT x FROM %s.new")).containsExactly("[1]");
  }

  @Test
  void takesOptionsOfTheQuery() {
    assertThat(sql("SELECT id FROM %s.users WITH ('modifiedAfter' = '2999-01-01')")).isEmpty();
  }

  @Test
  void leavesAMissingTableToSpark() {
    assertThatThrownBy(() -> sql("SELECT * FROM %s.nothing"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE TABLE %s.t (a INT) | create table %s.t",
        "DROP TABLE %s.users | drop table %s.users",
        "ALTER TABLE %s.users ADD COLUMN z INT | alter table %s.users",
        "ALTER TABLE %s.users RENAME TO other | rename table %s.users",
        "CREATE NAMESPACE %s.n | create namespace %s.n",
        "INSERT INTO %s.users VALUES (1, 'x', DATE'2024-01-01', now()) | write to table %s.users"
      })
  void refusesChanges(String statement, String what) {
    assertThatThrownBy(() -> sql(statement))
        .hasMessage(
            "[S3INGEST_UNSUPPORTED_SAVE_MODE] Cannot %s: a catalog of s3ingest is read-only. Change the objects in the bucket, or use a catalog of Iceberg."
                .formatted(what.formatted(lake)));
  }

  @Test
  void isStrictOnItsOptions() {
    spark.conf().set("spark.sql.catalog." + lake + ".bukcet", "x");
    assertThatThrownBy(() -> sql("SHOW TABLES IN %s"))
        .hasMessage(
            "[S3INGEST_UNKNOWN_OPTION] Cannot use option 'bukcet': there is no such option. Did you mean 'bucket'?");
  }

  private List<String> sql(String text) {
    return spark.sql(text.formatted(lake)).collectAsList().stream().map(Row::toString).toList();
  }
}

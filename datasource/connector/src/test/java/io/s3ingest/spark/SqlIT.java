package io.s3ingest.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.testing.TestSpark;
import io.s3ingest.testing.TestStore;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SqlIT {
  private final TestStore store = TestStore.shared();
  private final SparkSession spark = TestSpark.session().newSession();
  private String bucket;

  @BeforeEach
  void makeBucket() {
    bucket = store.newBucket();
    store.put(bucket, "data/users/a.csv", "id,name\n1,Ada\n");
  }

  @AfterEach
  void dropTable() {
    spark.sql("DROP TABLE IF EXISTS s3ingest_t");
  }

  @Test
  void createsATableWithInferredColumns() {
    spark.sql("CREATE TABLE s3ingest_t USING s3ingest OPTIONS (" + options("data/users") + ")");
    assertThat(sql("SELECT id, name, year(_last_modified_time) > 2000 FROM s3ingest_t"))
        .containsExactly("[1,Ada,true]");
    store.put(bucket, "data/users/b.csv", "id,name\n2,Bo\n");
    assertThat(sql("SELECT id FROM s3ingest_t WHERE id > 1")).containsExactly("[2]");
  }

  @Test
  void createsATableWithGivenColumns() {
    spark.sql(
        "CREATE TABLE s3ingest_t (id BIGINT) USING s3ingest OPTIONS ("
            + options("data/users")
            + ") TBLPROPERTIES ('anything' = 'else')");
    assertThat(spark.table("s3ingest_t").schema().simpleString()).isEqualTo("struct<id:bigint>");
    assertThat(sql("SELECT *, _metadata.file_name FROM s3ingest_t")).containsExactly("[1,a.csv]");
  }

  @Test
  void createsATableAtALocation() {
    String keys =
        store.options().entrySet().stream()
            .map(entry -> "%s '%s'".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(", "));
    spark.sql(
        "CREATE TABLE s3ingest_t USING s3ingest OPTIONS ("
            + keys
            + ") LOCATION 's3://"
            + bucket
            + "/data/users'");
    assertThat(sql("SELECT id FROM s3ingest_t")).containsExactly("[1]");
  }

  @Test
  void createsATemporaryView() {
    spark.sql(
        "CREATE TEMPORARY VIEW s3ingest_v USING s3ingest OPTIONS (" + options("data/users") + ")");
    assertThat(sql("SELECT name FROM s3ingest_v")).containsExactly("[Ada]");
  }

  @Test
  void takesDefaultsFromTheSession() {
    store
        .options()
        .forEach((key, value) -> spark.conf().set("spark.datasource.s3ingest." + key, value));
    assertThat(spark.read().format("s3ingest").load("s3://" + bucket + "/data/users/").count())
        .isEqualTo(1);
    spark.sql("CREATE TABLE s3ingest_t USING s3ingest OPTIONS (bucket '" + bucket + "')");
    assertThat(sql("SELECT id FROM s3ingest_t")).containsExactly("[1]");
  }

  @Test
  void takesTheStoreFromHadoopSettingsOfTheSession() {
    Map<String, String> options = store.options();
    spark.conf().set("fs.s3a.endpoint", options.get("endpoint"));
    spark.conf().set("fs.s3a.access.key", options.get("accessKeyId"));
    spark.conf().set("spark.hadoop.fs.s3a.secret.key", options.get("secretAccessKey"));
    spark.conf().set("fs.s3a.path.style.access", "true");
    assertThat(spark.read().format("s3ingest").load("s3a://" + bucket + "/data/users/").count())
        .isEqualTo(1);
  }

  @Test
  void isStrictOnTheOptionsOfATable() {
    assertThatThrownBy(
            () ->
                spark.sql(
                    "CREATE TABLE s3ingest_t USING s3ingest OPTIONS (bukcet 'x', "
                        + options("data")
                        + ")"))
        .hasMessage(
            "[S3INGEST_UNKNOWN_OPTION] Cannot use option 'bukcet': there is no such option. Did you mean 'bucket'?");
  }

  @Test
  void showsNoSecretInAnyPlan() {
    spark.sql("CREATE TABLE s3ingest_t USING s3ingest OPTIONS (" + options("data/users") + ")");
    for (String mode : List.of("EXTENDED", "FORMATTED", "COST", "CODEGEN")) {
      String plan = sql("EXPLAIN " + mode + " SELECT id FROM s3ingest_t WHERE id > 0").toString();
      assertThat(plan).contains("s3ingest").doesNotContain(store.secretKey());
    }
    assertThat(sql("DESCRIBE EXTENDED s3ingest_t").toString()).doesNotContain(store.secretKey());
    String read =
        spark
            .read()
            .format("s3ingest")
            .options(store.options())
            .load("s3://" + bucket + "/data/users/")
            .queryExecution()
            .toString();
    assertThat(read).contains("data/users").doesNotContain(store.secretKey());
  }

  private String options(String prefix) {
    return "bucket '%s', prefix '%s', ".formatted(bucket, prefix)
        + store.options().entrySet().stream()
            .map(entry -> "%s '%s'".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(", "));
  }

  private List<String> sql(String text) {
    return spark.sql(text).collectAsList().stream().map(Row::toString).toList();
  }
}

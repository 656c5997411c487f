package io.s3ingest.spark.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.testing.Plans;
import io.s3ingest.testing.TestSpark;
import io.s3ingest.testing.TestStore;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

final class WholeObjectsIT {
  private final TestStore store = TestStore.shared();
  private final SparkSession spark = TestSpark.session();
  private String bucket;

  @BeforeEach
  void makeBucket() {
    bucket = store.newBucket();
    store
        .sdk()
        .putObject(
            r ->
                r.bucket(bucket)
                    .key("o/a b.bin")
                    .contentType("application/x-protobuf")
                    .metadata(Map.of("entity-id", "7")),
            RequestBody.fromBytes(new byte[] {0, 1, (byte) 0xff}));
    store.put(bucket, "o/.hidden", "h");
    store.put(bucket, "o/empty", "");
    store.put(bucket, "o/folder/", "");
    store.put(bucket, "o/x/b.csv", "id\n1\n");
    store.put(bucket, "other/c", "c");
  }

  @Test
  void givesEachObjectAsOneRow() {
    Dataset<Row> objects = reader().load("s3://" + bucket + "/o/");
    assertThat(objects.schema().simpleString())
        .isEqualTo(
            "struct<key:string,payload:binary,metadata:map<string,string>,position:string,_change_type:string,_version_id:string,_last_modified_time:timestamp>");
    assertThat(
            ReadIT.rows(
                objects.selectExpr(
                    "key", "hex(payload)", "_change_type", "_version_id", "metadata['action']")))
        .containsExactlyInAnyOrder(
            "[o/.hidden,68,insert,null,null]",
            "[o/a b.bin,0001FF,insert,null,null]",
            "[o/empty,,insert,null,null]",
            "[o/x/b.csv,69640A310A,insert,null,null]");
    assertThat(
            ReadIT.rows(
                objects
                    .where("key = 'o/a b.bin'")
                    .selectExpr("metadata['content-type']", "metadata['x-amz-meta-entity-id']")))
        .containsExactly("[application/x-protobuf,7]");
  }

  @Test
  void marksEachRowWithTheKeyAndTheNewestSecondSoFar() {
    List<Row> rows =
        reader()
            .load("s3://" + bucket + "/o/")
            .selectExpr("key", "position", "unix_seconds(_last_modified_time)")
            .collectAsList();
    long newest = 0;
    for (Row row : rows) {
      newest = Math.max(newest, row.getLong(2));
      assertThat(row.getString(1)).isEqualTo(row.getString(0) + "_s" + newest);
    }
    assertThat(rows).hasSize(4);
  }

  @Test
  void opensOnlyWhatIsAskedFor() {
    Dataset<Row> all = reader().load("s3://" + bucket + "/o/");
    Dataset<Row> keys = all.select("key");
    assertThat(ReadIT.rows(keys)).hasSize(4);
    assertThat(Plans.metric(keys, "bytesRead")).isZero();
    Dataset<Row> one = all.where("key LIKE '%.csv'").select("payload");
    assertThat(ReadIT.rows(one)).hasSize(1);
    assertThat(Plans.metric(one, "bytesRead")).isEqualTo(5);
    assertThat(Plans.metric(one, "filesPruned")).isEqualTo(3);
    assertThat(all.count()).isEqualTo(4);
  }

  @Test
  void refusesAnObjectThatIsLongerThanARecordMayBe() {
    Dataset<Row> objects = reader().option("maxRecordBytes", 4).load("s3://" + bucket + "/o/");
    assertThatThrownBy(() -> objects.select("payload").collectAsList())
        .hasMessageContaining(
            "[S3INGEST_RECORD_TOO_LARGE] Cannot read s3://%s/o/x/b.csv as one record: it has 5 bytes, more than maxRecordBytes=4. Raise maxRecordBytes, set onCorrupt=skip to leave it out, or exclude its key with excludePatterns."
                .formatted(bucket));
    assertThat(ReadIT.rows(objects.select("metadata"))).hasSize(4);
    assertThat(
            ReadIT.rows(
                reader()
                    .option("maxRecordBytes", 4)
                    .option("onCorrupt", "skip")
                    .load("s3://" + bucket + "/o/")
                    .select("key", "payload")))
        .hasSize(3);
  }

  @Test
  void keepsToPatternsAndFailsWhereNothingIs() {
    assertThat(
            ReadIT.rows(
                reader()
                    .option("includePatterns", "*b*")
                    .option("excludePatterns", "*.bin")
                    .load("s3://" + bucket + "/o/")
                    .select("key")))
        .containsExactly("[o/x/b.csv]");
    assertThatThrownBy(() -> reader().load("s3://" + bucket + "/none/").collectAsList())
        .hasMessage(
            "[S3INGEST_NO_MATCHING_FILES] Cannot read s3://%s/none/: there is no object. Check bucket and prefix; a prefix is a folder or an exact key, never a part of a name."
                .formatted(bucket));
  }

  private DataFrameReader reader() {
    return spark.read().format("s3ingest").options(store.options()).option("recordShape", "object");
  }
}

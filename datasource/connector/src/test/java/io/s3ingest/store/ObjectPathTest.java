package io.s3ingest.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.options.StoreKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ObjectPathTest {
  @ParameterizedTest
  @CsvSource({
    "s3://lake/data/users/, lake, data/users/",
    "s3a://lake/data, lake, data",
    "S3N://lake/a%20b+c/données.csv, lake, a%20b+c/données.csv",
    "s3://lake, lake, ''",
    "s3://lake/, lake, ''",
    "s3://lake//twice, lake, /twice",
    "s3://lake/k=v/a@b:c?d#e.csv, lake, k=v/a@b:c?d#e.csv",
  })
  void takesTheKeyAsItStands(String uri, String bucket, String key) {
    assertThat(ObjectPath.parse(uri)).isEqualTo(new ObjectPath(bucket, key));
  }

  @ParameterizedTest
  @CsvSource({
    "hdfs://nn:8020/data/x.csv, hdfs://nn:8020, data/x.csv",
    "file:///tmp/x, file://, tmp/x",
    "file:/tmp/x, file://, tmp/x",
    "s3a://lake/x, s3a://lake, x",
  })
  void keepsTheSchemeInTheBucketForHadoop(String uri, String bucket, String key) {
    ObjectPath path = ObjectPath.parse(uri, StoreKind.HADOOP);
    assertThat(path).isEqualTo(new ObjectPath(bucket, key));
    assertThat(path.uri()).isEqualTo(uri.replace("file:/tmp", "file:///tmp"));
  }

  @Test
  void showsARootFolderOnce() {
    assertThat(new ObjectPath("file:///data/lake", "a.csv").uri())
        .isEqualTo("file:///data/lake/a.csv");
    assertThat(new ObjectPath("file:///data/lake/", "a.csv").uri())
        .isEqualTo("file:///data/lake/a.csv");
    assertThat(new ObjectPath("lake", "a.csv")).hasToString("s3://lake/a.csv");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data/users|it has no scheme. Write it as s3://bucket/folder/.",
        "s3:/lake/x|its bucket is empty. Write it as s3://bucket/folder/.",
        "s3:///x|its bucket is empty. Write it as s3://bucket/folder/.",
        "gs://lake/x|its scheme is not s3, s3a or s3n. Write it as s3://bucket/folder/, or set store=hadoop to read it through Hadoop.",
      })
  void refusesWhatNamesNoBucket(String uri, String why) {
    assertThatThrownBy(() -> ObjectPath.parse(uri))
        .hasMessage("[S3INGEST_INVALID_OPTION] Cannot use path '" + uri + "': " + why);
  }

  @ParameterizedTest
  @CsvSource({
    "s3n://AKIA:s3cr3t@lake/x, s3n",
    "s3a://AKIA:s3c/r3t@lake/x, s3a",
    "s3://AKIA@lake/x, s3",
    "hdfs://me:s3cr3t@nn/x, hdfs"
  })
  void showsNothingOfKeysInAPath(String uri, String scheme) {
    assertThatThrownBy(() -> ObjectPath.parse(uri))
        .hasMessage(
            "[S3INGEST_INVALID_OPTION] Cannot use path '"
                + scheme
                + "://***': it holds a user or keys in front of the bucket. Write it as"
                + " s3://bucket/folder/ and set 'accessKeyId' and 'secretAccessKey'.");
  }
}

package io.s3ingest.store.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.options.OptionSet;
import io.s3ingest.options.S3IngestOptions;
import io.s3ingest.options.StoreOptions;
import io.s3ingest.store.ListPage;
import io.s3ingest.store.ListRequest;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import io.s3ingest.testing.TestStore;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The port over hadoop-aws against a real server. */
final class HadoopStoreIT {
  private static final TestStore SERVER = TestStore.shared();
  private static final ObjectStore STORE = store(SERVER.options(), Map.of());

  private final String bucket = SERVER.newBucket();

  private static ObjectStore store(Map<String, String> options, Map<String, String> hadoop) {
    Map<String, String> raw = new HashMap<>(options);
    raw.put("store", "hadoop");
    OptionSet set = OptionSet.of(raw, S3IngestOptions.ALL, OptionSet.Unknown.REJECT);
    return new HadoopStore(StoreOptions.of(set, hadoop));
  }

  private ObjectRef find(String root, String key) {
    return STORE.find(new ObjectPath(root, key)).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain.csv", "données/été 1+1.csv", "100%/%41.csv", "k=v/a&b.csv"})
  void readsThroughS3a(String key) {
    String etag = SERVER.put(bucket, key, "body of " + key);
    for (String root : List.of(bucket, "s3a://" + bucket)) {
      assertThat(STORE.list(ListRequest.below(root, "")).objects())
          .singleElement()
          .satisfies(
              object -> {
                assertThat(object.key()).isEqualTo(key);
                assertThat(object.etag()).isEqualTo(etag);
                assertThat(STORE.read(object, 0, (int) object.size()))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("body of " + key);
              });
    }
  }

  @Test
  void honoursTheSessionsSettings() {
    SERVER.put(bucket, "x.csv", "x");
    ObjectStore session =
        store(
            Map.of(),
            Map.of(
                "fs.s3a.endpoint", SERVER.endpoint(),
                "fs.s3a.endpoint.region", "us-east-1",
                "fs.s3a.path.style.access", "true",
                "fs.s3a.access.key", SERVER.accessKey(),
                "fs.s3a.secret.key", SERVER.secretKey()));
    assertThat(session.list(ListRequest.below("s3a://" + bucket, "")).objects()).hasSize(1);
  }

  @Test
  void ourOptionsComeBeforeTheSessionsEvenForOneBucket() {
    SERVER.put(bucket, "x.csv", "x");
    ObjectStore ours =
        store(SERVER.options(), Map.of("fs.s3a.bucket." + bucket + ".access.key", "nobody"));
    assertThat(ours.list(ListRequest.below(bucket, "")).objects()).hasSize(1);
  }

  @Test
  void readsRangesAndSeesAnOverwrite() {
    byte[] body = new byte[200_000];
    new Random(3).nextBytes(body);
    SERVER.put(bucket, "r.bin", body);
    ObjectRef object = find(bucket, "r.bin");
    assertThat(STORE.read(object, 100_000, 5_000))
        .isEqualTo(Arrays.copyOfRange(body, 100_000, 105_000));
    body[0]++;
    SERVER.put(bucket, "r.bin", body);
    assertThatThrownBy(() -> STORE.open(object))
        .hasMessage(
            "[S3INGEST_OBJECT_CHANGED] Cannot read s3://"
                + bucket
                + "/r.bin: the object was overwritten after it was listed (listed with ETag "
                + object.etag()
                + " and 200000 bytes). List again, or set onChanged=skip.");
  }

  @Test
  void listsTheSameKeysInTheSameOrderAsS3() {
    List<String> keys = List.of("a-b", "a.csv", "a/b-c/1", "a/b.csv", "a/b/1", "a0", "é/1", "😀");
    keys.forEach(key -> SERVER.put(bucket, key, "x"));
    IntStream.range(0, 30).forEach(i -> SERVER.put(bucket, "z/" + i % 3 + "/" + i, "x"));
    List<String> expected =
        SERVER.sdk().listObjectsV2(b -> b.bucket(bucket)).contents().stream()
            .map(o -> o.key())
            .toList();
    List<String> listed = new java.util.ArrayList<>();
    ListPage page = STORE.list(ListRequest.below(bucket, "").most(7));
    while (true) {
      page.objects().forEach(o -> listed.add(o.key()));
      if (page.nextToken() == null) {
        break;
      }
      page = STORE.list(ListRequest.below(bucket, "").most(7).page(page.nextToken()));
    }
    assertThat(listed).isEqualTo(expected).hasSize(38);
    assertThat(STORE.list(ListRequest.below(bucket, "z/").delimitedBy("/")).commonPrefixes())
        .containsExactly("z/0/", "z/1/", "z/2/");
  }

  @Test
  void writesCopiesAndDeletes() {
    ObjectPath path = new ObjectPath(bucket, "out/x.csv");
    String etag = STORE.put(path, "abc".getBytes(StandardCharsets.UTF_8), Map.of());
    assertThat(find(bucket, "out/x.csv").etag()).isEqualTo(etag);
    STORE.copy(find(bucket, "out/x.csv"), new ObjectPath(bucket, "out/y.csv"));
    assertThat(SERVER.sdk().getObjectAsBytes(b -> b.bucket(bucket).key("out/y.csv")).asUtf8String())
        .isEqualTo("abc");
    STORE.delete(path);
    assertThat(STORE.find(path)).isEmpty();
  }

  @Test
  void namesAMissingBucketAndAWrongKey() {
    assertThatThrownBy(() -> STORE.check("s3a://no-such-bucket-here"))
        .hasMessage(
            "[S3INGEST_BUCKET_NOT_FOUND] Cannot list s3a://no-such-bucket-here/: there is no such"
                + " bucket at s3a://no-such-bucket-here. Check the options 'bucket' and"
                + " 'endpoint'.");
    Map<String, String> wrong = new HashMap<>(SERVER.options());
    wrong.put("secretAccessKey", "wr0ngSecret");
    assertThatThrownBy(() -> store(wrong, Map.of()).check(bucket))
        .hasMessageStartingWith(
            "[S3INGEST_ACCESS_DENIED] Cannot list s3://"
                + bucket
                + "/: the permission to list it is missing (AccessDeniedException: ")
        .hasMessageNotContaining("wr0ngSecret");
  }
}

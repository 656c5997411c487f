package io.s3ingest.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.error.ErrorCondition;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.options.OptionSet;
import io.s3ingest.options.S3IngestOptions;
import io.s3ingest.options.StoreOptions;
import io.s3ingest.store.ListPage;
import io.s3ingest.store.ListRequest;
import io.s3ingest.store.MultipartUpload;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import io.s3ingest.store.Precondition;
import io.s3ingest.store.StoreRegistry;
import io.s3ingest.store.VersionPage;
import io.s3ingest.store.VersionPage.ObjectVersion;
import io.s3ingest.testing.TestStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** Every operation of the port against a real server, with the SDK's client as the witness. */
final class S3StoreIT {
  private static final TestStore SERVER = TestStore.shared();
  private static final String HOST = SERVER.endpoint().replace("http://", "");

  private final String bucket = SERVER.newBucket();
  private final ObjectStore store = store(Map.of());

  private static ObjectStore store(Map<String, String> more) {
    Map<String, String> raw = new HashMap<>(SERVER.options());
    raw.putAll(more);
    OptionSet set = OptionSet.of(raw, S3IngestOptions.ALL, OptionSet.Unknown.REJECT);
    return StoreRegistry.open(StoreOptions.of(set, Map.of()));
  }

  private ObjectRef find(String key) {
    return store.find(new ObjectPath(bucket, key)).orElseThrow();
  }

  private String text(ObjectRef object) {
    return new String(
        store.read(object, 0, Math.toIntExact(object.size())), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain.csv",
        "données/été.csv",
        "with space/and+plus.csv",
        "a&b/<c>\"d'.csv",
        "100%/%41.csv",
        "tilde~!*'()/;:@=$,?#[].csv",
        "漢字/😀.json",
        "key=value/dt=2024-01-15/x.parquet",
        "back\\slash^`{|}.csv",
        "tab\tand\u0001control.csv"
      })
  void listsAndReadsOddKeys(String key) {
    String etag = SERVER.put(bucket, key, "body of " + key);

    ObjectRef object = find(key);

    assertThat(object.key()).isEqualTo(key);
    assertThat(object.etag()).isEqualTo(etag);
    assertThat(text(object)).isEqualTo("body of " + key);
    String head = SERVER.sdk().headObject(b -> b.bucket(bucket).key(key)).lastModified().toString();
    assertThat(object.lastModified().toString().substring(0, 19)).isEqualTo(head.substring(0, 19));
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain.csv", "données/été 1+1.csv", "a&b/<c>.csv", "100%.csv"})
  void writesCopiesTagsAndDeletesOddKeys(String key) {
    ObjectPath path = new ObjectPath(bucket, key);
    String etag = store.put(path, "x".getBytes(StandardCharsets.UTF_8), Map.of("owner", "me"));
    ObjectRef object = find(key);
    assertThat(object.etag()).isEqualTo(etag);
    assertThat(SERVER.sdk().headObject(b -> b.bucket(bucket).key(key)).metadata())
        .containsEntry("owner", "me");

    ObjectPath copy = new ObjectPath(bucket, "copy of/" + key);
    assertThat(store.copy(object, copy)).isEqualTo(etag);
    assertThat(text(find(copy.key()))).isEqualTo("x");

    store.tag(path, Map.of("state", "done"));
    assertThat(SERVER.sdk().getObjectTagging(b -> b.bucket(bucket).key(key)).tagSet())
        .singleElement()
        .satisfies(tag -> assertThat(tag.key() + "=" + tag.value()).isEqualTo("state=done"));

    store.delete(path);
    store.delete(path);
    assertThat(store.find(path)).isEmpty();
  }

  @Test
  void readsRangesByteForByte() throws IOException {
    byte[] body = new byte[300_000];
    new Random(7).nextBytes(body);
    SERVER.put(bucket, "r.bin", body);
    ObjectRef object = find("r.bin");

    for (int[] range :
        new int[][] {{0, 1}, {0, 300_000}, {299_999, 1}, {1000, 65_536}, {123_456, 176_544}}) {
      assertThat(store.read(object, range[0], range[1]))
          .isEqualTo(Arrays.copyOfRange(body, range[0], range[0] + range[1]));
    }
    try (InputStream in = store.open(object, 10, 0)) {
      assertThat(in.read()).isEqualTo(-1);
    }
    try (InputStream in = store.open(object)) {
      assertThat(in.skip(100)).isEqualTo(100);
      assertThat(in.read()).isEqualTo(body[100] & 0xff);
    }
  }

  @Test
  void refusesAnOverwrittenObject() {
    SERVER.put(bucket, "o.csv", "old");
    ObjectRef listed = find("o.csv");
    SERVER.put(bucket, "o.csv", "new");

    assertThatThrownBy(() -> store.open(listed))
        .isInstanceOf(S3IngestException.class)
        .hasMessage(
            "[S3INGEST_OBJECT_CHANGED] Cannot read s3://"
                + bucket
                + "/o.csv: the object was overwritten after it was listed (listed with ETag "
                + listed.etag()
                + " and 3 bytes). List again, or set onChanged=skip.");
    assertThatThrownBy(() -> store.copy(listed, new ObjectPath(bucket, "c.csv")))
        .hasMessage(
            "[S3INGEST_OBJECT_CHANGED] Cannot copy s3://"
                + bucket
                + "/o.csv: the object was overwritten after it was listed (listed with ETag "
                + listed.etag()
                + " and 3 bytes). List again, or set onChanged=skip.");
  }

  @Test
  void refusesADeletedObject() {
    SERVER.put(bucket, "d.csv", "old");
    ObjectRef listed = find("d.csv");
    SERVER.sdk().deleteObject(b -> b.bucket(bucket).key("d.csv"));

    String end =
        " s3://"
            + bucket
            + "/d.csv: the object is not there; if it was listed, it has been deleted since."
            + " List again, or set onMissing=skip.";
    assertThatThrownBy(() -> store.open(listed))
        .hasMessage("[S3INGEST_OBJECT_NOT_FOUND] Cannot read" + end);
    assertThatThrownBy(() -> store.copy(listed, new ObjectPath(bucket, "c.csv")))
        .hasMessage("[S3INGEST_OBJECT_NOT_FOUND] Cannot copy" + end);
  }

  @Test
  void listsPagesFromAnyKeyOnAndGroupsFolders() {
    List<String> keys =
        IntStream.range(0, 2_500)
            .mapToObj(i -> "p/" + (i % 5) + "/" + String.format("%05d.csv", i))
            .sorted()
            .toList();
    keys.parallelStream().forEach(key -> SERVER.put(bucket, key, "x"));
    SERVER.put(bucket, "q.csv", "x");

    List<String> listed = new ArrayList<>();
    int pages = 0;
    ListPage page = store.list(ListRequest.below(bucket, "p/"));
    while (true) {
      pages++;
      page.objects().forEach(object -> listed.add(object.key()));
      if (page.nextToken() == null) {
        break;
      }
      page = store.list(ListRequest.below(bucket, "p/").page(page.nextToken()));
    }
    assertThat(pages).isEqualTo(3);
    assertThat(listed).isEqualTo(keys);
    assertThat(page.storeTime()).isNotNull();

    ListPage after = store.list(ListRequest.below(bucket, "p/").after(keys.get(2_497)).most(10));
    assertThat(after.objects()).extracting(ObjectRef::key).isEqualTo(keys.subList(2_498, 2_500));
    assertThat(after.nextToken()).isNull();

    ListPage folders = store.list(ListRequest.below(bucket, "").delimitedBy("/"));
    assertThat(folders.commonPrefixes()).containsExactly("p/");
    assertThat(folders.objects()).extracting(ObjectRef::key).containsExactly("q.csv");

    ListPage two = store.list(ListRequest.below(bucket, "p/").delimitedBy("/").most(2));
    assertThat(two.commonPrefixes()).containsExactly("p/0/", "p/1/");
    ListPage rest =
        store.list(ListRequest.below(bucket, "p/").delimitedBy("/").page(two.nextToken()));
    assertThat(rest.commonPrefixes()).containsExactly("p/2/", "p/3/", "p/4/");
  }

  @Test
  void writesOnConditionOnly() {
    ObjectPath path = new ObjectPath(bucket, "lock");
    byte[] one = {1};
    byte[] two = {2};

    String first = store.put(path, one, new Precondition.Absent()).orElseThrow();
    assertThat(store.put(path, two, new Precondition.Absent())).isEmpty();
    String second = store.put(path, two, new Precondition.Matches(first)).orElseThrow();
    assertThat(store.put(path, one, new Precondition.Matches(first))).isEmpty();
    assertThat(find("lock").etag()).isEqualTo(second);
    assertThat(store.put(new ObjectPath(bucket, "none"), one, new Precondition.Matches(first)))
        .isEmpty();
  }

  @Test
  void uploadsInPartsAndLeavesNothingOfAGivenUpUpload() {
    byte[] part = new byte[5 << 20];
    new Random(1).nextBytes(part);
    String etag;
    try (MultipartUpload upload =
        store.startMultipart(new ObjectPath(bucket, "big 1.bin"), Map.of("kind", "big"))) {
      upload.part(part, part.length);
      upload.part(part, 1000);
      etag = upload.complete();
    }
    ObjectRef object = find("big 1.bin");
    assertThat(object.etag()).isEqualTo(etag).endsWith("-2");
    assertThat(object.size()).isEqualTo((5 << 20) + 1000);
    assertThat(store.read(object, 5 << 20, 1000)).isEqualTo(Arrays.copyOf(part, 1000));

    try (MultipartUpload upload =
        store.startMultipart(new ObjectPath(bucket, "never.bin"), Map.of())) {
      upload.part(part, part.length);
    }
    assertThat(store.find(new ObjectPath(bucket, "never.bin"))).isEmpty();
    assertThat(
            SERVER.sdk().listMultipartUploads(b -> b.bucket(bucket).prefix("never.bin")).uploads())
        .isEmpty();
  }

  @Test
  void copiesInPartsWhatIsTooLargeForOneRequest() {
    byte[] body = new byte[(11 << 20) + 3];
    new Random(2).nextBytes(body);
    SERVER.put(bucket, "src é.bin", body);
    ObjectPath to = new ObjectPath(bucket, "dst.bin");

    String etag = new ObjectCopy((S3Store) store, find("src é.bin"), to, 1 << 20, 5 << 20).run();

    ObjectRef copy = find("dst.bin");
    assertThat(copy.etag()).isEqualTo(etag).endsWith("-3");
    assertThat(store.read(copy, 0, body.length)).isEqualTo(body);
  }

  @Test
  void listsVersionsAndReadsAnOldOne() {
    SERVER
        .sdk()
        .putBucketVersioning(
            b ->
                b.bucket(bucket)
                    .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    SERVER.put(bucket, "v é/1.csv", "one");
    SERVER.put(bucket, "v é/1.csv", "three");
    SERVER.sdk().deleteObject(b -> b.bucket(bucket).key("v é/1.csv"));
    SERVER.put(bucket, "v é/2.csv", "x");

    List<ObjectVersion> versions = new ArrayList<>();
    VersionPage page = store.listVersions(bucket, "v é/", null, null, 2);
    while (true) {
      versions.addAll(page.versions());
      if (page.nextKeyMarker() == null) {
        break;
      }
      page =
          store.listVersions(bucket, "v é/", page.nextKeyMarker(), page.nextVersionIdMarker(), 2);
    }

    assertThat(versions)
        .extracting(
            v -> v.path().key() + " " + v.deleteMarker() + " " + v.latest() + " " + v.size())
        .containsExactly(
            "v é/1.csv true true 0",
            "v é/1.csv false false 5",
            "v é/1.csv false false 3",
            "v é/2.csv false true 1");
    ObjectVersion old = versions.get(2);
    ObjectRef ref =
        new ObjectRef(
            bucket, old.path().key(), old.size(), old.etag(), old.versionId(), old.lastModified());
    assertThat(text(ref)).isEqualTo("one");
  }

  @Test
  void provesThatABucketCanBeRead() {
    store.check(bucket);
    SERVER.put(bucket, "folder/", "");
    SERVER.put(bucket, "folder/x", "x");
    store.check(bucket);
    store.check(bucket, "folder/");
  }

  @Test
  void namesAMissingBucket() {
    assertThatThrownBy(() -> store.check("no-such-bucket-here"))
        .hasMessage(
            "[S3INGEST_BUCKET_NOT_FOUND] Cannot list s3://no-such-bucket-here/: there is no such"
                + " bucket at "
                + HOST
                + ". Check the options 'bucket' and 'endpoint'.");
  }

  @Test
  void namesAWrongKey() {
    assertThatThrownBy(() -> store(Map.of("accessKeyId", "nobody")).check(bucket))
        .hasMessage(
            "[S3INGEST_INVALID_CREDENTIALS] Cannot list s3://"
                + bucket
                + "/: the store does not take the keys (403 InvalidAccessKeyId: The Access Key Id you"
                + " provided does not exist in our records). Check the options 'accessKeyId',"
                + " 'secretAccessKey', 'sessionToken', 'profile' and 'roleArn'.");
    assertThatThrownBy(() -> store(Map.of("secretAccessKey", "wr0ngSecret")).check(bucket))
        .hasMessageStartingWith(
            "[S3INGEST_INVALID_CREDENTIALS] Cannot list s3://"
                + bucket
                + "/: the store does not take the keys (403 SignatureDoesNotMatch: ")
        .satisfies(
            e -> {
              for (Throwable t = e; t != null; t = t.getCause()) {
                assertThat(t.toString()).doesNotContain("wr0ngSecret");
              }
            });
  }

  @Test
  void namesAnUnreachableEndpoint() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    ObjectStore nobody = store(Map.of("endpoint", "http://127.0.0.1:" + port, "retryCount", "1"));
    assertThatThrownBy(() -> nobody.check(bucket))
        .hasMessage(
            "[S3INGEST_STORE_UNREACHABLE] Cannot list s3://"
                + bucket
                + "/: no answer from 127.0.0.1:"
                + port
                + " (the connection was refused or has no route). Check the options 'endpoint',"
                + " 'region' and 'proxyHost', and that the server runs.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3:ListBucket", "s3:GetObject"})
  void aRoleWithOneOfTwoPermissionsIsToldTheOther(String granted) {
    SERVER.put(bucket, "x.csv", "x");
    ObjectStore limited = roleWith(granted);
    String missing = granted.equals("s3:ListBucket") ? "s3:GetObject" : "s3:ListBucket";
    String what = missing.equals("s3:GetObject") ? "read" : "list";
    String where = missing.equals("s3:GetObject") ? "x.csv" : "";
    assertThatThrownBy(() -> limited.check(bucket))
        .isInstanceOfSatisfying(
            S3IngestException.class,
            e -> assertThat(e.condition()).isEqualTo(ErrorCondition.ACCESS_DENIED))
        .hasMessage(
            "[S3INGEST_ACCESS_DENIED] Cannot "
                + what
                + " s3://"
                + bucket
                + "/"
                + where
                + ": the permission "
                + missing
                + " is missing (403 AccessDenied: Access Denied). Grant it to the keys in use, or"
                + " use other keys.");
  }

  private ObjectStore roleWith(String permission) {
    var credentials =
        TestRoles.assume(
            SERVER,
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\""
                + permission
                + "\"],\"Resource\":[\"arn:aws:s3:::*\"]}]}");
    return store(
        Map.of(
            "accessKeyId", credentials.accessKeyId(),
            "secretAccessKey", credentials.secretAccessKey(),
            "sessionToken", credentials.sessionToken()));
  }

  @Test
  void twoPermissionsSufficeForReading() {
    SERVER.put(bucket, "x.csv", "x");
    ObjectStore reader = roleWith("s3:ListBucket\",\"s3:GetObject");
    reader.check(bucket);
    assertThat(reader.list(ListRequest.below(bucket, "")).objects())
        .extracting(ObjectRef::key)
        .containsExactly("x.csv");
    assertThatThrownBy(() -> reader.delete(new ObjectPath(bucket, "x.csv")))
        .hasMessageStartingWith(
            "[S3INGEST_ACCESS_DENIED] Cannot delete s3://"
                + bucket
                + "/x.csv: the permission s3:DeleteObject is missing (403 AccessDenied");
  }

  @Test
  void assumesARoleWithTheKeysAsItsBase() {
    SERVER.put(bucket, "x.csv", "x");
    ObjectStore role =
        store(
            Map.of(
                "roleArn",
                "arn:aws:iam::123456789012:role/reader",
                "stsEndpoint",
                SERVER.endpoint()));
    assertThat(role.list(ListRequest.below(bucket, "")).objects()).hasSize(1);
  }

  @Test
  void honoursTheSessionsS3aSettings() {
    SERVER.put(bucket, "x.csv", "x");
    OptionSet none = OptionSet.of(Map.of(), S3IngestOptions.ALL, OptionSet.Unknown.REJECT);
    Map<String, String> s3a =
        Map.of(
            "fs.s3a.endpoint",
            "http://127.0.0.1:1",
            "fs.s3a.bucket." + bucket + ".endpoint",
            HOST,
            "fs.s3a.connection.ssl.enabled",
            "false",
            "fs.s3a.path.style.access",
            "true",
            "fs.s3a.access.key",
            SERVER.accessKey(),
            "fs.s3a.secret.key",
            SERVER.secretKey());
    ObjectStore session = StoreRegistry.open(StoreOptions.of(none, s3a));
    assertThat(session.list(ListRequest.below(bucket, "")).objects())
        .extracting(ObjectRef::key)
        .containsExactly("x.csv");
  }

  @Test
  void anonymousReadsOnlyWhatIsPublic() {
    SERVER.put(bucket, "x.csv", "x");
    ObjectStore anonymous =
        StoreRegistry.open(
            StoreOptions.of(
                OptionSet.of(
                    Map.of("endpoint", SERVER.endpoint(), "anonymous", "true"),
                    S3IngestOptions.ALL,
                    OptionSet.Unknown.REJECT),
                Map.of()));
    assertThatThrownBy(() -> anonymous.check(bucket))
        .hasMessage(
            "[S3INGEST_ACCESS_DENIED] Cannot list s3://"
                + bucket
                + "/: the permission s3:ListBucket is missing (403 AccessDenied: Access Denied)."
                + " Grant it to the keys in use, or use other keys.");
    SERVER
        .sdk()
        .putBucketPolicy(
            b ->
                b.bucket(bucket)
                    .policy(
                        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                            + "\"Principal\":{\"AWS\":[\"*\"]},\"Action\":[\"s3:ListBucket\","
                            + "\"s3:GetObject\"],\"Resource\":[\"arn:aws:s3:::"
                            + bucket
                            + "\",\"arn:aws:s3:::"
                            + bucket
                            + "/*\"]}]}"));
    anonymous.check(bucket);
  }

  @Test
  void keepsS3sByteOrder() {
    List<String> keys = List.of("a-b", "a.csv", "a/b", "a0", "z", "é", "\uFF5E", "😀");
    keys.forEach(key -> SERVER.put(bucket, "k" + key, "x"));
    assertThat(
            store.list(ListRequest.below(bucket, "")).objects().stream()
                .map(object -> object.key().substring(1))
                .collect(Collectors.toList()))
        .isEqualTo(keys);
  }
}

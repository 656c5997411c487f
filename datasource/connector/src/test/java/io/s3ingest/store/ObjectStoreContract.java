package io.s3ingest.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.error.ErrorCondition;
import io.s3ingest.error.S3IngestException;
import io.s3ingest.options.OptionSet;
import io.s3ingest.options.S3IngestOptions;
import io.s3ingest.options.StoreOptions;
import io.s3ingest.store.VersionPage.ObjectVersion;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * What the port promises over any S3 server, with the AWS SDK's client as the witness. A subclass
 * names the server; where a server is odd, it overrides the test, asserts the oddity and says why.
 */
public abstract class ObjectStoreContract {
  protected S3Client sdk;
  protected ObjectStore store;
  protected String bucket;

  /** Returns the options that reach the server. */
  protected abstract Map<String, String> options();

  /** Returns a client of the SDK for the server. */
  protected abstract S3Client sdk();

  @BeforeEach
  void open() {
    sdk = sdk();
    store =
        StoreRegistry.open(
            StoreOptions.of(
                OptionSet.of(options(), S3IngestOptions.ALL, OptionSet.Unknown.REJECT), Map.of()));
    bucket = "contract-" + UUID.randomUUID();
    sdk.createBucket(b -> b.bucket(bucket));
  }

  @Test
  void listsNothingInAnEmptyBucket() {
    ListPage page = store.list(ListRequest.below(bucket, ""));
    assertThat(page.objects()).isEmpty();
    assertThat(page.commonPrefixes()).isEmpty();
    assertThat(page.nextToken()).isNull();
    assertThat(page.storeTime()).isNotNull();
  }

  @Test
  void listsWhatWasPut() {
    put("d/k", "hello");
    ObjectRef object = only(store.list(ListRequest.below(bucket, "d/")).objects());
    S3Object witness = only(sdk.listObjectsV2(b -> b.bucket(bucket)).contents());
    assertThat(object.path()).isEqualTo(path("d/k"));
    assertThat(object.size()).isEqualTo(5);
    assertThat(object.etag()).isEqualTo(md5("hello"));
    assertThat(object.lastModified()).isEqualTo(witness.lastModified());
  }

  @Test
  void listsInPages() {
    List<String> keys = List.of("a/1", "a/2", "a/3", "a/4", "a/5");
    keys.forEach(key -> put(key, key));
    put("b/1", "other");
    assertThat(pages(ListRequest.below(bucket, "a/").most(2)))
        .containsExactly(List.of("a/1", "a/2"), List.of("a/3", "a/4"), List.of("a/5"));
  }

  @Test
  void takesThePrefixAsItStands() {
    put("csv/1", "1");
    put("csvgz/1", "2");
    assertThat(keys(ListRequest.below(bucket, "csv"))).containsExactly("csv/1", "csvgz/1");
    assertThat(keys(ListRequest.below(bucket, "csv/"))).containsExactly("csv/1");
  }

  @Test
  void listsBehindAKeyThatNeedNotExist() {
    List.of("a/1", "a/2", "a/3", "a/4").forEach(key -> put(key, key));
    ListRequest request = ListRequest.below(bucket, "a/");
    assertThat(keys(request.after("a/1").most(1))).containsExactly("a/2", "a/3", "a/4");
    assertThat(keys(request.after("a/25"))).containsExactly("a/3", "a/4");
    assertThat(keys(request.after("a/4"))).isEmpty();
  }

  /** U+FF5E is one UTF-16 unit above the surrogates of an emoji, but its UTF-8 bytes are below. */
  @Test
  void listsInTheOrderOfUtf8Bytes() {
    List<String> keys = List.of("A", "a", "é", "\uFF5E", "\uD83D\uDE00");
    keys.forEach(key -> put(key, key));
    assertThat(keys(ListRequest.below(bucket, "").most(2))).containsExactlyElementsOf(keys);
  }

  @Test
  void groupsAtADelimiter() {
    List.of("x/a/1", "x/a/2", "x/b", "x/c/1", "x/d").forEach(key -> put(key, key));
    ListPage page = store.list(ListRequest.below(bucket, "x/").delimitedBy("/"));
    assertThat(page.commonPrefixes()).containsExactly("x/a/", "x/c/");
    assertThat(page.objects()).extracting(ObjectRef::key).containsExactly("x/b", "x/d");
  }

  @Test
  void groupsAtADelimiterAcrossPages() {
    List.of("x/a/1", "x/a/2", "x/b", "x/c/1", "x/d").forEach(key -> put(key, key));
    assertThat(groupedEntries()).containsExactly("x/a/", "x/b", "x/c/", "x/d");
  }

  /** Returns keys and groups below {@code x/} from pages of one entry. */
  protected final List<String> groupedEntries() {
    List<String> entries = new ArrayList<>();
    ListRequest request = ListRequest.below(bucket, "x/").delimitedBy("/").most(1);
    for (ListPage page = store.list(request); ; page = store.list(request.page(page.nextToken()))) {
      entries.addAll(page.commonPrefixes());
      page.objects().forEach(object -> entries.add(object.key()));
      if (page.nextToken() == null || entries.size() > 20) {
        return entries;
      }
    }
  }

  @Test
  void namesAMissingBucket() {
    assertFails(
        ErrorCondition.BUCKET_NOT_FOUND,
        () -> store.list(ListRequest.below("missing-" + bucket, "")));
    assertFails(ErrorCondition.BUCKET_NOT_FOUND, () -> store.check("missing-" + bucket));
  }

  @Test
  void provesThatABucketCanBeRead() {
    store.check(bucket);
    put("k", "hello");
    store.check(bucket);
  }

  @Test
  void findsAnExactKeyOnly() {
    put("k", "hello");
    put("kk", "longer");
    put("l2", "longer too");
    assertThat(store.find(path("k"))).map(ObjectRef::size).hasValue(5L);
    assertThat(store.find(path("l"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "données/été.csv",
        "with space/and+plus.csv",
        "a&b/<c>\"d'.csv",
        "100%/%41.csv",
        "tilde~!*'()/;:@=$,?#[].csv",
        "漢字/\uD83D\uDE00.json",
        "dt=2024-01-15/k=a b/x.parquet",
        "back\\slash^`{|}.csv",
        "tab\tand control.csv"
      })
  void readsAndWritesOddKeys(String key) {
    String etag = store.put(path(key), bytes("of " + key), Map.of());
    ObjectRef object = only(store.list(ListRequest.below(bucket, "")).objects());
    assertThat(object.key()).isEqualTo(key);
    assertThat(object.etag()).isEqualTo(etag);
    assertThat(text(object)).isEqualTo("of " + key);
    assertThat(sdk.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asUtf8String())
        .isEqualTo("of " + key);
    store.delete(path(key));
    assertThat(keys(ListRequest.below(bucket, ""))).isEmpty();
  }

  @Test
  void keepsEmptyNamesInAKey() {
    put("a//b", "hello");
    assertThat(text(find("a//b"))).isEqualTo("hello");
  }

  @Test
  void keepsAKeyThatClimbs() {
    store.put(path("../up"), bytes("hello"), Map.of());
    assertThat(text(find("../up"))).isEqualTo("hello");
  }

  @ParameterizedTest
  @CsvSource({"0, 11", "0, 1", "4, 5", "10, 1", "3, 0"})
  void readsRanges(int offset, int length) {
    put("k", "hello world");
    assertThat(store.read(find("k"), offset, length))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("hello world".substring(offset, offset + length));
  }

  @Test
  void readsAnEmptyObject() {
    put("k", "");
    assertThat(text(find("k"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jello world", "short", "a longer text than before"})
  void refusesAnOverwrittenObject(String newText) {
    put("k", "hello world");
    ObjectRef listed = find("k");
    put("k", newText);
    assertFails(ErrorCondition.OBJECT_CHANGED, () -> store.read(listed, 0, 11));
    assertFails(ErrorCondition.OBJECT_CHANGED, () -> store.read(listed, 4, 1));
  }

  @Test
  void refusesADeletedObject() {
    put("k", "hello");
    ObjectRef listed = find("k");
    sdk.deleteObject(b -> b.bucket(bucket).key("k"));
    assertFails(ErrorCondition.OBJECT_NOT_FOUND, () -> text(listed));
  }

  @Test
  void writesWhereNothingIsOnly() {
    Precondition absent = new Precondition.Absent();
    assertThat(store.put(path("k"), bytes("first"), absent)).hasValue(md5("first"));
    assertThat(store.put(path("k"), bytes("second"), absent)).isEmpty();
    assertThat(text(find("k"))).isEqualTo("first");
  }

  @Test
  void writesOverAKnownVersionOnly() {
    put("k", "first");
    Precondition first = new Precondition.Matches(md5("first"));
    assertThat(store.put(path("k"), bytes("second"), first)).hasValue(md5("second"));
    assertThat(store.put(path("k"), bytes("third"), first)).isEmpty();
    assertThat(text(find("k"))).isEqualTo("second");
    assertThat(store.put(path("missing"), bytes("fourth"), first)).isEmpty();
    assertThat(keys(ListRequest.below(bucket, ""))).containsExactly("k");
  }

  @Test
  void keepsMetadata() {
    store.put(path("k"), bytes("1"), Map.of("s3ingest-run", "7"));
    assertThat(sdk.headObject(b -> b.bucket(bucket).key("k")).metadata())
        .containsEntry("s3ingest-run", "7");
  }

  @Test
  void uploadsInParts() {
    byte[] part = new byte[5 << 20];
    Arrays.fill(part, (byte) 7);
    String etag;
    try (MultipartUpload upload = store.startMultipart(path("k"), Map.of("a", "b"))) {
      upload.part(part, part.length);
      upload.part(bytes("tail and rubbish"), 4);
      assertThat(keys(ListRequest.below(bucket, ""))).isEmpty();
      etag = upload.complete();
    }
    ObjectRef object = find("k");
    assertThat(object.etag()).isEqualTo(etag);
    assertThat(object.size()).isEqualTo(part.length + 4L);
    assertThat(store.read(object, part.length - 1, 5)).containsExactly(7, 't', 'a', 'i', 'l');
    assertThat(sdk.headObject(b -> b.bucket(bucket).key("k")).metadata()).containsEntry("a", "b");
  }

  @Test
  void leavesNothingOfAnUploadThatIsGivenUp() {
    try (MultipartUpload upload = store.startMultipart(path("k"), Map.of())) {
      upload.part(bytes("hello"), 5);
    }
    assertThat(keys(ListRequest.below(bucket, ""))).isEmpty();
    assertThat(sdk.listMultipartUploads(b -> b.bucket(bucket).prefix("k")).uploads()).isEmpty();
  }

  @Test
  void copiesExactlyTheListedVersion() {
    put("données/k", "hello");
    ObjectRef listed = find("données/k");
    assertThat(store.copy(listed, path("copy é"))).isEqualTo(md5("hello"));
    assertThat(text(find("copy é"))).isEqualTo("hello");
    put("données/k", "jello");
    assertFails(ErrorCondition.OBJECT_CHANGED, () -> store.copy(listed, path("other")));
    assertThat(store.find(path("other"))).isEmpty();
  }

  @Test
  void deletesWhatIsThereAndWhatIsNot() {
    put("k", "hello");
    store.delete(path("k"));
    store.delete(path("k"));
    assertThat(keys(ListRequest.below(bucket, ""))).isEmpty();
  }

  @Test
  void replacesTags() {
    put("k", "hello");
    store.tag(path("k"), Map.of("first", "1"));
    store.tag(path("k"), Map.of("team", "a b"));
    assertThat(sdk.getObjectTagging(b -> b.bucket(bucket).key("k")).tagSet())
        .containsExactly(Tag.builder().key("team").value("a b").build());
  }

  @Test
  void listsVersionsNewestFirstAcrossPages() {
    keepVersions();
    put("a", "1");
    put("a", "22");
    sdk.deleteObject(b -> b.bucket(bucket).key("a"));
    put("b", "333");
    for (int most : new int[] {1, 2, 1000}) {
      assertThat(versions(most)).containsExactly("a deleted latest", "a 2", "a 1", "b 3 latest");
    }
  }

  /** Returns all versions in the order of pages of this size. */
  protected final List<String> versions(int most) {
    List<String> seen = new ArrayList<>();
    String key = null;
    String version = null;
    do {
      VersionPage page = store.listVersions(bucket, "", key, version, most);
      for (ObjectVersion v : page.versions()) {
        seen.add(
            v.path().key()
                + (v.deleteMarker() ? " deleted" : " " + v.size())
                + (v.latest() ? " latest" : ""));
      }
      key = page.nextKeyMarker();
      version = page.nextVersionIdMarker();
    } while (key != null && seen.size() < 20);
    return seen;
  }

  @Test
  void readsAnOldVersion() {
    keepVersions();
    put("k", "old");
    String versionId = sdk.headObject(b -> b.bucket(bucket).key("k")).versionId();
    ObjectRef first = find("k");
    put("k", "newer");
    assertThat(text(new ObjectRef(bucket, "k", 3, first.etag(), versionId, first.lastModified())))
        .isEqualTo("old");
  }

  protected final void keepVersions() {
    sdk.putBucketVersioning(
        b -> b.bucket(bucket).versioningConfiguration(v -> v.status("Enabled")));
  }

  protected final void put(String key, String body) {
    sdk.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(body));
  }

  protected final ObjectPath path(String key) {
    return new ObjectPath(bucket, key);
  }

  protected final ObjectRef find(String key) {
    return store.find(path(key)).orElseThrow();
  }

  protected final String text(ObjectRef object) {
    return new String(store.read(object, 0, (int) object.size()), StandardCharsets.UTF_8);
  }

  protected final List<String> keys(ListRequest request) {
    return pages(request).stream().flatMap(List::stream).toList();
  }

  private List<List<String>> pages(ListRequest request) {
    List<List<String>> pages = new ArrayList<>();
    String token = null;
    do {
      ListPage page = store.list(token == null ? request : request.page(token));
      pages.add(page.objects().stream().map(ObjectRef::key).toList());
      token = page.nextToken();
    } while (token != null && pages.size() < 100);
    return pages;
  }

  protected static void assertFails(ErrorCondition condition, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            S3IngestException.class, e -> assertThat(e.condition()).isEqualTo(condition));
  }

  private static <T> T only(List<T> list) {
    assertThat(list).hasSize(1);
    return list.get(0);
  }

  protected static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  protected static String md5(String text) {
    try {
      byte[] sum = MessageDigest.getInstance("MD5").digest(bytes(text));
      return "%032x".formatted(new BigInteger(1, sum));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}

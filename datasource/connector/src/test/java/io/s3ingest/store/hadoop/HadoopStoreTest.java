package io.s3ingest.store.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.options.OptionSet;
import io.s3ingest.options.S3IngestOptions;
import io.s3ingest.options.StoreKind;
import io.s3ingest.options.StoreOptions;
import io.s3ingest.store.ListPage;
import io.s3ingest.store.ListRequest;
import io.s3ingest.store.MultipartUpload;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import io.s3ingest.store.Precondition;
import io.s3ingest.store.StoreRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The port over the local file system. */
final class HadoopStoreTest {
  private static final Instant TIME = Instant.parse("2024-02-03T04:05:06.789Z");

  @TempDir Path folder;
  private String bucket;
  private ObjectStore store;

  @BeforeEach
  void open() {
    bucket = "file://" + folder;
    store = new HadoopStore(options());
  }

  private static StoreOptions options() {
    return StoreOptions.of(
        OptionSet.of(Map.of("store", "hadoop"), S3IngestOptions.ALL, OptionSet.Unknown.REJECT),
        Map.of());
  }

  private void write(String key, String text) throws IOException {
    Path file = folder.resolve(key);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(TIME));
  }

  private ObjectRef find(String key) {
    return store.find(new ObjectPath(bucket, key)).orElseThrow();
  }

  private List<String> keys(ListRequest first) {
    List<String> out = new ArrayList<>();
    ListRequest request = first;
    while (true) {
      ListPage page = store.list(request);
      assertThat(page.objects().size() + page.commonPrefixes().size())
          .isLessThanOrEqualTo(first.maxKeys());
      page.objects().forEach(object -> out.add(object.key()));
      out.addAll(page.commonPrefixes());
      if (page.nextToken() == null) {
        return out;
      }
      request = first.page(page.nextToken());
    }
  }

  @Test
  void isOpenedByTheRegistry() throws IOException {
    write("a.csv", "x");
    ObjectStore registered = StoreRegistry.open(options());
    assertThat(registered.list(ListRequest.below(bucket, "")).objects()).hasSize(1);
  }

  @Test
  void tellsSizeTimeAndIdentity() throws IOException {
    write("données/a b+c%20.csv", "body");
    assertThat(store.list(ListRequest.below(bucket, "données/")).objects())
        .containsExactly(
            new ObjectRef(
                bucket, "données/a b+c%20.csv", 4, "4-" + TIME.toEpochMilli(), null, TIME));
    assertThat(find("données/a b+c%20.csv").uri())
        .isEqualTo("file://" + folder + "/données/a b+c%20.csv");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void listsInTheOrderOfUtf8BytesWhateverThePageSize(int pageSize) throws IOException {
    List<String> sorted =
        List.of(
            "a-b", "a.csv", "a/b-/1", "a/b.csv", "a/b/1", "a/b/2", "a/b0", "a0", "z/1", "é/1",
            "\uFF5E", "😀");
    for (String key : sorted) {
      write(key, "x");
    }
    Files.createDirectories(folder.resolve("empty/deep"));
    assertThat(keys(ListRequest.below(bucket, "").most(pageSize))).isEqualTo(sorted);
    for (String after : sorted) {
      assertThat(keys(ListRequest.below(bucket, "").after(after).most(pageSize)))
          .isEqualTo(sorted.subList(sorted.indexOf(after) + 1, sorted.size()));
    }
    assertThat(keys(ListRequest.below(bucket, "a/b").most(pageSize)))
        .isEqualTo(sorted.subList(2, 7));
    assertThat(keys(ListRequest.below(bucket, "a/b/").most(pageSize)))
        .containsExactly("a/b/1", "a/b/2");
  }

  @Test
  void agreesWithASortedSetOnRandomTrees() throws IOException {
    Random random = new Random(11);
    TreeSet<String> expected =
        new TreeSet<>(
            (a, b) ->
                Arrays.compareUnsigned(
                    a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
    String[] parts = {"a", "b", "a-", "a.", "a0", "é", "~", "😀", "A"};
    for (int i = 0; i < 300; i++) {
      StringBuilder key = new StringBuilder();
      for (int depth = random.nextInt(4); depth > 0; depth--) {
        key.append("d").append(parts[random.nextInt(parts.length)]).append('/');
      }
      key.append("f").append(parts[random.nextInt(parts.length)]).append(random.nextInt(5));
      write(key.toString(), "x");
      expected.add(key.toString());
    }
    assertThat(keys(ListRequest.below(bucket, "").most(17))).isEqualTo(List.copyOf(expected));
    for (String after : List.of("d", "da", "da/", "da/fz", "da.", "dé/~", "f", "😀", "da-/da/x")) {
      assertThat(keys(ListRequest.below(bucket, "").after(after).most(5)))
          .as("after %s", after)
          .isEqualTo(List.copyOf(expected.tailSet(after, false)));
    }
  }

  @Test
  void takesUpAPageThatAnotherStoreBegan() throws IOException {
    for (int i = 0; i < 9; i++) {
      write("d" + i / 3 + "/f" + i, "x");
    }
    ListPage first = store.list(ListRequest.below(bucket, "").most(4));
    ObjectStore other = new HadoopStore(options());
    assertThat(other.list(ListRequest.below(bucket, "").page(first.nextToken())).objects())
        .extracting(ObjectRef::key)
        .containsExactly("d1/f4", "d1/f5", "d2/f6", "d2/f7", "d2/f8");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 1000})
  void groupsFoldersThatHoldAFile(int pageSize) throws IOException {
    for (String key : List.of("a.csv", "p/0/x", "p/1/x", "p/1/y", "p/2/deep/x", "p/f", "q/x")) {
      write(key, "x");
    }
    Files.createDirectories(folder.resolve("p/empty/deep"));
    ListRequest root = ListRequest.below(bucket, "").delimitedBy("/").most(pageSize);
    assertThat(keys(root)).containsExactlyInAnyOrder("a.csv", "p/", "q/");
    assertThat(keys(ListRequest.below(bucket, "p/").delimitedBy("/").most(pageSize)))
        .containsExactlyInAnyOrder("p/0/", "p/1/", "p/2/", "p/f");
    assertThat(keys(ListRequest.below(bucket, "p").delimitedBy("/"))).containsExactly("p/");
    assertThat(keys(root.after("p/1/x"))).containsExactlyInAnyOrder("p/", "q/");
    assertThat(keys(root.after("p/zzz"))).containsExactly("q/");
  }

  @Test
  void anEmptyPrefixIsNoErrorButAMissingRootIs() {
    assertThat(keys(ListRequest.below(bucket, "none/"))).isEmpty();
    store.check(bucket);
    assertThatThrownBy(() -> store.check(bucket + "/none"))
        .hasMessage(
            "[S3INGEST_BUCKET_NOT_FOUND] Cannot list "
                + bucket
                + "/none/: there is no such bucket at file:///. Check the options 'bucket' and"
                + " 'endpoint'.");
  }

  @Test
  void readsRanges() throws IOException {
    write("k", "0123456789");
    ObjectRef object = find("k");
    assertThat(store.read(object, 3, 4)).asString().isEqualTo("3456");
    assertThat(store.read(object, 9, 1)).asString().isEqualTo("9");
    try (InputStream in = store.open(object)) {
      assertThat(in.readAllBytes()).asString().isEqualTo("0123456789");
      assertThat(in.available()).isZero();
    }
  }

  @Test
  void handsOutNoLastByteOfAFileThatChanged() throws IOException {
    write("k", "0123456789");
    ObjectRef object = find("k");
    String message =
        "[S3INGEST_OBJECT_CHANGED] Cannot read "
            + bucket
            + "/k: the object was overwritten after it was listed (listed with ETag "
            + object.etag()
            + " and 10 bytes). List again, or set onChanged=skip.";
    InputStream in = store.open(object);
    assertThat(in.readNBytes(9)).asString().isEqualTo("012345678");
    Files.writeString(folder.resolve("k"), "9876543210");
    assertThatThrownBy(in::read).hasMessage(message);
    assertThatThrownBy(() -> store.open(object)).hasMessage(message);
  }

  @Test
  void namesADeletedFile() throws IOException {
    write("k", "x");
    ObjectRef object = find("k");
    Files.delete(folder.resolve("k"));
    assertThatThrownBy(() -> store.open(object))
        .hasMessage(
            "[S3INGEST_OBJECT_NOT_FOUND] Cannot read "
                + bucket
                + "/k: the object is not there; if it was listed, it has been deleted since. List"
                + " again, or set onMissing=skip.");
  }

  @Test
  void writesCopiesAndDeletes() throws IOException {
    ObjectPath path = new ObjectPath(bucket, "out/é 1.csv");
    String etag = store.put(path, "one".getBytes(StandardCharsets.UTF_8), Map.of());
    assertThat(find("out/é 1.csv").etag()).isEqualTo(etag);
    store.put(path, "other".getBytes(StandardCharsets.UTF_8), Map.of());
    store.copy(find("out/é 1.csv"), new ObjectPath(bucket, "copy/x"));
    assertThat(folder.resolve("copy/x")).hasContent("other");
    try (MultipartUpload upload =
        store.startMultipart(new ObjectPath(bucket, "out/parts"), Map.of())) {
      upload.part("ab-".getBytes(StandardCharsets.UTF_8), 2);
      upload.part("cd".getBytes(StandardCharsets.UTF_8), 2);
      assertThat(folder.resolve("out/parts")).doesNotExist();
      upload.complete();
    }
    assertThat(folder.resolve("out/parts")).hasContent("abcd");
    try (MultipartUpload upload =
        store.startMultipart(new ObjectPath(bucket, "out/never"), Map.of())) {
      upload.part(new byte[10], 10);
    }
    assertThat(keys(ListRequest.below(bucket, "out/"))).containsExactly("out/parts", "out/é 1.csv");
    store.delete(path);
    store.delete(path);
    assertThat(store.find(path)).isEmpty();
  }

  @Test
  void saysWhatAFileSystemCannotDo() {
    ObjectPath path = new ObjectPath(bucket, "k");
    String end = ". Use store=s3 for this operation.";
    assertThatThrownBy(() -> store.tag(path, Map.of()))
        .hasMessage(
            "[S3INGEST_UNSUPPORTED_BY_STORE] Cannot tag "
                + path
                + ": a Hadoop file system has no tags"
                + end);
    assertThatThrownBy(() -> store.listVersions(bucket, "k", null, null, 1))
        .hasMessage(
            "[S3INGEST_UNSUPPORTED_BY_STORE] Cannot list the versions of "
                + path
                + ": a Hadoop file system has no versions"
                + end);
    assertThatThrownBy(() -> store.put(path, new byte[0], new Precondition.Absent()))
        .hasMessage(
            "[S3INGEST_UNSUPPORTED_BY_STORE] Cannot write "
                + path
                + ": a Hadoop file system has no conditional writes"
                + end);
    assertThatThrownBy(() -> store.put(path, new byte[0], Map.of("a", "b")))
        .hasMessage(
            "[S3INGEST_UNSUPPORTED_BY_STORE] Cannot write "
                + path
                + ": a Hadoop file system has no user metadata"
                + end);
    assertThatThrownBy(() -> store.list(ListRequest.below(bucket, "").delimitedBy("-")))
        .hasMessage(
            "[S3INGEST_UNSUPPORTED_BY_STORE] Cannot list "
                + bucket
                + "/: a Hadoop file system groups its names at '/' only, not at '-'. Use the"
                + " delimiter '/', or store=s3.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../secret", "a/../../secret", "a/./b", ".."})
  void neverLeavesItsRoot(String key) {
    ObjectRef object = new ObjectRef(bucket, key, 1, "e", null, TIME);
    assertThatThrownBy(() -> store.open(object))
        .hasMessageStartingWith("[S3INGEST_INVALID_OPTION] Cannot use path '" + bucket + "/" + key)
        .hasMessageEndingWith("Use store=s3 to reach this key.");
  }

  @ParameterizedTest
  @CsvSource({"nosuch://x, nosuch", "nosuch+v1://x, nosuch+v1"})
  void namesASchemeThatNobodyServes(String root, String scheme) {
    assertThatThrownBy(() -> store.check(root))
        .hasMessageStartingWith(
            "[S3INGEST_UNSUPPORTED_BY_STORE] Cannot open "
                + root
                + "/: no Hadoop file system for the scheme '"
                + scheme
                + "' is complete on the class path (UnsupportedFileSystemException: ");
  }

  @Test
  void readsThePathsThatUsersGive() throws IOException {
    write("data/x.csv", "x");
    ObjectPath path = ObjectPath.parse("file:" + folder + "/data/x.csv", StoreKind.HADOOP);
    assertThat(store.find(path)).isPresent();
    assertThat(store.find(path).orElseThrow().uri()).isEqualTo("file://" + folder + "/data/x.csv");
  }
}

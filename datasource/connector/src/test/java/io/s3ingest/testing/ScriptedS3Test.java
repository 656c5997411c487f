package io.s3ingest.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;

/** The fake as an AWS SDK and a plain HTTP client see it. */
final class ScriptedS3Test {
  private static final Instant OLD = Instant.parse("2024-01-02T03:04:05.678Z");

  private final ScriptedS3 s3 = ScriptedS3.start();
  private final FakeBucket bucket = s3.bucket("b");
  private final S3Client sdk = SdkClients.forServer(s3.endpoint(), "scripted", "scripted-secret");

  @AfterEach
  void stop() {
    sdk.close();
    s3.close();
  }

  @Test
  void givesTheTimesItWasTold() {
    bucket.put("k", "1", OLD);
    assertThat(listed()).extracting(S3Object::lastModified).containsExactly(OLD);
    s3.bucket("coarse").wholeSeconds().put("k", "1", OLD);
    assertThat(sdk.listObjectsV2(b -> b.bucket("coarse")).contents())
        .extracting(S3Object::lastModified)
        .containsExactly(Instant.parse("2024-01-02T03:04:05Z"));
  }

  @Test
  void takesTheTimeOfItsClock() throws IOException {
    try (ScriptedS3 still = ScriptedS3.start(Clock.fixed(OLD, ZoneOffset.UTC))) {
      still.bucket("b").put("k", "1");
      HttpURLConnection answer = open(still.endpoint() + "/b/k");
      assertThat(answer.getHeaderField("Date")).isEqualTo("Tue, 02 Jan 2024 03:04:05 GMT");
      assertThat(answer.getHeaderField("Last-Modified")).isEqualTo("Tue, 02 Jan 2024 03:04:05 GMT");
    }
  }

  @Test
  void showsALateObjectWithItsOldTime() {
    bucket.put("a", "1");
    bucket.putLate(1, "b", "2".getBytes(StandardCharsets.UTF_8), OLD);
    assertThat(listed()).extracting(S3Object::key).containsExactly("a");
    assertThat(listed()).extracting(S3Object::key).containsExactly("a", "b");
    assertThat(listed().get(1).lastModified()).isEqualTo(OLD);
  }

  @Test
  void listsInTheOrderOfUtf8BytesAcrossPages() {
    List<String> keys = List.of("a b+c&d%20?#.csv", "a/1", "données/é", "e\uFF5E", "e\uD83D\uDE00");
    keys.forEach(key -> bucket.put(key, "1"));
    assertThat(
            sdk.listObjectsV2Paginator(b -> b.bucket("b").maxKeys(2)).contents().stream()
                .map(S3Object::key))
        .containsExactlyElementsOf(keys);
    assertThat(
            sdk
                .listObjectsV2Paginator(b -> b.bucket("b").maxKeys(2).encodingType("url"))
                .contents()
                .stream()
                .map(S3Object::key))
        .containsExactlyElementsOf(keys);
  }

  @Test
  void listsBackwardsAcrossPages() {
    List.of("a", "b", "c", "d").forEach(key -> bucket.put(key, "1"));
    bucket.listedInReverse();
    assertThat(
            sdk
                .listObjectsV2Paginator(b -> b.bucket("b").maxKeys(3).startAfter("a"))
                .contents()
                .stream()
                .map(S3Object::key))
        .containsExactly("d", "c", "b");
  }

  @Test
  void failsAsOftenAsTold() {
    bucket.put("k", "hello");
    s3.failNext(Op.GET, "k", 503, 2);
    S3Client once = SdkClients.withoutRetries(s3.endpoint());
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> once.getObjectAsBytes(b -> b.bucket("b").key("k")))
          .isInstanceOfSatisfying(
              S3Exception.class,
              e -> {
                assertThat(e.statusCode()).isEqualTo(503);
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("SlowDown");
              });
    }
    assertThat(text("k")).isEqualTo("hello");
    assertThat(s3.requests(Op.GET, "k"))
        .extracting(SeenRequest::status)
        .containsExactly(503, 503, 200);
  }

  @Test
  void cutsABodyUnderItsFullLength() throws IOException {
    bucket.put("k", "hello");
    s3.cutNext(Op.GET, "k", 2, 1);
    HttpURLConnection answer = open(s3.endpoint() + "/b/k");
    assertThat(answer.getContentLength()).isEqualTo(5);
    assertThat(readLeniently(answer)).isEqualTo("he");
    assertThat(s3.bytesServed()).isEqualTo(2);
  }

  @Test
  void announcesAWrongLength() throws IOException {
    bucket.put("k", "hello");
    s3.announceWrongLength(Op.GET, "k", -2, 1);
    s3.announceWrongLength(Op.GET, "k", 7, 1);
    for (int announced : new int[] {3, 12}) {
      HttpURLConnection answer = open(s3.endpoint() + "/b/k");
      assertThat(answer.getContentLength()).isEqualTo(announced);
      // HttpURLConnection reads to the end of the connection, whatever was announced.
      assertThat(readLeniently(answer)).isEqualTo("hello");
    }
  }

  @Test
  void resetsAConnection() {
    bucket.put("k", "hello");
    // HttpURLConnection asks again once by itself.
    s3.resetNext(Op.GET, "k", 2);
    assertThatThrownBy(() -> open(s3.endpoint() + "/b/k").getInputStream())
        .isInstanceOf(SocketException.class);
  }

  @Test
  void actsBetweenRequestAndAnswer() {
    bucket.put("k", "old");
    s3.beforeNext(Op.GET, "k", () -> bucket.put("k", "new"));
    assertThat(text("k")).isEqualTo("new");
  }

  @Test
  void holdsARequestUntilItIsReleased() {
    bucket.put("k", "old");
    try (HeldRequest held = s3.holdNext(Op.GET, "k")) {
      CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> text("k"));
      held.awaitArrival();
      assertThat(answer).isNotDone();
      bucket.put("k", "new");
      held.release();
      assertThat(answer.join()).isEqualTo("new");
    }
  }

  @Test
  void obeysOrIgnoresIfMatch() {
    String etag = bucket.put("k", "hello");
    assertThat(sdk.getObjectAsBytes(b -> b.bucket("b").key("k").ifMatch(etag)).asUtf8String())
        .isEqualTo("hello");
    assertFails(412, "PreconditionFailed", () -> textIfMatch("k", "other"));
    s3.ignoreIfMatch();
    assertThat(textIfMatch("k", "other")).isEqualTo("hello");
    assertThat(s3.requests(Op.GET))
        .extracting(SeenRequest::ifMatch)
        .containsExactly(etag, "other", "other");
  }

  @Test
  void refusesArchivedObjectsAndForeignRegions() {
    bucket.put("k", "hello");
    bucket.archive("k");
    assertFails(403, "InvalidObjectState", () -> text("k"));
    s3.bucket("far").in("eu-west-1").put("k", "1");
    assertThatThrownBy(() -> sdk.listObjectsV2(b -> b.bucket("far")))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(301);
              assertThat(
                      e.awsErrorDetails()
                          .sdkHttpResponse()
                          .firstMatchingHeader("x-amz-bucket-region"))
                  .hasValue("eu-west-1");
            });
  }

  @Test
  void refusesForeignKeysWhenAsked() {
    s3.acceptOnly("somebody");
    assertFails(403, "InvalidAccessKeyId", () -> listed());
  }

  @Test
  void servesRangesAndLogsThem() {
    bucket.put("k", "hello");
    assertThat(sdk.getObjectAsBytes(b -> b.bucket("b").key("k").range("bytes=1-3")).asUtf8String())
        .isEqualTo("ell");
    assertThat(s3.requests(Op.GET, "k"))
        .singleElement()
        .satisfies(
            seen -> {
              assertThat(seen.range()).isEqualTo("bytes=1-3");
              assertThat(seen.status()).isEqualTo(206);
              assertThat(seen.bytesServed()).isEqualTo(3);
            });
    assertFails(
        416,
        "InvalidRange",
        () -> sdk.getObjectAsBytes(b -> b.bucket("b").key("k").range("bytes=9-")).asUtf8String());
  }

  @Test
  void takesPartsAndTagsAndCopies() {
    String id = sdk.createMultipartUpload(b -> b.bucket("b").key("m")).uploadId();
    List<CompletedPart> parts = new ArrayList<>();
    for (int number = 1; number <= 2; number++) {
      int part = number;
      String etag =
          sdk.uploadPart(
                  b -> b.bucket("b").key("m").uploadId(id).partNumber(part),
                  RequestBody.fromString("part" + part))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(part).eTag(etag).build());
    }
    assertThat(bucket.keys()).isEmpty();
    sdk.completeMultipartUpload(
        b -> b.bucket("b").key("m").uploadId(id).multipartUpload(m -> m.parts(parts)));
    assertThat(bucket.body("m")).asString(StandardCharsets.UTF_8).isEqualTo("part1part2");
    sdk.copyObject(
        b -> b.sourceBucket("b").sourceKey("m").destinationBucket("b").destinationKey("ü/c"));
    assertThat(text("ü/c")).isEqualTo("part1part2");
    sdk.putObjectTagging(
        b ->
            b.bucket("b")
                .key("m")
                .tagging(t -> t.tagSet(Tag.builder().key("k").value("a&b").build())));
    assertThat(sdk.getObjectTagging(b -> b.bucket("b").key("m")).tagSet())
        .singleElement()
        .satisfies(tag -> assertThat(tag.value()).isEqualTo("a&b"));
  }

  @Test
  void keepsVersions() {
    bucket.versioned();
    String first =
        sdk.putObject(b -> b.bucket("b").key("k"), RequestBody.fromString("1")).versionId();
    sdk.putObject(
        b -> b.bucket("b").key("k").metadata(Map.of("who", "me")), RequestBody.fromString("2"));
    assertThat(sdk.headObject(b -> b.bucket("b").key("k")).metadata()).containsEntry("who", "me");
    sdk.deleteObject(b -> b.bucket("b").key("k"));
    assertThatThrownBy(() -> text("k")).isInstanceOf(NoSuchKeyException.class);
    assertThat(sdk.getObjectAsBytes(b -> b.bucket("b").key("k").versionId(first)).asUtf8String())
        .isEqualTo("1");
    List<String> pages = new ArrayList<>();
    sdk.listObjectVersionsPaginator(b -> b.bucket("b").maxKeys(1))
        .forEach(
            page -> {
              page.deleteMarkers().forEach(m -> pages.add("deleted " + m.isLatest()));
              page.versions().forEach(v -> pages.add(v.size() + " " + v.isLatest()));
            });
    assertThat(pages).containsExactly("deleted true", "1 false", "1 false");
  }

  private List<S3Object> listed() {
    return sdk.listObjectsV2(b -> b.bucket("b")).contents();
  }

  private String text(String key) {
    return sdk.getObjectAsBytes(b -> b.bucket("b").key(key)).asUtf8String();
  }

  private String textIfMatch(String key, String etag) {
    return sdk.getObjectAsBytes(b -> b.bucket("b").key(key).ifMatch(etag)).asUtf8String();
  }

  private static void assertFails(int status, String code, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(status);
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            });
  }

  private static HttpURLConnection open(String url) throws IOException {
    return (HttpURLConnection) URI.create(url).toURL().openConnection();
  }

  /** Reads as HttpURLConnection gives it: a cut body ends without an exception. */
  private static String readLeniently(HttpURLConnection answer) throws IOException {
    try (InputStream in = answer.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

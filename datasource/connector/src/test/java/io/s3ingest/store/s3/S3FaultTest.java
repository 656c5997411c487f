package io.s3ingest.store.s3;

import static io.s3ingest.testing.ScriptedS3.ANY_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.error.S3IngestException;
import io.s3ingest.store.ListRequest;
import io.s3ingest.store.MultipartUpload;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import io.s3ingest.store.Precondition;
import io.s3ingest.testing.FakeBucket;
import io.s3ingest.testing.HeldRequest;
import io.s3ingest.testing.Op;
import io.s3ingest.testing.ScriptedS3;
import io.s3ingest.testing.SeenRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of requests that a store fails; waiting is recorded, not done. */
final class S3FaultTest {
  private final ScriptedS3 server = ScriptedS3.start();
  private final FakeBucket bucket = server.bucket("lake");
  private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

  @BeforeAll
  static void waitForSlowMachines() {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ObjectStore store(Map<String, String> more) {
    Map<String, String> raw = new HashMap<>(server.options());
    raw.putAll(more);
    var options = S3AddressTest.options(raw, Map.of());
    return new S3Store(options, Map.of(), new Retries(options.retryCount(), pauses::add));
  }

  private ObjectStore store() {
    return store(Map.of());
  }

  private ObjectRef listed(String key) {
    return store().find(new ObjectPath("lake", key)).orElseThrow();
  }

  private static byte[] random(int length) {
    byte[] out = new byte[length];
    new Random(length).nextBytes(out);
    return out;
  }

  private byte[] readAll(ObjectStore store, ObjectRef object) {
    return store.read(object, 0, Math.toIntExact(object.size()));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void aPassingFailureIsTriedAgain(int status) {
    bucket.put("k", "body");
    ObjectRef object = listed("k");
    server.failNext(Op.GET, "k", status, 2);
    server.failNext(Op.LIST, ANY_KEY, status, 3);

    assertThat(readAll(store(), object)).asString().isEqualTo("body");
    assertThat(server.requests(Op.GET)).hasSize(3);
    assertThat(store().list(ListRequest.below("lake", "")).objects()).hasSize(1);
    assertThat(pauses).hasSize(5);
  }

  @ParameterizedTest
  @CsvSource({"400, RequestTimeTooSkewed", "403, RequestTimeTooSkewed", "400, RequestTimeout"})
  void aCodeMayPassWhateverItsStatus(int status, String code) {
    bucket.put("k", "body");
    ObjectRef object = listed("k");
    server.failNext(Op.GET, "k", status, code, 1);
    assertThat(readAll(store(), object)).asString().isEqualTo("body");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 405, 501})
  void aLastingFailureIsNotTriedAgain(int status) {
    bucket.put("k", "body");
    ObjectRef object = listed("k");
    server.failNext(Op.GET, "k", status, "Whatever", 1);
    assertThatThrownBy(() -> store().open(object)).isInstanceOf(S3IngestException.class);
    assertThat(server.requests(Op.GET)).hasSize(1);
    assertThat(pauses).isEmpty();
  }

  @Test
  void slowDownIsSaidAfterTheLastRetry() {
    bucket.put("k", "body");
    ObjectRef object = listed("k");
    server.failNext(Op.GET, "k", 503, "SlowDown", 100);
    server.failNext(Op.LIST, ANY_KEY, 503, "SlowDown", 100);
    ObjectStore store = store(Map.of("retryCount", "2"));

    assertThatThrownBy(() -> store.open(object))
        .hasMessage(
            "[S3INGEST_STORE_THROTTLED] Cannot read s3://lake/k: the store asked to slow down 3"
                + " times (503 SlowDown: scripted: SlowDown). Lower 'concurrency' or raise"
                + " 'retryCount'.");
    assertThat(server.requests(Op.GET)).hasSize(3);
    assertThatThrownBy(() -> store.list(ListRequest.below("lake", "p/")))
        .hasMessageStartingWith(
            "[S3INGEST_STORE_THROTTLED] Cannot list s3://lake/p/: the store asked to slow down 3"
                + " times (503 SlowDown");
    assertThat(pauses).hasSize(4).allMatch(p -> p.toMillis() >= 250 && p.toMillis() <= 1000);
  }

  @Test
  void noRetryMeansOneTry() {
    server.failNext(Op.LIST, ANY_KEY, 500, "InternalError", 100);
    ObjectStore store = store(Map.of("retryCount", "0"));
    assertThatThrownBy(() -> store.list(ListRequest.below("lake", "")))
        .hasMessage(
            "[S3INGEST_STORE_FAILED] Cannot list s3://lake/: the store failed (500 InternalError:"
                + " scripted: InternalError) in 1 of 1 tries. Run again; if it stays, ask who runs the"
                + " store.");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aCutBodyIsAskedForFromWhereItBroke() {
    byte[] body = random(100_000);
    bucket.put("k", body);
    ObjectRef object = listed("k");
    server.cutNext(Op.GET, "k", 30_000, 2);

    assertThat(readAll(store(), object)).isEqualTo(body);
    assertThat(server.requests(Op.GET))
        .extracting(SeenRequest::range)
        .containsExactly(null, "bytes=30000-99999", "bytes=60000-99999");
    assertThat(server.requests(Op.GET))
        .extracting(SeenRequest::ifMatch)
        .containsOnly("\"" + object.etag() + "\"");
  }

  @Test
  void aRangeThatIsCutGoesOnInsideTheRange() throws IOException {
    byte[] body = random(100_000);
    bucket.put("k", body);
    ObjectRef object = listed("k");
    server.cutNext(Op.GET, "k", 7, 1);
    try (InputStream in = store().open(object, 50_000, 1_000)) {
      assertThat(in.readAllBytes()).isEqualTo(java.util.Arrays.copyOfRange(body, 50_000, 51_000));
    }
    assertThat(server.requests(Op.GET))
        .extracting(SeenRequest::range)
        .containsExactly("bytes=50000-50999", "bytes=50007-50999");
  }

  @Test
  void aBodyThatIsCutEachTimeNeverEndsEarly() {
    bucket.put("k", random(1000));
    ObjectRef object = listed("k");
    server.cutNext(Op.GET, "k", 10, 100);
    assertThatThrownBy(() -> readAll(store(), object))
        .hasMessage(
            "[S3INGEST_TRUNCATED_BODY] Cannot read s3://lake/k: the store cut the body off after 40"
                + " of 1000 bytes, in each of 4 tries. Raise 'retryCount', or check the network"
                + " and any proxy between.");
  }

  @Test
  void aLongReadMayBreakMoreOftenThanOneRequest() {
    byte[] body = random(12 << 20);
    bucket.put("k", body);
    ObjectRef object = listed("k");
    server.cutNext(Op.GET, "k", 2 << 20, 100);
    assertThat(readAll(store(Map.of("retryCount", "1")), object)).isEqualTo(body);
    assertThat(server.requests(Op.GET)).hasSize(6);
  }

  @Test
  void anObjectThatChangesWhileItIsReadIsNotMixed() {
    bucket.put("k", random(1000));
    ObjectRef object = listed("k");
    server.cutNext(Op.GET, "k", 500, 1);
    ObjectStore store = store();
    InputStream in = store.open(object);
    bucket.put("k", random(1001));
    assertThatThrownBy(in::readAllBytes)
        .hasMessage(
            "[S3INGEST_OBJECT_CHANGED] Cannot read s3://lake/k: the object was overwritten after it"
                + " was listed (listed with ETag "
                + object.etag()
                + " and 1000 bytes). List again, or set onChanged=skip.");
  }

  @Test
  void aStoreWithoutIfMatchIsSeenThrough() {
    server.ignoreIfMatch();
    bucket.put("k", "old");
    ObjectRef object = listed("k");
    bucket.put("k", "new");
    assertThatThrownBy(() -> store().open(object))
        .hasMessageStartingWith("[S3INGEST_OBJECT_CHANGED] Cannot read s3://lake/k: ");
    assertThatThrownBy(() -> store().open(object, 1, 1))
        .hasMessageStartingWith("[S3INGEST_OBJECT_CHANGED] Cannot read s3://lake/k: ");
    bucket.put("k", "longer than before");
    ObjectRef sameEtag =
        new ObjectRef("lake", "k", 3, listed("k").etag(), null, object.lastModified());
    assertThatThrownBy(() -> store().open(sameEtag))
        .hasMessageStartingWith("[S3INGEST_OBJECT_CHANGED] Cannot read s3://lake/k: ");
    assertThatThrownBy(() -> store().open(sameEtag, 0, 1))
        .hasMessageStartingWith("[S3INGEST_OBJECT_CHANGED] Cannot read s3://lake/k: ");
  }

  @Test
  void aResetConnectionIsTriedAgain() {
    bucket.put("k", "body");
    ObjectRef object = listed("k");
    server.resetNext(Op.GET, "k", 2);
    assertThat(readAll(store(), object)).asString().isEqualTo("body");
  }

  @Test
  void aGetThatTheJdkSendsAgainUnaskedGivesNoOtherVersion() {
    bucket.put("k", "body");
    ObjectRef object = listed("k");
    ObjectStore store = store(Map.of("retryCount", "0"));
    assertThat(readAll(store, object)).asString().isEqualTo("body");

    server.forgetRequests();
    server.resetNext(Op.GET, "k", 1);
    assertThat(readAll(store, object)).asString().isEqualTo("body");
    assertThat(server.requests(Op.GET)).hasSize(2).allMatch(request -> request.ifMatch() != null);

    server.resetNext(Op.GET, "k", 1);
    bucket.put("k", "news");
    assertThatThrownBy(() -> readAll(store, object))
        .hasMessageStartingWith("[S3INGEST_OBJECT_CHANGED] Cannot read s3://lake/k: ");
  }

  @Test
  void aSilentServerIsLeftAfterTheReadTimeout() {
    bucket.put("k", "body");
    ObjectRef object = listed("k");
    try (HeldRequest held = server.holdNext(Op.GET, "k")) {
      assertThat(readAll(store(Map.of("readTimeout", "200ms", "retryCount", "30")), object))
          .asString()
          .isEqualTo("body");
      held.awaitArrival();
    }
    try (HeldRequest held = server.holdNext(Op.GET, "k")) {
      assertThatThrownBy(
              () -> store(Map.of("readTimeout", "200ms", "retryCount", "0")).open(object))
          .hasMessage(
              "[S3INGEST_STORE_UNREACHABLE] Cannot read s3://lake/k: no answer from "
                  + server.endpoint().substring("http://".length())
                  + " (reading timed out). Check the options 'endpoint', 'region' and 'proxyHost',"
                  + " and that the server runs.");
      held.awaitArrival();
    }
  }

  @Test
  void aPageThatIsCutIsNotAShorterPage() {
    for (int i = 0; i < 10; i++) {
      bucket.put("k" + i, "x");
    }
    server.cutNext(Op.LIST, ANY_KEY, 500, 2);
    assertThat(store().list(ListRequest.below("lake", "")).objects()).hasSize(10);
    assertThat(server.requests(Op.LIST)).hasSize(3);
  }

  @Test
  void anArchivedObjectIsNamedByItsOwnCondition() {
    bucket.put("k", "body");
    ObjectRef object = listed("k");
    server.failNext(Op.GET, "k", 403, "InvalidObjectState", 2);
    assertThatThrownBy(() -> store().open(object))
        .hasMessage(
            "[S3INGEST_OBJECT_ARCHIVED] Cannot read s3://lake/k: the object is archived and must be"
                + " restored first (403 InvalidObjectState: scripted: InvalidObjectState). Restore it,"
                + " exclude its key with excludePatterns, or set onMissing=skip.");
    store().check("lake");
  }

  @Test
  void checkNamesThePermissionThatIsMissing() {
    bucket.put("folder/", "");
    bucket.put("k", "body");
    server.deny(Op.GET, "k");
    assertThatThrownBy(() -> store().check("lake"))
        .hasMessageStartingWith(
            "[S3INGEST_ACCESS_DENIED] Cannot read s3://lake/k: the permission s3:GetObject is"
                + " missing (403 AccessDenied");
    store().check("lake", "folder/");
    server.deny(Op.LIST, ANY_KEY);
    assertThatThrownBy(() -> store().check("lake"))
        .hasMessageStartingWith(
            "[S3INGEST_ACCESS_DENIED] Cannot list s3://lake/: the permission s3:ListBucket is"
                + " missing (403 AccessDenied");
  }

  @Test
  void aConditionalWriteKnowsItselfAfterALostAnswer() {
    byte[] body = random(10);
    server.beforeNext(Op.PUT, "lock", () -> bucket.put("lock", body));
    server.failNext(Op.PUT, "lock", 500, 1);
    assertThat(store().put(new ObjectPath("lake", "lock"), body, new Precondition.Absent()))
        .hasValue(listed("lock").etag());

    server.beforeNext(Op.PUT, "theirs", () -> bucket.put("theirs", "other"));
    server.failNext(Op.PUT, "theirs", 500, 1);
    assertThat(store().put(new ObjectPath("lake", "theirs"), body, new Precondition.Absent()))
        .isEmpty();
  }

  @Test
  void anUploadIsAbortedWhenAPartFails() {
    server.failNext(Op.UPLOAD_PART, "big", 403, 1);
    ObjectStore store = store();
    assertThatThrownBy(
            () -> {
              try (MultipartUpload upload =
                  store.startMultipart(new ObjectPath("lake", "big"), Map.of())) {
                upload.part(random(100), 100);
              }
            })
        .hasMessageStartingWith(
            "[S3INGEST_ACCESS_DENIED] Cannot write s3://lake/big: the permission s3:PutObject is"
                + " missing");
    assertThat(server.requests(Op.ABORT_UPLOAD)).hasSize(1);
  }

  @Test
  void onlySoManyGetsAreInFlight() throws Exception {
    bucket.put("a", "aaaa");
    bucket.put("b", "bbbb");
    ObjectRef a = listed("a");
    ObjectRef b = listed("b");
    ObjectStore store = store(Map.of("concurrency", "1"));
    InputStream first = store.open(a);
    CompletableFuture<byte[]> second =
        CompletableFuture.supplyAsync(() -> store.read(b, 0, 4), runnable -> start(runnable));
    assertThat(waiting.get(1, TimeUnit.MINUTES)).isTrue();
    assertThat(server.requests(Op.GET, "b")).isEmpty();

    assertThat(first.readAllBytes()).asString().isEqualTo("aaaa");

    assertThat(second.get(1, TimeUnit.MINUTES)).asString().isEqualTo("bbbb");
  }

  private final CompletableFuture<Boolean> waiting = new CompletableFuture<>();

  /** Runs in a thread, and tells when that waits for its turn. */
  private void start(Runnable runnable) {
    Thread thread = new Thread(runnable);
    thread.start();
    Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
    waiting.complete(true);
  }

  @Test
  void aStreamGivesItsPlaceBackHoweverItEnds() throws IOException {
    bucket.put("k", random(1000));
    ObjectRef object = listed("k");
    S3Store store = (S3Store) store(Map.of("concurrency", "1", "retryCount", "0"));
    store.open(object, 0, 10).close();
    store.open(object).close();
    try (InputStream in = store.open(object)) {
      in.readNBytes(10);
    }
    server.cutNext(Op.GET, "k", 10, 1);
    assertThatThrownBy(() -> readAll(store, object)).isInstanceOf(S3IngestException.class);
    server.failNext(Op.GET, "k", 500, 1);
    assertThatThrownBy(() -> store.open(object)).isInstanceOf(S3IngestException.class);
    assertThat(store.freeGets()).isEqualTo(1);
  }

  @Test
  void nextToNothingIsTakenForTheEnd() throws IOException {
    bucket.put("k", random(1000));
    try (InputStream in = store().open(listed("k"))) {
      for (int i = 0; i < 1000; i++) {
        assertThat(in.available()).isPositive();
        assertThat(in.read()).isNotNegative();
      }
      assertThat(in.available()).isZero();
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void aWrongClockIsSetByTheStores() {
    Duration ahead = Duration.ofHours(2);
    try (ScriptedS3 late = ScriptedS3.start(Clock.offset(Clock.systemUTC(), ahead))) {
      late.bucket("lake").put("k", "x");
      late.failNext(Op.LIST, ANY_KEY, 403, "RequestTimeTooSkewed", 1);
      store(Map.of("endpoint", late.endpoint())).list(ListRequest.below("lake", ""));
      assertThat(late.requests())
          .extracting(r -> Math.round(Duration.between(Instant.now(), signed(r)).toMinutes() / 60d))
          .containsExactly(0L, 2L);
    }
  }

  private static Instant signed(SeenRequest request) {
    return DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
        .withZone(ZoneOffset.UTC)
        .parse(request.headers().get("x-amz-date"), Instant::from);
  }

  @Test
  void aRoleThatIsNotGivenIsNoFaultOfTheStore() throws IOException {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = socket.getLocalPort();
    }
    Map<String, String> role =
        Map.of("roleArn", "arn:aws:iam::123456789012:role/r", "retryCount", "1");
    Map<String, String> unreachable = new HashMap<>(role);
    unreachable.put("stsEndpoint", "http://127.0.0.1:" + nobody);
    assertThatThrownBy(() -> store(unreachable).list(ListRequest.below("lake", "")))
        .hasMessage(
            "[S3INGEST_INVALID_CREDENTIALS] Cannot list s3://lake/: the keys could not be fetched"
                + " (the connection was refused or has no route). Check the options"
                + " 'accessKeyId', 'secretAccessKey', 'sessionToken', 'profile' and 'roleArn'.");
    assertThat(pauses).hasSize(1);
    assertThat(server.requests()).isEmpty();

    String denied =
        "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not you</Message></Error>"
            + "</ErrorResponse>";
    try (WireServer sts = WireServer.start(wire -> new WireServer.Reply(403, null, denied))) {
      Map<String, String> refused = new HashMap<>(role);
      refused.put("stsEndpoint", sts.endpoint());
      assertThatThrownBy(() -> store(refused).list(ListRequest.below("lake", "")))
          .hasMessage(
              "[S3INGEST_INVALID_CREDENTIALS] Cannot list s3://lake/: the keys could not be fetched"
                  + " (403 AccessDenied: not you). Check the options 'accessKeyId',"
                  + " 'secretAccessKey', 'sessionToken', 'profile' and 'roleArn'.");
      assertThat(sts.seen()).hasSize(1);
    }
  }

  @Test
  void saysWhereItLookedForKeys() {
    var options =
        S3AddressTest.options(
            Map.of("endpoint", server.endpoint(), "profile", "nobody-has-this"), Map.of());
    ObjectStore store = new S3Store(options, Map.of(), new Retries(3, pauses::add));
    assertThatThrownBy(() -> store.list(ListRequest.below("lake", "")))
        .hasMessageStartingWith(
            "[S3INGEST_INVALID_CREDENTIALS] Cannot list s3://lake/: no credentials were found (")
        .hasMessageContaining("nobody-has-this")
        .hasMessageEndingWith(
            "). Set 'accessKeyId' and 'secretAccessKey', 'profile' or 'roleArn', or anonymous=true"
                + " for a public bucket.");
    assertThat(pauses).isEmpty();
  }

  @Test
  void theRequesterPaysWhenAsked() {
    bucket.put("k", "x");
    ObjectStore store = store(Map.of("requesterPays", "true"));
    store.read(store.find(new ObjectPath("lake", "k")).orElseThrow(), 0, 1);
    store.put(new ObjectPath("lake", "k"), new byte[1], Map.of());
    assertThat(server.requests())
        .extracting(r -> r.headers().get("x-amz-request-payer"))
        .containsOnly("requester");
    server.forgetRequests();
    store().list(ListRequest.below("lake", ""));
    assertThat(server.requests().get(0).headers()).doesNotContainKey("x-amz-request-payer");
  }
}

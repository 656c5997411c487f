package io.s3ingest.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers S3 requests from {@link FakeBucket}s, as S3 does where nothing is scripted. */
final class FakeAnswers {
  private static final DateTimeFormatter LAST_MODIFIED =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);
  private static final Pattern CREDENTIAL = Pattern.compile("Credential=([^/]+)/[^/]+/([^/]+)/");
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");
  private static final Pattern TAG =
      Pattern.compile("<Tag>.*?<Key>(.*?)</Key>.*?<Value>(.*?)</Value>.*?</Tag>", Pattern.DOTALL);
  private static final Pattern PART = Pattern.compile("<PartNumber>\\s*(\\d+)\\s*</PartNumber>");
  private static final Pattern DELETED =
      Pattern.compile("<Object>.*?<Key>(.*?)</Key>.*?</Object>", Pattern.DOTALL);

  private record Upload(String key, Map<String, String> metadata, Map<Integer, byte[]> parts) {}

  private final Map<String, FakeBucket> buckets;
  private final Clock clock;
  private final Map<String, Upload> uploads = new ConcurrentHashMap<>();
  private final AtomicInteger uploadsMade = new AtomicInteger();
  private volatile boolean ignoreIfMatch;
  private volatile String onlyAccessKey;

  FakeAnswers(Map<String, FakeBucket> buckets, Clock clock) {
    this.buckets = buckets;
    this.clock = clock;
  }

  void ignoreIfMatch() {
    ignoreIfMatch = true;
  }

  void acceptOnly(String accessKeyId) {
    onlyAccessKey = accessKeyId;
  }

  Answer to(HttpMessage.Request request) {
    Matcher credential = CREDENTIAL.matcher(request.headers().getOrDefault("authorization", ""));
    boolean signed = credential.find();
    if (onlyAccessKey != null && !(signed && credential.group(1).equals(onlyAccessKey))) {
      return Answer.error(403, signed ? "InvalidAccessKeyId" : "AccessDenied");
    }
    if (request.bucket().isEmpty()) {
      return FakeListing.buckets(buckets.keySet());
    }
    FakeBucket bucket = buckets.get(request.bucket());
    if (bucket == null) {
      if (request.method().equals("PUT") && request.key().isEmpty() && request.query().isEmpty()) {
        buckets.put(request.bucket(), new FakeBucket(clock));
        return Answer.empty(200);
      }
      return Answer.error(404, "NoSuchBucket");
    }
    if (signed && !credential.group(2).equals(bucket.region())) {
      return Answer.error(301, "PermanentRedirect").with("x-amz-bucket-region", bucket.region());
    }
    return switch (request.op()) {
      case LIST -> FakeListing.objects(request, bucket);
      case LIST_VERSIONS -> FakeListing.versions(request, bucket);
      case GET, HEAD -> read(request, bucket);
      case PUT -> put(request, bucket);
      case COPY -> copy(request, bucket);
      case DELETE -> {
        bucket.delete(request.key(), request.query().get("versionId"));
        yield Answer.empty(204);
      }
      case START_UPLOAD -> startUpload(request);
      case UPLOAD_PART -> part(request);
      case COMPLETE_UPLOAD -> complete(request, bucket);
      case ABORT_UPLOAD ->
          uploads.remove(request.query().get("uploadId")) == null
              ? Answer.error(404, "NoSuchUpload")
              : Answer.empty(204);
      case TAG -> tag(request, bucket);
      case BUCKET -> bucket(request, bucket);
      case OTHER -> Answer.error(501, "NotImplemented");
    };
  }

  private Answer bucket(HttpMessage.Request request, FakeBucket bucket) {
    if (request.query().containsKey("delete")) {
      Matcher keys = DELETED.matcher(new String(request.payload(), StandardCharsets.UTF_8));
      StringBuilder deleted = new StringBuilder("<DeleteResult>");
      while (keys.find()) {
        bucket.delete(FakeListing.unescape(keys.group(1)), null);
        deleted.append("<Deleted><Key>").append(keys.group(1)).append("</Key></Deleted>");
      }
      return Answer.xml(deleted + "</DeleteResult>");
    }
    if (request.query().containsKey("versioning")) {
      if (request.method().equals("PUT")) {
        bucket.versioned();
        return Answer.empty(200);
      }
      return Answer.xml(
          "<VersioningConfiguration>%s</VersioningConfiguration>"
              .formatted(bucket.keepsVersions() ? "<Status>Enabled</Status>" : ""));
    }
    if (request.query().containsKey("uploads")) {
      StringBuilder open = new StringBuilder("<ListMultipartUploadsResult>");
      uploads.forEach(
          (id, upload) ->
              open.append(
                  "<Upload><Key>%s</Key><UploadId>%s</UploadId></Upload>"
                      .formatted(FakeListing.escape(upload.key), id)));
      return Answer.xml(open + "</ListMultipartUploadsResult>");
    }
    if (request.query().containsKey("location")) {
      return Answer.xml("<LocationConstraint>" + bucket.region() + "</LocationConstraint>");
    }
    return switch (request.method()) {
      case "HEAD" -> Answer.empty(200).with("x-amz-bucket-region", bucket.region());
      case "PUT" -> Answer.error(409, "BucketAlreadyOwnedByYou");
      case "DELETE" -> {
        buckets.remove(request.bucket());
        yield Answer.empty(204);
      }
      default -> Answer.error(501, "NotImplemented");
    };
  }

  private Answer read(HttpMessage.Request request, FakeBucket bucket) {
    String versionId = request.query().get("versionId");
    FakeBucket.Version found =
        versionId == null
            ? bucket.current(request.key())
            : bucket.version(request.key(), versionId);
    if (found == null) {
      return Answer.error(404, versionId == null ? "NoSuchKey" : "NoSuchVersion");
    }
    if (found.marker()) {
      return Answer.error(405, "MethodNotAllowed").with("x-amz-delete-marker", "true");
    }
    String wanted = request.header("if-match");
    if (!ignoreIfMatch && wanted != null && !same(wanted, found.etag())) {
      return Answer.error(412, "PreconditionFailed");
    }
    if (found.archived() && request.method().equals("GET")) {
      return Answer.error(403, "InvalidObjectState");
    }
    Answer whole =
        new Answer(200, Map.of(), found.body())
            .with("ETag", quoted(found.etag()))
            .with("Last-Modified", LAST_MODIFIED.format(found.modified()))
            .with("Accept-Ranges", "bytes")
            .with("Content-Type", "application/octet-stream")
            .with("x-amz-version-id", found.versionId());
    for (Map.Entry<String, String> entry : found.metadata().entrySet()) {
      whole = whole.with("x-amz-meta-" + entry.getKey(), entry.getValue());
    }
    return range(request.header("range"), whole);
  }

  private static Answer range(String range, Answer whole) {
    Matcher asked = RANGE.matcher(range == null ? "" : range);
    if (!asked.matches()) {
      return whole;
    }
    int size = whole.body().length;
    String first = asked.group(1);
    String last = asked.group(2);
    long from = first.isEmpty() ? Math.max(0, size - Long.parseLong(last)) : Long.parseLong(first);
    long to =
        first.isEmpty() || last.isEmpty() ? size - 1L : Math.min(size - 1L, Long.parseLong(last));
    if (from > to) {
      return Answer.error(416, "InvalidRange").with("Content-Range", "bytes */" + size);
    }
    byte[] part = Arrays.copyOfRange(whole.body(), (int) from, (int) to + 1);
    return new Answer(206, whole.headers(), part)
        .with("Content-Range", "bytes %d-%d/%d".formatted(from, to, size));
  }

  private Answer put(HttpMessage.Request request, FakeBucket bucket) {
    synchronized (bucket) {
      FakeBucket.Version now = bucket.current(request.key());
      String wanted = request.header("if-match");
      if (wanted != null && now == null) {
        return Answer.error(404, "NoSuchKey");
      }
      if (wanted != null && !same(wanted, now.etag())
          || "*".equals(request.header("if-none-match")) && now != null) {
        return Answer.error(412, "PreconditionFailed");
      }
      byte[] body = request.payload();
      return stored(bucket, request.key(), body, FakeBucket.md5(body), metadata(request));
    }
  }

  private Answer stored(
      FakeBucket bucket, String key, byte[] body, String etag, Map<String, String> metadata) {
    FakeBucket.Version made = bucket.store(key, body, etag, clock.instant(), metadata, Map.of());
    return Answer.empty(200)
        .with("ETag", quoted(made.etag()))
        .with("x-amz-version-id", made.versionId());
  }

  private Answer copy(HttpMessage.Request request, FakeBucket bucket) {
    String source = request.header("x-amz-copy-source");
    int mark = source.indexOf("?versionId=");
    String path = HttpMessage.percentDecode(mark < 0 ? source : source.substring(0, mark));
    path = path.startsWith("/") ? path.substring(1) : path;
    FakeBucket from = buckets.get(path.substring(0, path.indexOf('/')));
    String key = path.substring(path.indexOf('/') + 1);
    if (from == null) {
      return Answer.error(404, "NoSuchBucket");
    }
    FakeBucket.Version found =
        mark < 0
            ? from.current(key)
            : from.version(key, source.substring(mark + "?versionId=".length()));
    if (found == null) {
      return Answer.error(404, "NoSuchKey");
    }
    String wanted = request.header("x-amz-copy-source-if-match");
    if (wanted != null && !same(wanted, found.etag())) {
      return Answer.error(412, "PreconditionFailed");
    }
    Map<String, String> metadata =
        "REPLACE".equals(request.header("x-amz-metadata-directive"))
            ? metadata(request)
            : found.metadata();
    Answer made = stored(bucket, request.key(), found.body(), found.etag(), metadata);
    return new Answer(
        200,
        made.headers(),
        Answer.xml(
                "<CopyObjectResult><ETag>\"%s\"</ETag><LastModified>%s</LastModified></CopyObjectResult>"
                    .formatted(found.etag(), Instant.now(clock)))
            .body());
  }

  private Answer startUpload(HttpMessage.Request request) {
    String id = "upload-" + uploadsMade.incrementAndGet();
    uploads.put(id, new Upload(request.key(), metadata(request), new TreeMap<>()));
    return Answer.xml(
        "<InitiateMultipartUploadResult><Bucket>%s</Bucket><Key>%s</Key><UploadId>%s</UploadId></InitiateMultipartUploadResult>"
            .formatted(request.bucket(), FakeListing.escape(request.key()), id));
  }

  private Answer part(HttpMessage.Request request) {
    Upload upload = uploads.get(request.query().get("uploadId"));
    if (upload == null) {
      return Answer.error(404, "NoSuchUpload");
    }
    byte[] body = request.payload();
    synchronized (upload) {
      upload.parts.put(Integer.parseInt(request.query().get("partNumber")), body);
    }
    return Answer.empty(200).with("ETag", quoted(FakeBucket.md5(body)));
  }

  private Answer complete(HttpMessage.Request request, FakeBucket bucket) {
    Upload upload = uploads.remove(request.query().get("uploadId"));
    if (upload == null) {
      return Answer.error(404, "NoSuchUpload");
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    ByteArrayOutputStream sums = new ByteArrayOutputStream();
    Matcher parts = PART.matcher(new String(request.payload(), StandardCharsets.UTF_8));
    int count = 0;
    while (parts.find()) {
      byte[] part = upload.parts.get(Integer.parseInt(parts.group(1)));
      if (part == null) {
        return Answer.error(400, "InvalidPart");
      }
      whole.writeBytes(part);
      sums.writeBytes(HexFormat.of().parseHex(FakeBucket.md5(part)));
      count++;
    }
    String etag = FakeBucket.md5(sums.toByteArray()) + "-" + count;
    Answer made = stored(bucket, upload.key, whole.toByteArray(), etag, upload.metadata);
    return new Answer(
        200,
        made.headers(),
        Answer.xml(
                "<CompleteMultipartUploadResult><Key>%s</Key><ETag>\"%s\"</ETag></CompleteMultipartUploadResult>"
                    .formatted(FakeListing.escape(upload.key), etag))
            .body());
  }

  private Answer tag(HttpMessage.Request request, FakeBucket bucket) {
    FakeBucket.Version found = bucket.current(request.key());
    if (found == null) {
      return Answer.error(404, "NoSuchKey");
    }
    if (request.method().equals("GET")) {
      StringBuilder tags = new StringBuilder("<Tagging><TagSet>");
      new TreeMap<>(found.tags())
          .forEach(
              (k, v) ->
                  tags.append(
                      "<Tag><Key>%s</Key><Value>%s</Value></Tag>"
                          .formatted(FakeListing.escape(k), FakeListing.escape(v))));
      return Answer.xml(tags + "</TagSet></Tagging>");
    }
    Map<String, String> tags = new HashMap<>();
    if (request.method().equals("PUT")) {
      Matcher sent = TAG.matcher(new String(request.payload(), StandardCharsets.UTF_8));
      while (sent.find()) {
        tags.put(FakeListing.unescape(sent.group(1)), FakeListing.unescape(sent.group(2)));
      }
    }
    bucket.tag(request.key(), tags);
    return Answer.empty(request.method().equals("DELETE") ? 204 : 200);
  }

  private static Map<String, String> metadata(HttpMessage.Request request) {
    Map<String, String> metadata = new LinkedHashMap<>();
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (name.startsWith("x-amz-meta-")) {
                metadata.put(name.substring("x-amz-meta-".length()), value);
              }
            });
    return metadata;
  }

  private static boolean same(String wanted, String etag) {
    return wanted.equals("*") || wanted.replace("\"", "").equals(etag);
  }

  private static String quoted(String etag) {
    return "\"" + etag + "\"";
  }
}

package io.s3ingest.store.s3;

import io.s3ingest.options.StoreOptions;
import io.s3ingest.store.s3.S3Failure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * One bucket as this JVM talks to it: address, keys, region learned. Sends signed GETs over plain
 * HTTP, and hands out the SDK's client for what is rare. One try per call, except that a bucket in
 * another region is followed there. Thread-safe.
 */
final class S3Bucket {
  private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();
  private static final int LONGEST_ERROR = 64 << 10;

  /** What an uploader can set besides user metadata. */
  private static final Set<String> KEPT_HEADERS =
      Set.of(
          "content-type",
          "content-encoding",
          "content-language",
          "content-disposition",
          "cache-control",
          "expires");

  private final SdkHttpClient http;
  private final AwsCredentialsProvider credentials;
  private final boolean requesterPays;
  private volatile S3Address address;
  private volatile S3Client sdk;

  /** How much the store's clock is ahead of ours, once it has refused a request for that. */
  private volatile Duration skew = Duration.ZERO;

  S3Bucket(StoreOptions options, String bucket, Map<String, String> environment) {
    this.address = S3Address.of(options, bucket, environment);
    this.http = HttpTransport.of(options, bucket);
    this.credentials = CredentialsChain.of(options, bucket, address.signingRegion(), http);
    this.requesterPays =
        options.requesterPays()
            || Boolean.TRUE.equals(
                new S3aSettings(options.hadoop(), bucket).flag("requester.pays.enabled"));
  }

  /** An answer of status 200 or 206; the caller closes or aborts the body. */
  record Answer(HttpExecuteResponse response) {
    int status() {
      return response.httpResponse().statusCode();
    }

    String header(String name) {
      return response.httpResponse().firstMatchingHeader(name).orElse(null);
    }

    /** Returns what is kept beside the object, by header names in lower case. */
    Map<String, String> metadata() {
      Map<String, String> out = new TreeMap<>();
      response
          .httpResponse()
          .forEachHeader(
              (header, values) -> {
                String name = header == null ? "" : header.toLowerCase(Locale.ROOT);
                if (KEPT_HEADERS.contains(name) || name.startsWith("x-amz-meta-")) {
                  out.put(name, String.join(",", values));
                }
              });
      return out;
    }

    /** Returns the length that the headers promise; -1 for none. */
    long length() throws S3Failure {
      String text = header("Content-Length");
      if (text == null) {
        return -1;
      }
      try {
        return Long.parseLong(text.trim());
      } catch (NumberFormatException e) {
        throw S3Failure.of(Kind.MALFORMED, "its Content-Length is no number", e);
      }
    }

    /** Returns the store's clock; null if it does not say. */
    Instant date() {
      String date = header("Date");
      try {
        return date == null
            ? null
            : DateTimeFormatter.RFC_1123_DATE_TIME.parse(date.trim(), Instant::from);
      } catch (DateTimeException e) {
        return null;
      }
    }

    InputStream body() {
      return response
          .responseBody()
          .map(body -> (InputStream) body)
          .orElseGet(InputStream::nullInputStream);
    }

    /** Drops the connection: what is left of the body is not worth reading. */
    void abort() {
      response.responseBody().ifPresent(body -> body.abort());
    }
  }

  S3Address address() {
    return address;
  }

  /** Sends one GET; anything but 200 and 206 is a failure. */
  Answer get(String key, Map<String, String> query, Map<String, String> headers) throws S3Failure {
    return inItsRegion(() -> send(key, query, headers));
  }

  /** Calls the SDK; its exceptions become failures. */
  <T> T call(SdkCall<T> call) throws S3Failure {
    return inItsRegion(
        () -> {
          identity();
          try {
            return call.run(sdk());
          } catch (SdkException e) {
            throw S3Failure.of(e);
          }
        });
  }

  /** A request by way of the SDK. */
  interface SdkCall<T> {
    T run(S3Client client);
  }

  private <T> T inItsRegion(Retries.Try<T> call) throws S3Failure {
    try {
      return call.run();
    } catch (S3Failure failure) {
      S3Address asked = address;
      if (!failure.wrongRegion()
          || asked.regionGiven()
          || failure.region().equals(asked.signingRegion())) {
        throw failure;
      }
      synchronized (this) {
        address = asked.in(failure.region());
        sdk = null;
      }
      return call.run();
    }
  }

  private Answer send(String key, Map<String, String> query, Map<String, String> headers)
      throws S3Failure {
    SdkHttpRequest request = sign(request(address, key, query, headers));
    HttpExecuteResponse response;
    try {
      response = http.prepareRequest(HttpExecuteRequest.builder().request(request).build()).call();
    } catch (IOException e) {
      throw S3Failure.of(e);
    }
    Answer answer = new Answer(response);
    if (answer.status() == 200 || answer.status() == 206) {
      return answer;
    }
    throw failure(answer);
  }

  private SdkHttpRequest request(
      S3Address to, String key, Map<String, String> query, Map<String, String> headers) {
    URI service = to.service();
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.GET)
            .protocol(service.getScheme())
            .host(to.host())
            .encodedPath(to.path(key));
    if (to.port() >= 0) {
      request.port(to.port());
    }
    query.forEach(request::putRawQueryParameter);
    headers.forEach(request::putHeader);
    if (requesterPays) {
      request.putHeader("x-amz-request-payer", "requester");
    }
    return request.build();
  }

  private SdkHttpRequest sign(SdkHttpRequest request) throws S3Failure {
    AwsCredentials identity = identity();
    if (identity.accessKeyId() == null) {
      return request;
    }
    return SIGNER
        .sign(
            r ->
                r.identity(identity)
                    .request(request)
                    .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, address.signingRegion())
                    // S3 signs the path as it was sent: neither encoded again nor normalised.
                    .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                    .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                    .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, true)
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.offset(Clock.systemUTC(), skew)))
        .request();
  }

  private AwsCredentials identity() throws S3Failure {
    try {
      return credentials.resolveCredentials();
    } catch (AwsServiceException e) {
      throw S3Failure.of(e);
    } catch (SdkException e) {
      S3Failure sorted = S3Failure.of(e);
      throw sorted.kind() == Kind.NETWORK || sorted.kind() == Kind.TLS
          ? S3Failure.of(Kind.ROLE, sorted.answer(), e)
          : S3Failure.of(Kind.NO_CREDENTIALS, e.getMessage(), e);
    }
  }

  private S3Failure failure(Answer answer) {
    byte[] body = new byte[0];
    try (InputStream in = answer.body()) {
      body = in.readNBytes(LONGEST_ERROR);
    } catch (IOException e) {
      // The status alone must do.
      body = new byte[0];
    }
    ErrorDocument error = ErrorDocument.parse(body);
    String region = error.region() != null ? error.region() : answer.header("x-amz-bucket-region");
    Duration after = S3Failure.retryAfter(answer.header("Retry-After"));
    Instant storeTime = answer.date();
    if (error.code().equals("RequestTimeTooSkewed") && storeTime != null) {
      skew = Duration.between(Instant.now(), storeTime);
    }
    return new S3Failure(
        Kind.ANSWER, answer.status(), error.code(), error.message(), region, after, null);
  }

  private S3Client sdk() {
    S3Client client = sdk;
    if (client == null) {
      synchronized (this) {
        if (sdk == null) {
          sdk = newSdk(address);
        }
        client = sdk;
      }
    }
    return client;
  }

  private S3Client newSdk(S3Address to) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClient(http)
            .credentialsProvider(credentials)
            .region(Region.of(to.signingRegion()))
            .endpointOverride(to.service())
            .forcePathStyle(to.bucketInPath())
            .crossRegionAccessEnabled(false)
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(c -> c.expectContinueEnabled(false));
    builder.overrideConfiguration(
        c -> {
          c.retryStrategy(AwsRetryStrategy.doNotRetry());
          if (requesterPays) {
            c.headers(Map.of("x-amz-request-payer", List.of("requester")));
          }
        });
    return builder.build();
  }

  void close() {
    S3Client client = sdk;
    if (client != null) {
      client.close();
    }
    http.close();
  }
}

package io.s3ingest.store.s3;

import io.s3ingest.options.StoreOptions;
import io.s3ingest.store.s3.S3Failure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * One bucket as this JVM talks to it: address, keys, region learned. Sends signed GETs over plain
 * HTTP, and hands out the SDK's client for what is rare. One try per call, except that a bucket in
 * another region is followed there. Thread-safe.
 */
final class S3Bucket {
  private static final int LONGEST_ERROR = 64 << 10;

  private final HttpTransport transport;
  private final SdkHttpClient http;
  private final V4Signature signature = new V4Signature();
  private final AwsCredentialsProvider credentials;
  private final boolean requesterPays;
  private volatile S3Address address;
  private volatile S3Client sdk;

  /** How much the store's clock is ahead of ours, once it has refused a request for that. */
  private volatile Duration skew = Duration.ZERO;

  S3Bucket(StoreOptions options, String bucket, Map<String, String> environment) {
    this.address = S3Address.of(options, bucket, environment);
    this.transport = HttpTransport.of(options, bucket);
    this.http = transport.forSdk();
    this.credentials = CredentialsChain.of(options, bucket, address.signingRegion(), http);
    this.requesterPays =
        options.requesterPays()
            || Boolean.TRUE.equals(
                new S3aSettings(options.hadoop(), bucket).flag("requester.pays.enabled"));
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
    AwsCredentials identity = identity();
    S3Address to = address;
    String path = to.path(key);
    String queryText = S3Address.query(query);
    Map<String, String> sent = headers;
    if (requesterPays) {
      sent = new TreeMap<>(headers);
      sent.put("x-amz-request-payer", "requester");
    }
    if (identity.accessKeyId() != null) {
      sent =
          signature.sign(
              identity,
              to.signingRegion(),
              Instant.now().plus(skew),
              to.hostHeader(),
              path,
              queryText,
              sent);
    }
    Answer answer = Answer.of(transport.open(to.url(path, queryText)), sent);
    if (answer.status() == 200 || answer.status() == 206) {
      return answer;
    }
    throw failure(answer);
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

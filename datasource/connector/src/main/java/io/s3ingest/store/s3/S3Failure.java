package io.s3ingest.store.s3;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * One try that failed, before it is worded for the user. Whether another try may help is decided
 * here and nowhere else.
 */
final class S3Failure extends Exception {
  private static final long serialVersionUID = 1L;

  /** What went wrong, as far as a retry or a message must tell it apart. */
  enum Kind {
    /** The store answered with an error. */
    ANSWER,
    /** No connection, or it broke. */
    NETWORK,
    /** The certificate of the store is not believed. */
    TLS,
    /** A body ended before its length. */
    CUT,
    /** The answer cannot be understood. */
    MALFORMED,
    /** There are no keys to sign with. */
    NO_CREDENTIALS,
    /** Whoever gives out the keys refused, or did not answer. */
    ROLE,
    /** The thread was told to stop. */
    INTERRUPTED
  }

  private static final Set<String> THROTTLING =
      Set.of(
          "SlowDown",
          "SlowDownRead",
          "SlowDownWrite",
          "Throttling",
          "ThrottlingException",
          "ThrottledException",
          "TooManyRequests",
          "TooManyRequestsException",
          "RequestLimitExceeded",
          "RequestThrottled",
          "RequestThrottledException",
          "BandwidthLimitExceeded",
          "ServiceUnavailable",
          "XMinioServerNotInitialized");

  private static final Set<String> PASSING =
      Set.of(
          "RequestTimeout",
          "RequestTimeoutException",
          "RequestTimeTooSkewed",
          "InternalError",
          "ConditionalRequestConflict",
          "OperationAborted");

  private final Kind kind;
  private final int status;
  private final String code;
  private final String detail;
  private final String region;
  private final Duration retryAfter;

  S3Failure(
      Kind kind,
      int status,
      String code,
      String detail,
      String region,
      Duration retryAfter,
      Throwable cause) {
    super(kind + " " + status + " " + code, cause);
    this.kind = kind;
    this.status = status;
    this.code = code == null ? "" : code;
    this.detail = detail == null ? "" : detail;
    this.region = region;
    this.retryAfter = retryAfter;
  }

  static S3Failure of(Kind kind, String detail, Throwable cause) {
    return new S3Failure(kind, 0, "", detail, null, null, cause);
  }

  /** The answer that a store without {@code If-Match} would have had to give. */
  static S3Failure changed(String detail) {
    return new S3Failure(Kind.ANSWER, 412, "PreconditionFailed", detail, null, null, null);
  }

  /** Sorts what the transport threw. */
  static S3Failure of(IOException e) {
    if (e instanceof SSLHandshakeException || e instanceof SSLPeerUnverifiedException) {
      return of(Kind.TLS, describe(e), e);
    }
    if (e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException)) {
      return of(Kind.INTERRUPTED, describe(e), e);
    }
    return of(Kind.NETWORK, describe(e), e);
  }

  /** Sorts what the SDK threw. */
  static S3Failure of(SdkException e) {
    if (e instanceof AwsServiceException service) {
      var details = service.awsErrorDetails();
      String code = details == null ? "" : details.errorCode();
      String message = details == null ? "" : details.errorMessage();
      var response = details == null ? null : details.sdkHttpResponse();
      Kind kind =
          details != null && "Sts".equalsIgnoreCase(details.serviceName())
              ? Kind.ROLE
              : Kind.ANSWER;
      String region = null;
      Duration after = null;
      if (response != null) {
        region = response.firstMatchingHeader("x-amz-bucket-region").orElse(null);
        after = retryAfter(response.firstMatchingHeader("Retry-After").orElse(null));
      }
      if (region == null && details != null && details.rawResponse() != null) {
        region = ErrorDocument.parse(details.rawResponse().asByteArray()).region();
      }
      return new S3Failure(kind, service.statusCode(), code, message, region, after, e);
    }
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof IOException io) {
        S3Failure sorted = of(io);
        return new S3Failure(sorted.kind, 0, "", sorted.detail, null, null, e);
      }
      if (t instanceof InterruptedException
          || t instanceof software.amazon.awssdk.core.exception.AbortedException) {
        return of(Kind.INTERRUPTED, "", e);
      }
    }
    return of(Kind.MALFORMED, e.getMessage(), e);
  }

  /** Reads the seconds of a {@code Retry-After} header; its date form is not used by stores. */
  static Duration retryAfter(String header) {
    if (header == null || !header.matches("\\d{1,6}")) {
      return null;
    }
    return Duration.ofSeconds(Long.parseLong(header));
  }

  boolean retryable() {
    return switch (kind) {
      case NETWORK, CUT, MALFORMED -> true;
      case TLS, NO_CREDENTIALS, INTERRUPTED -> false;
      case ANSWER, ROLE ->
          (kind == Kind.ROLE && status == 0)
              || throttled()
              || PASSING.contains(code)
              || status == 408
              || status == 500
              || status == 502
              || status == 504;
    };
  }

  boolean throttled() {
    return status == 429 || status == 503 || THROTTLING.contains(code);
  }

  /** Whether the bucket lies in another region than the request was signed for. */
  boolean wrongRegion() {
    return region != null
        && S3Address.isRegion(region)
        && (status == 301
            || status == 307
            || code.equals("AuthorizationHeaderMalformed")
            || code.equals("IncorrectEndpoint")
            || code.equals("IllegalLocationConstraintException"));
  }

  Kind kind() {
    return kind;
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  String region() {
    return region;
  }

  Duration retryAfter() {
    return retryAfter;
  }

  /** Returns the answer in a few words: {@code 503 SlowDown: Please reduce your request rate}. */
  String answer() {
    StringBuilder out = new StringBuilder();
    if (status > 0) {
      out.append(status);
    }
    if (!code.isEmpty()) {
      out.append(out.length() == 0 ? "" : " ").append(clean(code));
    }
    if (!detail.isEmpty()) {
      out.append(out.length() == 0 ? "" : ": ").append(clean(detail));
    }
    return out.toString();
  }

  /** A server's text may be long, or hold line breaks to forge a log line. */
  private static String clean(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").trim();
    line = line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    return line.length() <= 200 ? line : line.substring(0, 200) + "…";
  }

  private static String describe(IOException e) {
    if (e instanceof UnknownHostException) {
      return "the host name is unknown";
    }
    if (e instanceof SocketTimeoutException) {
      String message = String.valueOf(e.getMessage());
      return message.toLowerCase(java.util.Locale.ROOT).contains("connect")
          ? "connecting timed out"
          : "reading timed out";
    }
    if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
      return "the connection was refused or has no route";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}

package io.s3ingest.store.s3;

import io.s3ingest.error.S3IngestException;
import io.s3ingest.error.StoreErrors;
import java.util.Set;

/** Words a failed operation for the user. */
final class S3Messages {
  private static final Set<String> BAD_KEYS =
      Set.of(
          "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "InvalidToken",
          "ExpiredToken",
          "TokenRefreshRequired",
          "InvalidTokenId",
          "InvalidSecurity",
          "XMinioInvalidAccessKey");

  private S3Messages() {}

  /** What was done, for the message, and the permission that it takes. */
  record Operation(String verb, String permission) {
    static final Operation LIST = new Operation("list", "s3:ListBucket");
    static final Operation LIST_VERSIONS =
        new Operation("list the versions of", "s3:ListBucketVersions");
    static final Operation VERSIONING =
        new Operation("tell the versioning of", "s3:GetBucketVersioning");
    static final Operation READ_VERSION = new Operation("read", "s3:GetObjectVersion");
    static final Operation READ = new Operation("read", "s3:GetObject");
    static final Operation WRITE = new Operation("write", "s3:PutObject");
    static final Operation COPY = new Operation("copy to", "s3:PutObject");
    static final Operation DELETE = new Operation("delete", "s3:DeleteObject");
    static final Operation READ_TAGS = new Operation("read the tags of", "s3:GetObjectTagging");
    static final Operation TAG = new Operation("tag", "s3:PutObjectTagging");
  }

  static S3IngestException of(
      S3Failure failure, Operation operation, String uri, S3Address address, int tries) {
    String what = operation.verb();
    return switch (failure.kind()) {
      case NETWORK ->
          StoreErrors.unreachable(
              what,
              uri,
              address.hostAndPort(),
              failure.answer(),
              "Check the options 'endpoint', 'region' and 'proxyHost', and that the server runs.",
              failure);
      case TLS ->
          StoreErrors.unreachable(
              what,
              uri,
              address.hostAndPort(),
              failure.answer(),
              "Set sslCertPath to a PEM file with the server's certificate, or verifySSL=false for a test.",
              failure);
      case NO_CREDENTIALS -> StoreErrors.noCredentials(what, uri, failure.answer(), failure);
      case ROLE ->
          StoreErrors.invalidCredentials(
              what, uri, "the keys could not be fetched (" + failure.answer() + ")", failure);
      case INTERRUPTED -> StoreErrors.interrupted(what, uri, failure);
      case CUT, MALFORMED -> StoreErrors.failed(what, uri, failure.answer(), tries, failure);
      case ANSWER -> answer(failure, operation, uri, address, tries);
    };
  }

  private static S3IngestException answer(
      S3Failure failure, Operation operation, String uri, S3Address address, int tries) {
    String what = operation.verb();
    String code = failure.code();
    if (failure.wrongRegion()) {
      return StoreErrors.wrongRegion(what, uri, address.signingRegion(), failure.region(), failure);
    }
    if (failure.throttled()) {
      return StoreErrors.throttled(what, uri, failure.answer(), tries, failure);
    }
    if (code.equals("InvalidObjectState")) {
      return StoreErrors.objectArchived(what, uri, failure.answer(), failure);
    }
    if (BAD_KEYS.contains(code) || failure.status() == 401) {
      return StoreErrors.invalidCredentials(
          what, uri, "the store does not take the keys (" + failure.answer() + ")", failure);
    }
    if (code.equals("NoSuchBucket")) {
      return StoreErrors.bucketNotFound(
          what, "s3://" + address.bucket() + "/", address.hostAndPort(), failure);
    }
    boolean read = operation.equals(Operation.READ) || operation.equals(Operation.READ_VERSION);
    if (failure.status() == 404 && read) {
      return StoreErrors.objectNotFound(what, uri, failure);
    }
    if (failure.status() == 404 && code.equals("NoSuchKey")) {
      return StoreErrors.objectNotFound(what, uri, failure);
    }
    if (failure.status() == 412 || (failure.status() == 416 && read)) {
      return StoreErrors.objectChanged(what, uri, failure.answer(), failure);
    }
    if (failure.status() == 403) {
      return StoreErrors.accessDenied(what, uri, operation.permission(), failure.answer(), failure);
    }
    return StoreErrors.failed(what, uri, failure.answer(), tries, failure);
  }
}

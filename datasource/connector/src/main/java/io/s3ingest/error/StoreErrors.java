package io.s3ingest.error;

/** Words the failures of the store; {@code what} is a verb such as "read". */
public final class StoreErrors {
  private StoreErrors() {}

  /** A bucket that is not there. */
  public static S3IngestException bucketNotFound(
      String what, String uri, String endpoint, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.BUCKET_NOT_FOUND,
        "Cannot %s %s: there is no such bucket at %s. Check the options 'bucket' and 'endpoint'."
            .formatted(what, uri, endpoint),
        cause);
  }

  /** An object that vanished after it was listed. */
  public static S3IngestException objectNotFound(String what, String uri, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.OBJECT_NOT_FOUND,
        "Cannot %s %s: the object is not there; if it was listed, it has been deleted since. List again, or set onMissing=skip."
            .formatted(what, uri),
        cause);
  }

  /** An object that is not the version that was listed. */
  public static S3IngestException objectChanged(
      String what, String uri, String listed, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.OBJECT_CHANGED,
        "Cannot %s %s: the object was overwritten after it was listed (%s). List again, or set onChanged=skip."
            .formatted(what, uri, listed),
        cause);
  }

  /** An object that lies in an archive class. */
  public static S3IngestException objectArchived(
      String what, String uri, String why, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.OBJECT_ARCHIVED,
        "Cannot %s %s: the object is archived and must be restored first (%s). Restore it, exclude its key with excludePatterns, or set onMissing=skip."
            .formatted(what, uri, why),
        cause);
  }

  /** Keys that are valid but lack a permission. */
  public static S3IngestException accessDenied(
      String what, String uri, String permission, String answer, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.ACCESS_DENIED,
        "Cannot %s %s: the permission %s is missing (%s). Grant it to the keys in use, or use other keys."
            .formatted(what, uri, permission, answer),
        cause);
  }

  /** Keys that the store does not take. */
  public static S3IngestException invalidCredentials(
      String what, String uri, String why, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.INVALID_CREDENTIALS,
        "Cannot %s %s: %s. Check the options 'accessKeyId', 'secretAccessKey', 'sessionToken', 'profile' and 'roleArn'."
            .formatted(what, uri, why),
        cause);
  }

  /** No keys at all. */
  public static S3IngestException noCredentials(
      String what, String uri, String looked, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.INVALID_CREDENTIALS,
        "Cannot %s %s: no credentials were found (%s). Set 'accessKeyId' and 'secretAccessKey', 'profile' or 'roleArn', or anonymous=true for a public bucket."
            .formatted(what, uri, looked),
        cause);
  }

  /** A setting of the session that names a source of credentials which is not known here. */
  public static S3IngestException unknownCredentialsProvider(String key, String className) {
    return new S3IngestException(
        ErrorCondition.INVALID_CREDENTIALS,
        "Cannot use '%s' = '%s': s3ingest does not know this provider. Set 'accessKeyId' and 'secretAccessKey', 'profile' or 'roleArn', or store=hadoop to read through S3A."
            .formatted(key, className));
  }

  /** Requests that are signed for another region than the bucket's. */
  public static S3IngestException wrongRegion(
      String what, String uri, String asked, String actual, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.WRONG_REGION,
        "Cannot %s %s: the bucket is in region '%s', not in '%s'. Set region=%s, or leave the option out."
            .formatted(what, uri, actual, asked, actual),
        cause);
  }

  /** A server that does not answer. */
  public static S3IngestException unreachable(
      String what, String uri, String hostAndPort, String why, String wayOut, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.STORE_UNREACHABLE,
        "Cannot %s %s: no answer from %s (%s). %s".formatted(what, uri, hostAndPort, why, wayOut),
        cause);
  }

  /** A server that asks to slow down until the retries are used up. */
  public static S3IngestException throttled(
      String what, String uri, String answer, int tries, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.STORE_THROTTLED,
        "Cannot %s %s: the store asked to slow down %d times (%s). Lower 'concurrency' or raise 'retryCount'."
            .formatted(what, uri, tries, answer),
        cause);
  }

  /** Any other answer of the store. */
  public static S3IngestException failed(
      String what, String uri, String answer, int tries, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.STORE_FAILED,
        "Cannot %s %s: the store failed (%s) in %d of %d tries. Run again; if it stays, ask who runs the store."
            .formatted(what, uri, answer, tries, tries),
        cause);
  }

  /** A body that ended early until the retries were used up. */
  public static S3IngestException truncatedBody(
      String uri, long received, long expected, int tries, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.TRUNCATED_BODY,
        "Cannot read %s: the store cut the body off after %d of %d bytes, in each of %d tries. Raise 'retryCount', or check the network and any proxy between."
            .formatted(uri, received, expected, tries),
        cause);
  }

  /** An operation that this kind of store does not have. */
  public static S3IngestException unsupported(String what, String uri, String why, String wayOut) {
    return new S3IngestException(
        ErrorCondition.UNSUPPORTED_BY_STORE,
        "Cannot %s %s: %s. %s".formatted(what, uri, why, wayOut));
  }

  /** A bucket whose past is not known. */
  public static S3IngestException noVersions(String uri, String time) {
    return new S3IngestException(
        ErrorCondition.UNSUPPORTED_BY_STORE,
        "Cannot read %s as of %s: its bucket never kept versions, so its past is not known. Turn versioning on for later reads, or leave option 'timestampAsOf' out to read it as it is."
            .formatted(uri, time));
  }

  /** A bucket that does not remember changes. */
  public static S3IngestException noChanges(String uri) {
    return new S3IngestException(
        ErrorCondition.UNSUPPORTED_BY_STORE,
        "Cannot read the changes of %s: its bucket never kept versions, so only what is there is known. Turn versioning on, or follow it by readStream, which compares listings."
            .formatted(uri));
  }

  /** A thread that was told to stop while it waited for the store. */
  public static S3IngestException interrupted(String what, String uri, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.STORE_FAILED,
        "Cannot %s %s: the task was cancelled. Run again.".formatted(what, uri),
        cause);
  }

  /** A path that names no place in a store; {@code shown} holds no secret. */
  public static S3IngestException invalidPath(String shown, String why, String wayOut) {
    return new S3IngestException(
        ErrorCondition.INVALID_OPTION,
        "Cannot use path '%s': %s. %s".formatted(shown, why, wayOut));
  }
}

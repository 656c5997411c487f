package io.s3ingest.store;

/**
 * Asks for one page of a listing.
 *
 * @param prefix raw string prefix of the keys; may be empty
 * @param startAfter keys up to and including this one are left out; null for none
 * @param delimiter groups keys into common prefixes; null for none
 * @param maxKeys 1 to 1000
 * @param continuationToken from the page before; null for the first page
 */
public record ListRequest(
    String bucket,
    String prefix,
    String startAfter,
    String delimiter,
    int maxKeys,
    String continuationToken) {

  /** Everything below a prefix, in pages of 1000. */
  public static ListRequest below(String bucket, String prefix) {
    return new ListRequest(bucket, prefix, null, null, 1000, null);
  }

  /** Returns this request for the page behind {@code token}. */
  public ListRequest page(String token) {
    return new ListRequest(bucket, prefix, startAfter, delimiter, maxKeys, token);
  }

  /** Returns this request for keys behind {@code key}. */
  public ListRequest after(String key) {
    return new ListRequest(bucket, prefix, key, delimiter, maxKeys, null);
  }

  /** Returns this request with another page size. */
  public ListRequest most(int keys) {
    return new ListRequest(bucket, prefix, startAfter, delimiter, keys, continuationToken);
  }

  /** Returns this request grouped at {@code delimiter}. */
  public ListRequest delimitedBy(String text) {
    return new ListRequest(bucket, prefix, startAfter, text, maxKeys, continuationToken);
  }
}

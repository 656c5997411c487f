package io.s3ingest.store;

/** What must hold for a conditional write. */
public sealed interface Precondition {
  /** The key must not exist. */
  record Absent() implements Precondition {}

  /** The key must hold this ETag. */
  record Matches(String etag) implements Precondition {}
}
